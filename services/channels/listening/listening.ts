import { randomUUID } from 'node:crypto';
import type { Subscription } from '../../../kit/bus/bus.ts';
import { idle, startLoop } from '../../../kit/loop.ts';
import { adapterOf, openAccount } from '../accounts/account.ts';
import type { ChannelsParts } from '../parts.ts';
import { accountById } from '../store/accounts.ts';
import { addListeners, holdListeners, leaveListener, nextListener, takeListeners } from '../store/listeners.ts';
import { hear } from './hear.ts';
import type { Hold } from './hold.ts';

/** How long an account stays with a process that is silent. */
const lease = 10_000;
/** Between two looks, however often the bell rings. */
const breath = 100;
/** Accounts of one process at a time, and those it takes in one look. */
const most = 1_000;
const atOnce = 8;
/** Milliseconds that a process leaves a free account to others, for each that it has: so that who has fewer takes it. */
const courtesy = 20;

/** Hears what platforms do not send: asks those that want to be asked, and keeps a connection to those that speak over one. Replicas share the accounts. */
export function startListening(parts: ChannelsParts): Subscription {
  const { db, log } = parts;
  const channels = [...parts.adapters.values()].filter(({ listen }) => listen !== null).map(({ channel }) => channel);
  const by = randomUUID();
  const held = new Map<string, { end: AbortController; done: Promise<void> }>();
  /** Failures in a row, by account. */
  const failures = new Map<string, number>();

  async function attend(accountId: string, state: Hold['state'], signal: AbortSignal): Promise<void> {
    const row = await accountById(db, accountId);
    if (row?.status !== 'active') return leaveListener(db, by, accountId, new Date(), null);
    const hold: Hold = { by, adapter: adapterOf(parts.adapters, row.channel), row, account: openAccount(row, parts), state, signal };
    const next = await hear(parts, hold, failures.get(accountId) ?? 0);
    if (next.failures > 0) failures.set(accountId, next.failures);
    else failures.delete(accountId);
    await leaveListener(db, by, accountId, new Date(Date.now() + next.wait), next.problem);
  }

  function begin(accountId: string, state: Hold['state']): void {
    const end = new AbortController();
    const done = attend(accountId, state, end.signal)
      .catch((error: unknown) => log.warn({ account: accountId, error: String(error) }, 'an account could not be listened for'))
      .finally(() => {
        held.delete(accountId);
        loop.wake();
      });
    held.set(accountId, { end, done });
  }

  async function turn(): Promise<number> {
    if (channels.length === 0) return idle;
    const until = new Date(Date.now() + lease);
    const mine = held.size > 0 ? await holdListeners(db, by, until) : new Set();
    for (const [accountId, { end }] of held) if (!mine.has(accountId)) end.abort();
    await addListeners(db, channels);
    const since = new Date(Date.now() - held.size * courtesy);
    const limit = Math.min(atOnce, most - held.size);
    const taken = limit > 0 ? await takeListeners(db, { by, until, since, limit, besides: [...held.keys()] }) : [];
    for (const { accountId, state } of taken) begin(accountId, state);
    if (taken.length > 0) return breath;
    const next = await nextListener(db);
    return next ? Math.max(next.getTime() - since.getTime(), breath) : idle;
  }

  const loop = startLoop({ bell: parts.bell, log, turn, complaint: 'the accounts to listen for cannot be read now', calm: breath });
  return {
    stop: async () => {
      await loop.stop();
      for (const { end } of held.values()) end.abort();
      await Promise.all([...held.values()].map(({ done }) => done));
    },
  };
}
