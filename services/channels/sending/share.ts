import type { Full } from '../store/outbound.ts';

/** How much may be on its way at once: of a slow account, and of a slow platform with all its accounts, a part only. */
const most = { all: 64, channel: 40, account: 24 };

/** What is on its way, of one account. */
export interface Held {
  accountId: string;
  channel: string;
}

/** The places for what is on its way over the channels there are, some of them taken. */
export function sharesOf(known: Iterable<string>, held: Iterable<Held>) {
  const accounts = new Map<string, number>();
  const channels = new Map<string, number>();
  let all = 0;
  const count = ({ accountId, channel }: Held) => {
    all += 1;
    accounts.set(accountId, (accounts.get(accountId) ?? 0) + 1);
    channels.set(channel, (channels.get(channel) ?? 0) + 1);
  };
  for (const each of held) count(each);
  return {
    free: () => most.all - all,
    full: (): Full => ({ known: [...known], accounts: atLeast(accounts, most.account), channels: atLeast(channels, most.channel) }),
    /** Takes a place; false where the account or the channel has its share already. */
    take: (wanted: Held): boolean => {
      const enough = (accounts.get(wanted.accountId) ?? 0) >= most.account || (channels.get(wanted.channel) ?? 0) >= most.channel;
      if (!enough) count(wanted);
      return !enough;
    },
  };
}

function atLeast(counts: Map<string, number>, least: number): string[] {
  return [...counts].filter(([, count]) => count >= least).map(([name]) => name);
}
