import type { ErrorClass, Failed } from '../plan.ts';
import type { SendState } from '../tables.ts';

/** What to do after a platform refused: try again at a time, stop the whole account, or give up. */
export type Verdict = { do: 'retry'; wait: number } | { do: 'pause' } | { do: 'fail' };

/** How often a message is tried whose refusals may pass; all others are tried once. */
const tries: Partial<Record<ErrorClass, number>> = { rate_limited: 10, transient: 6, unknown: 3 };

/** Decides by the class of the refusal and the number of tries so far; waits in milliseconds: the platform's own to the letter, else `backoff`. */
export function verdict(failure: Failed, triesSoFar: number, jitter: number): Verdict {
  if (failure.class === 'auth_invalid' || failure.class === 'account_restricted') return { do: 'pause' };
  if (triesSoFar >= (tries[failure.class] ?? 1)) return { do: 'fail' };
  return { do: 'retry', wait: failure.retryAfter ?? backoff(failure.class, triesSoFar, jitter) };
}

/** Milliseconds until the next try: doubled each time, up to five minutes, with jitter (0 to 1). */
export function backoff(failure: ErrorClass, triesSoFar: number, jitter: number): number {
  const base = failure === 'rate_limited' ? 2_000 : 500;
  return Math.round(Math.min(base * 2 ** (triesSoFar - 1), 300_000) * (0.5 + jitter / 2));
}

const rank: Record<SendState, number> = { queued: 0, sending: 0, unknown: 0, sent: 1, failed: 2, delivered: 3, read: 4 };

/** Whether a report moves a delivery forward. */
export function isAhead(report: SendState, current: SendState): boolean {
  return rank[report] > rank[current];
}

/** Whether nobody knows its end yet. */
export function isOpen({ state }: { state: SendState }): boolean {
  return rank[state] === 0;
}

const connecting = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_INVALID_URL'];

/** Something broke before anything was handed over. */
export class NeverArrived extends Error {
  override readonly name = 'NeverArrived';
}

/** Whether an error says that what was to be sent never reached the platform: then it may simply be tried again. */
export function neverArrived(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof NeverArrived || connecting.includes(String((error as Error & { code?: unknown }).code));
}
