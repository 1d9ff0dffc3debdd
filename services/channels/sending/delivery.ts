import type { ErrorClass, Failed } from '../plan.ts';
import type { SendState } from '../tables.ts';

/** What to do after a platform refused: try again at a time, stop the whole account, count it as done, or give up. */
export type Verdict = { do: 'retry'; wait: number } | { do: 'pause' } | { do: 'done' } | { do: 'fail' };

const tries: Partial<Record<ErrorClass, number>> = { rate_limited: 10, transient: 6, unknown: 3 };

/** Decides by the class of the refusal and the number of tries so far; waits in milliseconds, doubled each time, with jitter (0 to 1). */
export function verdict(failure: Failed, triesSoFar: number, jitter: number): Verdict {
  if (failure.class === 'already_done') return { do: 'done' };
  if (failure.class === 'auth_invalid' || failure.class === 'account_restricted') return { do: 'pause' };
  const most = tries[failure.class] ?? 1;
  if (triesSoFar >= most) return { do: 'fail' };
  const base = failure.class === 'rate_limited' ? 2_000 : 500;
  const backoff = Math.min(base * 2 ** (triesSoFar - 1), 300_000);
  return { do: 'retry', wait: failure.retryAfter ?? Math.round(backoff * (0.5 + jitter / 2)) };
}

const rank: Record<SendState, number> = { queued: 0, sending: 0, unknown: 0, sent: 1, failed: 2, delivered: 3, read: 4 };

/** Whether a report moves a delivery forward. */
export function isAhead(report: SendState, current: SendState): boolean {
  return rank[report] > rank[current];
}

/** Whether a network error says that the request never reached the platform: then it may simply be tried again. */
export function neverArrived(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_INVALID_URL'].includes(
    code,
  );
}
