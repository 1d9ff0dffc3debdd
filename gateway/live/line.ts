import { setTimeout as delay } from 'node:timers/promises';
import type { FeedItem } from '../../kit/outbox/feed.ts';

/** What members are given for an item; nothing where it is not for them. */
export type Shown = Buffer | undefined;

/** An item with what is shown for it. */
export interface Given {
  item: FeedItem;
  shown: Shown;
}

/** Items on their way: several are worked on at a time, and they are given in order, together those that are ready together. */
export interface Line {
  push(item: FeedItem): void;
  length(): number;
  /** Gives nothing more. */
  stop(): void;
}

interface Options {
  show(item: FeedItem): Promise<Shown>;
  give(batch: readonly Given[]): void;
}

interface Entry {
  item: FeedItem;
  work?: Promise<void>;
  given?: Given;
}

/** How many items are worked on before the first of them is given. */
const ahead = 32;
const mostTogether = 64;
/** The longest that who is ready waits for others, in milliseconds. */
const longestWait = 50;

/** An empty line. */
export function createLine({ show, give }: Options): Line {
  const pending: Entry[] = [];
  let running = false;
  let stopped = false;
  /** Until then (as `performance.now` has it) what comes is given together. */
  let rest = 0;

  function work(): void {
    for (const entry of pending.slice(0, ahead)) {
      entry.work ??= show(entry.item).then((shown) => {
        entry.given = { item: entry.item, shown };
      });
    }
  }

  async function run(): Promise<void> {
    running = true;
    for (let next = pending[0]; next; next = pending[0]) {
      await next.work;
      // To give to thousands takes a while: twice as long others have their turn, and what comes meanwhile is given together.
      const wait = Math.floor(rest - performance.now());
      if (wait > 0) await delay(wait);
      if (stopped) return;
      const batch: Given[] = [];
      while (pending[0]?.given && batch.length < mostTogether) batch.push(pending.shift()!.given!);
      work();
      const begun = performance.now();
      give(batch);
      const end = performance.now();
      rest = end + Math.min(2 * (end - begun), longestWait);
    }
    running = false;
  }

  return {
    push: (item) => {
      pending.push({ item });
      work();
      if (!running) void run();
    },
    length: () => pending.length,
    stop: () => {
      stopped = true;
    },
  };
}
