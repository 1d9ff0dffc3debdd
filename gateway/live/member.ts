import type { Place } from '../../kit/graph.ts';
import type { Replayed } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Channel } from './channel.ts';
import type { Group } from './group.ts';
import type { Given, Shown } from './line.ts';
import type { Outlet } from './sink.ts';
import { lagged } from './store.ts';

/** What the subscriptions of this gateway did so far. */
export interface Tally {
  /** Results written. */
  delivered: number;
  /** Of those, results of what had happened before: missed, or not taken in time. */
  replayed: number;
  /** How often a client was too slow to be pushed to. */
  stalled: number;
  /** How often a client was told that what it missed is no longer kept. */
  lagged: number;
}

/** One client's subscription. */
export interface Member {
  place(): Place;
  /** Goes on in another group, from the same place. */
  move(group: Group): void;
  leave(): void;
}

interface Options {
  group: Group;
  place: Place;
  outlet: Outlet;
  tally: Tally;
  /** Called when it cannot go on. */
  fail(error: unknown): void;
}

/** How many results are worked on before the first of them is written. */
const ahead = 8;

/** Begins behind a place, and goes on until it leaves: each item once, in order, as fast as the client takes them. */
export function createMember({ group, place, outlet, tally, fail }: Options): Member {
  const { sink } = outlet;
  const here = { ...place };
  let home = group;
  let held: { topic: string; channel: Channel } | undefined;
  /** Counts what was begun, so that what was begun before gives up. */
  let turn = 0;

  const follower = { position: () => here.position, take, astray: () => void catchUp() };

  function take(batch: readonly Given[], payloads: readonly Buffer[]): void {
    if (payloads.length > 0 && sink.isFull()) {
      tally.stalled += 1;
      held?.channel.leave(follower);
      void catchUp();
      return;
    }
    const fresh = here.position < batch[0]!.item.position ? payloads : payloadsBehind(here.position, batch);
    here.position = Math.max(here.position, ...batch.map(({ item }) => item.position));
    if (fresh.length > 0) write(fresh);
  }

  function write(payloads: readonly Buffer[]): void {
    tally.delivered += payloads.length;
    outlet.next(payloads);
  }

  async function catchUp(): Promise<void> {
    turn += 1;
    const mine = turn;
    const isStale = () => mine !== turn;
    try {
      for (let asked = false; ; ) {
        await sink.drained();
        if (isStale()) return;
        const channel = hold(here.topic);
        if (channel.join(follower, asked)) return;
        const recent = channel.recent(here.position);
        const missed = recent ? known(recent) : await home.replay(here);
        if (isStale()) return;
        asked = !recent && missed.end;
        if (missed.gap) tally.lagged += 1;
        const told = missed.gap ? [lagged(missed, here, home.who.workspaceId), ...missed.items] : missed.items;
        if (!(await give(told, isStale))) return;
        Object.assign(here, missed.place);
      }
    } catch (error) {
      if (!isStale()) fail(error);
    }
  }

  function known(items: FeedItem[]): Replayed {
    return { items, place: { ...here, position: items.at(-1)?.position ?? here.position }, end: true, gap: false };
  }

  /** False when it gave up in between. */
  async function give(items: FeedItem[], isStale: () => boolean): Promise<boolean> {
    const begun: Promise<Shown>[] = [];
    for (const [index, item] of items.entries()) {
      for (const next of items.slice(begun.length, index + ahead)) begun.push(home.show(next));
      const shown = await begun[index];
      if (shown) await sink.drained();
      if (isStale()) return false;
      here.position = item.position;
      if (!shown) continue;
      tally.replayed += 1;
      write([shown]);
    }
    return true;
  }

  function hold(topic: string): Channel {
    if (held?.topic !== topic) {
      release();
      held = { topic, channel: home.hold(topic) };
    }
    return held!.channel;
  }

  function release(): void {
    if (!held) return;
    held.channel.leave(follower);
    home.release(held.topic);
    held = undefined;
  }

  void catchUp();
  return {
    place: () => here,
    move: (next) => {
      turn += 1;
      release();
      home = next;
      void catchUp();
    },
    leave: () => {
      turn += 1;
      release();
    },
  };
}

function payloadsBehind(position: number, batch: readonly Given[]): Buffer[] {
  return batch.flatMap(({ item, shown }) => (shown && (item.passing || item.position > position) ? [shown] : []));
}
