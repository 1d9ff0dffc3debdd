import type { Account, Adapter } from '../adapter.ts';
import type { ApiCall, ApiReply, Failed } from '../plan.ts';

/** Tokens that end, each fetched or made once for all who need it, and renewed a minute before its end. */
export interface Tokens {
  /** The account with its token in it, where its channel has one. */
  give(adapter: Adapter, account: Account): Promise<Account | Failed>;
  /** The platform takes this one no longer. */
  drop(account: Account): void;
}

interface Known {
  /** What it was made of: other secrets make another. */
  of: string;
  until: number;
  /** The token, once it is there. */
  current?: string;
  token: Promise<string | Failed>;
}

const minute = 60_000;

/** Starts with none. `call` makes the calls that fetch them. */
export function createTokens(call: (account: Account, call: ApiCall) => Promise<ApiReply>): Tokens {
  const known = new Map<string, Known>();

  async function fetched(entry: Known, adapter: Adapter, account: Account): Promise<string | Failed> {
    const { token } = adapter;
    if (!token) return '';
    const now = Date.now();
    const got = 'mint' in token ? token.mint(account, now) : token.read(await call(account, token.call(account, now)));
    if ('class' in got) return got;
    const life = got.seconds * 1_000;
    entry.until = now + Math.max(life - minute, life / 2);
    entry.current = got.token;
    return got.token;
  }

  return {
    give: async (adapter, account) => {
      if (!adapter.token) return account;
      const of = JSON.stringify([account.settings, account.secrets]);
      let entry = known.get(account.id);
      if (!entry || entry.of !== of || entry.until <= Date.now()) {
        entry = { of, until: Number.POSITIVE_INFINITY, token: Promise.resolve('') };
        known.set(account.id, entry);
        entry.token = fetched(entry, adapter, account);
      }
      const forget = () => {
        if (known.get(account.id) === entry) known.delete(account.id);
      };
      const token = await entry.token.catch((error: unknown) => {
        forget();
        throw error;
      });
      if (typeof token === 'string') return { ...account, token };
      forget();
      return token;
    },
    // Somebody else may have a new one already.
    drop: ({ id, token }) => {
      if (known.get(id)?.current === token) known.delete(id);
    },
  };
}
