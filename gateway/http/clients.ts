import { setTimeout as delay } from 'node:timers/promises';
import type { Meters } from '../../kit/metrics.ts';
import { CodedError } from '../../schema/errors.ts';

/** Tells a client to come back after so many milliseconds, and lets it go. */
export type Dismiss = (wait: number) => void;

/** The clients that stay connected: sockets and streams of results. */
export interface Clients {
  /** Takes one in; the result takes it out again. UNAVAILABLE when there are too many, or when this gateway stops. */
  enter(dismiss: Dismiss): () => void;
  count(): number;
  /** One is let go that takes nothing any more. */
  drop(): void;
  /** Lets nobody in any more, and everybody go: a few at a time, each with a wait of its own, so that they do not come back all at once. */
  dismiss(): Promise<void>;
}

const atOnce = 100;
const pause = 20;

/** Nobody yet; `most` at once. */
export function createClients(most: number, { live }: Pick<Meters, 'live'>): Clients {
  const present = new Set<Dismiss>();
  let closed = false;

  async function dismiss(): Promise<void> {
    closed = true;
    const spread = 1_000 + present.size * 5;
    const leaving = [...present];
    for (let n = 0; n < leaving.length; n += atOnce) {
      if (n > 0) await delay(pause);
      for (const tell of leaving.slice(n, n + atOnce)) tell(200 + Math.floor(Math.random() * spread));
    }
  }

  return {
    enter: (tell) => {
      if (closed) throw new CodedError('UNAVAILABLE', 'This gateway is stopping: connect again.', { retryAfter: 1 });
      if (present.size >= most) {
        const message = 'This gateway has as many clients as it takes: connect again in a while.';
        throw new CodedError('UNAVAILABLE', message, { retryAfter: 5 });
      }
      present.add(tell);
      live.clients.set(present.size);
      return () => {
        present.delete(tell);
        live.clients.set(present.size);
      };
    },
    count: () => present.size,
    drop: () => live.dropped.inc(),
    dismiss,
  };
}
