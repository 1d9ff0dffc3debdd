import { moveOf, type Replayed } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import { continued } from '../../kit/trace.ts';
import type { Hearing, Listener } from './feed.ts';

/** What members are given for an item; nothing where it is not for them. */
export type Shown = Buffer | undefined;

/** A member that is up to date: it has seen all up to its position, and is given what comes. */
export interface Follower {
  position(): number;
  take(item: FeedItem, shown: Shown): void;
  /** The channel cannot lead it on: the store knows where it goes. */
  astray(): void;
}

/** One feed as the members of a group follow it: each item is shown once, and given to all of them in order. */
export interface Channel {
  /** Takes in a member that has seen all there was; `asked` when the store said so after the channel was opened. Otherwise false: it must catch up. */
  join(follower: Follower, asked: boolean): boolean;
  leave(follower: Follower): void;
  /** All that was given since a position, when that is not long ago. */
  recent(position: number): FeedItem[] | undefined;
  close(): void;
}

interface Options {
  topic: string;
  origin: string;
  listen(listener: Listener): Hearing;
  /** What stands behind a position, however long it takes to learn that. */
  replay(position: number): Promise<Replayed>;
  show(item: FeedItem): Promise<Shown>;
  /** An item was given to all who follow, of whom there are some. */
  given(item: FeedItem): void;
  /** Milliseconds after which a feed that is silent is looked for in the store: notices may get lost. */
  idle: number;
}

/** Where the channel stands, since it was last begun. */
interface Line {
  heard: number;
  given: number;
  /** Heard and not yet given. */
  pending: { item: FeedItem; shown?: Promise<Shown> }[];
  recent: FeedItem[];
}

const mostPending = 256;
const mostRecent = 64;
const mostEarly = 256;
/** How many items are worked on before the first of them is given. */
const ahead = 8;

/** Listens at once; where the feed stands, the first member that has caught up tells. */
export function openChannel({ topic, origin, listen, replay, show, given, idle }: Options): Channel {
  const followers = new Set<Follower>();
  let line: Line | undefined;
  let early: FeedItem[] = [];
  let filling = false;
  let missed = false;

  const hearing = listen({ hear, miss: look });
  // Channels that fell silent together do not look together.
  const timer = setInterval(look, idle * (0.9 + Math.random() / 5)).unref();

  function hear(item: FeedItem): void {
    timer.refresh();
    if (!line || filling) keep(item);
    else if (!follow(line, item)) look();
  }

  /** For later, when the store was asked what comes before. */
  function keep(item: FeedItem): void {
    if (early.length < mostEarly) early.push(item);
    else missed = true;
  }

  /** Takes the item that is next; false when something stands between. */
  function follow(mine: Line, item: FeedItem): boolean {
    if (item.position <= mine.heard) return true;
    if (item.position !== mine.heard + 1 || mine.pending.length >= mostPending) return false;
    push(mine, item);
    return true;
  }

  function followEarly(mine: Line): void {
    for (const item of early) if (!follow(mine, item)) missed = true;
    early = [];
  }

  function catchUpEarly(mine: Line): void {
    followEarly(mine);
    if (missed || hearing.latest() > mine.heard) look();
  }

  function look(): void {
    missed = true;
    if (line && !filling && line.pending.length < mostPending) void fill(line);
  }

  async function fill(mine: Line): Promise<void> {
    filling = true;
    try {
      while (missed && line === mine && mine.pending.length < mostPending) {
        missed = false;
        const { items, place, end, gap } = await replay(mine.heard);
        if (line !== mine) return;
        if (gap) return restart();
        for (const item of items) push(mine, item);
        missed = !end && place.topic === topic;
        followEarly(mine);
      }
    } catch {
      if (line === mine) restart();
    } finally {
      filling = false;
      if (line && line !== mine) catchUpEarly(line);
    }
  }

  function push(mine: Line, item: FeedItem): void {
    mine.heard = item.position;
    mine.pending.push({ item });
    prepare(mine);
    if (mine.pending.length === 1) void give(mine);
  }

  function prepare({ pending }: Line): void {
    for (const entry of pending.slice(0, ahead)) entry.shown ??= show(entry.item);
  }

  async function give(mine: Line): Promise<void> {
    for (let next = mine.pending[0]; next; next = mine.pending[0]) {
      const shown = await next.shown;
      if (line !== mine) return;
      if (moveOf(next.item, origin)) return restart();
      mine.pending.shift();
      prepare(mine);
      mine.given = next.item.position;
      mine.recent.push(next.item);
      if (mine.recent.length > mostRecent) mine.recent.shift();
      if (followers.size > 0) giveAll(next.item, shown);
    }
    if (missed) look();
  }

  function giveAll(item: FeedItem, shown: Shown): void {
    const push = () => {
      for (const follower of followers) follower.take(item, shown);
    };
    if (shown && item.trace) continued(item.trace, 'live push', { 'parlor.clients': followers.size }, push);
    else push();
    if (shown) given(item);
  }

  /** Forgets where it stands; who followed finds out from the store how to go on. */
  function restart(): void {
    line = undefined;
    early = [];
    const gone = [...followers];
    followers.clear();
    for (const follower of gone) follower.astray();
  }

  function begin(position: number): Line {
    line = { heard: position, given: position, pending: [], recent: [] };
    missed = false;
    catchUpEarly(line);
    return line;
  }

  function recent(position: number): FeedItem[] | undefined {
    const first = line?.recent[0]?.position ?? Number.POSITIVE_INFINITY;
    return first <= position + 1 ? line!.recent.filter((item) => item.position > position) : undefined;
  }

  return {
    join: (follower, asked) => {
      if (!line && !asked) return false;
      const { given, heard } = line ?? begin(follower.position());
      const position = follower.position();
      if (position < given) {
        // The store knows of nothing more, and yet more was given: it was restored to an earlier time.
        if (asked && !recent(position)) restart();
        return false;
      }
      followers.add(follower);
      if (position > heard) look();
      return true;
    },
    leave: (follower) => followers.delete(follower),
    recent,
    close: () => {
      line = undefined;
      clearInterval(timer);
      hearing.stop();
    },
  };
}
