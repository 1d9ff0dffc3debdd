import { problemOf } from '../accounts/problem.ts';
import type { ChannelsParts } from '../parts.ts';
import type { Failed } from '../plan.ts';
import { backoff } from '../sending/delivery.ts';
import { pauseAccount } from '../sending/pause.ts';
import { type Hold, LostHold } from './hold.ts';
import { pollRound } from './poll.ts';
import { converse } from './socket.ts';

/** What follows from a turn: how long until the next, why nothing is heard until then, and how many have failed in a row. */
export interface Next {
  wait: number;
  problem: string | null;
  failures: number;
}

/** A connection that ends sooner did not succeed. */
const lasting = 30_000;
/** Refusals in a row before an account is given up and paused. */
const patience = 3;

/** One turn of an account: a round of asking, or a connection as long as it lasts; `failures` are those in a row before it. */
export async function hear(parts: ChannelsParts, hold: Hold, failures: number): Promise<Next> {
  const { listen } = hold.adapter;
  const failed = await turn(parts, hold);
  if (hold.signal.aborted) return { wait: 0, problem: null, failures: 0 };
  if (!failed) return { wait: listen?.kind === 'poll' ? listen.every : 0, problem: null, failures: 0 };
  const count = failures + 1;
  const { class: kind, code, message } = failed;
  parts.log.warn({ account: hold.row.id, class: kind, code, error: message }, 'an account cannot be listened for');
  // A token may just have ended, or not be known everywhere yet: what is dead is so for seconds.
  if (count > patience && (kind === 'auth_invalid' || kind === 'account_restricted'))
    await parts.change((tx) => pauseAccount(tx, parts.log, hold.row, failed));
  return { wait: failed.retryAfter ?? backoff(kind, count, Math.random()), problem: problemOf(failed), failures: count };
}

async function turn(parts: ChannelsParts, hold: Hold): Promise<Failed | null> {
  const { listen } = hold.adapter;
  const began = Date.now();
  try {
    if (listen?.kind === 'poll') return await pollRound(parts, hold, listen);
    const failed = listen ? await converse(parts, hold, listen) : null;
    const brief = !failed && Date.now() - began < lasting;
    return brief ? { ok: false, class: 'transient', code: 'closed', message: 'The connection ended at once' } : failed;
  } catch (error) {
    if (error instanceof LostHold || hold.signal.aborted) return null;
    parts.log.error({ account: hold.row.id, error: String(error) }, 'what came in could not be taken');
    return { ok: false, class: 'unknown', code: 'internal', message: 'What came in could not be taken: a fault of ours, which is logged' };
  }
}
