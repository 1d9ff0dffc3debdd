import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '../../schema/errors.ts';
import type { Ask } from './ask.ts';
import { Refused } from './guard.ts';
import type { CallOptions } from './transport.ts';

/** Tries of one ask. */
const mostTries = 3;

/**
 * Tries until the ask's deadline, or the limit in milliseconds where that comes first: then TIMEOUT. A query that found nobody is tried again
 * after a moment; nothing else is, for it may have been done.
 */
export async function trying(
  { kind, deadline, signal }: Ask,
  limit: number,
  attempt: (options: CallOptions) => Promise<string>,
  onRetry: () => void,
): Promise<string> {
  const begun = Date.now();
  const until = deadline === undefined ? begun + limit : Math.min(deadline, begun + limit);
  for (let tries = 1, now = begun; ; tries++, now = Date.now()) {
    if (until <= now) throw new CodedError('TIMEOUT');
    try {
      return await attempt({ timeout: until - now, signal });
    } catch (error) {
      if (kind !== 'query' || tries === mostTries || !mayPass(error)) throw error;
      onRetry();
      await delay(20 + Math.random() * 60 * tries, undefined, { signal });
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof Refused) return error.soon;
  return error instanceof CodedError && error.code === 'UNAVAILABLE';
}
