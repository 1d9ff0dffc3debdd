import { z } from 'zod';
import type { Bus, Subscription } from '../../kit/bus/bus.ts';
import type { Place } from '../../kit/graph.ts';
import { moveOf } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';

/** The notices of one feed, as one subscriber has yet to take them. */
export interface Window {
  /** The item right behind the place; `replay` when the store must be asked; `undefined` when nothing is new. */
  take(place: Place): FeedItem | 'replay' | undefined;
  /** Resolves when there may be something to take: a notice, a reconnect, the end of the signal, or after the idle time, for notices may get lost. */
  wait(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** The feeds that subscribers of this gateway follow: those of one feed share what listens to it. */
export interface Feeds {
  /** Listens from now on; the first `take` says `replay`. */
  watch(service: string, topic: string): Window;
}

/** As an item is on the wire. */
export const feedItem = z.object({
  topic: z.string(),
  position: z.number(),
  name: z.string(),
  workspaceId: z.string(),
  at: z.number(),
  payload: z.json(),
  moves: z.array(z.object({ from: z.string(), to: z.string(), origins: z.array(z.string()).optional() })),
});

interface Listener {
  hear(item: FeedItem): void;
  miss(): void;
}

/** The most notices kept for a subscriber that is slow to take them; behind that the store has them. */
const mostKept = 256;

/** Opens nothing yet: listening begins with the first subscriber of a feed and ends with the last. `idle` in milliseconds. */
export function openFeeds(bus: Bus, idle = 10_000): Feeds {
  const feeds = new Map<string, { listeners: Set<Listener>; subscription: Subscription }>();

  function join(subject: string, listener: Listener): () => void {
    const feed = feeds.get(subject) ?? listenTo(subject);
    feed.listeners.add(listener);
    return () => {
      feed.listeners.delete(listener);
      if (feed.listeners.size > 0 || feeds.get(subject) !== feed) return;
      feeds.delete(subject);
      void feed.subscription.stop();
    };
  }

  function listenTo(subject: string) {
    const listeners = new Set<Listener>();
    const missed = () => {
      for (const listener of listeners) listener.miss();
    };
    const heard = (notice: unknown) => {
      const { success, data } = feedItem.safeParse(notice);
      if (!success) return missed();
      for (const listener of listeners) listener.hear(data);
    };
    const feed = { listeners, subscription: bus.listen(subject, heard, missed) };
    feeds.set(subject, feed);
    return feed;
  }

  return { watch: (service, topic) => openWindow((listener) => join(`${service}.${topic}`, listener), idle) };
}

function openWindow(join: (listener: Listener) => () => void, idle: number): Window {
  let kept: FeedItem[] = [];
  let missed = true;
  let ring = () => {};

  function miss(): void {
    missed = true;
    kept = [];
    ring();
  }

  function hear(item: FeedItem): void {
    if (kept.length >= mostKept) miss();
    else if (!missed) kept.push(item);
    ring();
  }

  function take(place: Place): FeedItem | 'replay' | undefined {
    while (!missed) {
      const item = kept.shift();
      if (!item) return undefined;
      if (item.position <= place.position) continue;
      if (item.position === place.position + 1 && !moveOf(item, place.origin)) return item;
      break;
    }
    missed = false;
    return 'replay';
  }

  async function wait(signal: AbortSignal): Promise<void> {
    if (missed || kept.length > 0 || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const onAbort = () => resolve();
    ring = resolve;
    signal.addEventListener('abort', onAbort);
    // Subscribers who fell idle together do not ask together.
    const timer = setTimeout(miss, idle * (0.9 + Math.random() / 5)).unref();
    await promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }

  return { take, wait, close: join({ hear, miss }) };
}
