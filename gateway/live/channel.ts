import { moveOf, type Replayed } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import { continued } from '../../kit/trace.ts';
import type { Hearing, Listener } from './feed.ts';
import { createLine, type Given, type Line, type Shown } from './line.ts';

/** A member that is up to date: it has seen all up to its position, and is given what comes. */
export interface Follower {
  position(): number;
  /** Items in order; `payloads` is what is shown for all of them. */
  take(batch: readonly Given[], payloads: readonly Buffer[]): void;
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
interface Standing {
  heard: number;
  given: number;
  /** Heard and not yet given. */
  line: Line;
  recent: FeedItem[];
}

const mostPending = 256;
const mostRecent = 64;
const mostEarly = 256;

/** Listens at once; where the feed stands, the first member that has caught up tells. */
export function openChannel({ topic, origin, listen, replay, show, given, idle }: Options): Channel {
  const followers = new Set<Follower>();
  let standing: Standing | undefined;
  let early: FeedItem[] = [];
  let filling = false;
  let missed = false;

  const hearing = listen({ hear, miss: look });
  // Channels that fell silent together do not look together.
  const timer = setInterval(look, idle * (0.9 + Math.random() / 5)).unref();

  function hear(item: FeedItem): void {
    if (item.passing) pass(item);
    else if (!standing || filling) keep(item);
    else if (!follow(standing, item)) look();
  }

  /** It is for now or never, and before nothing that has a place. */
  function pass(item: FeedItem): void {
    if (standing && standing.line.length() < mostPending) standing.line.push(item);
  }

  /** For later, when the store was asked what comes before. */
  function keep(item: FeedItem): void {
    if (early.length < mostEarly) early.push(item);
    else missed = true;
  }

  /** Takes the item that is next; false when something stands between. */
  function follow(mine: Standing, item: FeedItem): boolean {
    if (item.position <= mine.heard) return true;
    if (item.position !== mine.heard + 1 || mine.line.length() >= mostPending) return false;
    push(mine, item);
    return true;
  }

  function push(mine: Standing, item: FeedItem): void {
    timer.refresh();
    mine.heard = item.position;
    mine.line.push(item);
  }

  function followEarly(mine: Standing): void {
    for (const item of early) if (!follow(mine, item)) missed = true;
    early = [];
  }

  function catchUp(mine: Standing): void {
    followEarly(mine);
    if (missed || hearing.latest() > mine.heard) look();
  }

  function look(): void {
    missed = true;
    if (standing && !filling && standing.line.length() < mostPending) void fill(standing);
  }

  async function fill(mine: Standing): Promise<void> {
    filling = true;
    try {
      while (missed && standing === mine && mine.line.length() < mostPending) {
        missed = false;
        const { items, place, end, gap } = await replay(mine.heard);
        if (standing !== mine) return;
        if (gap) return restart();
        for (const item of items) push(mine, item);
        missed = !end && place.topic === topic;
        followEarly(mine);
      }
    } catch {
      if (standing === mine) restart();
    } finally {
      filling = false;
      if (standing && standing !== mine) catchUp(standing);
    }
  }

  function give(mine: Standing, batch: readonly Given[]): void {
    const turn = batch.findIndex(({ item }) => moveOf(item, origin));
    const told = turn < 0 ? batch : batch.slice(0, turn);
    const placed = told.flatMap(({ item }) => (item.passing ? [] : [item]));
    mine.given = placed.at(-1)?.position ?? mine.given;
    mine.recent = [...mine.recent, ...placed].slice(-mostRecent);
    if (told.length > 0 && followers.size > 0) giveAll(told);
    if (turn >= 0) restart();
    else if (missed) look();
  }

  function giveAll(batch: readonly Given[]): void {
    const seen = batch.filter(({ shown }) => shown);
    const payloads = seen.map(({ shown }) => shown!);
    const push = () => {
      for (const follower of followers) follower.take(batch, payloads);
    };
    const facts = { 'parlor.clients': followers.size };
    const traced = seen.filter(({ item }) => item.trace);
    traced.reduce(
      (work, { item }) =>
        () =>
          continued(item.trace, 'live push', facts, work),
      push,
    )();
    for (const { item } of seen) given(item);
  }

  /** Forgets where it stands; who followed finds out from the store how to go on. */
  function restart(): void {
    forget();
    early = [];
    const gone = [...followers];
    followers.clear();
    for (const follower of gone) follower.astray();
  }

  function forget(): void {
    standing?.line.stop();
    standing = undefined;
  }

  function begin(position: number): Standing {
    const line = createLine({ show, give: (batch) => give(mine, batch) });
    const mine: Standing = { heard: position, given: position, line, recent: [] };
    standing = mine;
    catchUp(mine);
    return mine;
  }

  function recent(position: number): FeedItem[] | undefined {
    const first = standing?.recent[0]?.position ?? Number.POSITIVE_INFINITY;
    return first <= position + 1 ? standing!.recent.filter((item) => item.position > position) : undefined;
  }

  return {
    join: (follower, asked) => {
      if (!standing && !asked) return false;
      const position = follower.position();
      const mine = standing ?? begin(position);
      if (position < mine.given) {
        // The store knows of nothing more, and yet more was given: it was restored to an earlier time.
        if (asked && !recent(position)) restart();
        return false;
      }
      followers.add(follower);
      if (position > mine.heard) look();
      return true;
    },
    leave: (follower) => followers.delete(follower),
    recent,
    close: () => {
      forget();
      clearInterval(timer);
      hearing.stop();
    },
  };
}
