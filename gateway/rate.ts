import { LRUCache } from 'lru-cache';
import type { Settings } from '../kit/env.ts';
import { CodedError } from '../schema/errors.ts';

/** Counts what each caller asks for. */
export interface Rate {
  /** Takes points (requests, operations of a batch, messages of a socket) of a key's allowance, or throws RATE_LIMITED with `retryAfter` in seconds. */
  take(key: string, points?: number): void;
}

/** Seconds over which an allowance may be used at once. */
const span = 10;
const mostKnown = 100_000;

/**
 * Gives each key LIMIT_RATE points a second, of which ten seconds' worth may be used at once. What is refused costs nothing. For each key is
 * kept one number: when all of its allowance will be there again. Whoever was not heard of for longest is forgotten first.
 */
export function createRate({ LIMIT_RATE }: Pick<Settings, 'LIMIT_RATE'>, clock: () => number = Date.now): Rate {
  const restored = new LRUCache<string, number>({ max: mostKnown });
  return {
    take: (key, points = 1) => {
      const now = clock();
      const next = Math.max(restored.get(key) ?? now, now) + (points * 1_000) / LIMIT_RATE;
      const excess = next - now - span * 1_000;
      if (excess > 0) throw new CodedError('RATE_LIMITED', undefined, { retryAfter: Math.ceil(excess / 1_000) });
      restored.set(key, next);
    },
  };
}
