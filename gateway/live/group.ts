import { createHash } from 'node:crypto';
import type { LRUCache } from 'lru-cache';
import type { Place } from '../../kit/graph.ts';
import type { Replayed } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Principal } from '../../kit/principal.ts';
import { type Channel, openChannel } from './channel.ts';
import type { Feeds } from './feed.ts';
import type { Shown } from './line.ts';
import { patiently } from './patience.ts';
import type { Store } from './store.ts';

/** What was shown a moment ago, for those who replay the same. */
export type Memory = LRUCache<string, Executed>;

/** What an execution gave; what lacks a part is executed again for who comes later. */
export interface Executed {
  shown: Shown;
  isWhole: boolean;
}

/** Those who are shown the same: of the same operation, with the same variables, as far as what they may see is the same. */
export interface Group {
  /** In whose name it asks: what all of them have in common. */
  who: Principal;
  /** What they are shown for an item, executed once. */
  show(item: FeedItem): Promise<Shown>;
  /** What stands behind a place; rejects when the owner of the feed refuses to tell. */
  replay(place: Place): Promise<Replayed>;
  /** A feed they follow; listened to until all who hold it have let it go. */
  hold(topic: string): Channel;
  release(topic: string): void;
  /** Gives up what it works on. */
  close(): void;
}

interface Options {
  key: string;
  origin: string;
  service: string;
  who: Principal;
  /** Executes the operation over an item. Rejects only when the signal ends. */
  execute(item: FeedItem, signal: AbortSignal): Promise<Executed>;
  given(item: FeedItem): void;
  store: Store;
  feeds: Feeds;
  memory: Memory;
  idle: number;
}

/** A group that follows nothing yet. */
export function createGroup({ key, origin, service, who, execute, given, store, feeds, memory, idle }: Options): Group {
  const { signal, abort } = controlOf();
  const name = createHash('sha256').update(key).digest('base64');
  const channels = new Map<string, { channel: Channel; holders: number }>();
  const flights = new Map<string, Promise<Shown>>();

  function show(item: FeedItem): Promise<Shown> {
    if (item.passing)
      return execute(item, signal)
        .then(({ shown }) => shown)
        .catch(() => undefined);
    const place = `${name} ${item.topic}@${item.position}${item.name === 'lagged' ? ' lagged' : ''}`;
    const found = memory.get(place);
    if (found) return Promise.resolve(found.shown);
    const flight = flights.get(place) ?? fly(place, item);
    flights.set(place, flight);
    return flight;
  }

  /** When the group closes nobody waits any more, and nothing is remembered. */
  async function fly(place: string, item: FeedItem): Promise<Shown> {
    try {
      const executed = await execute(item, signal);
      if (executed.isWhole) memory.set(place, executed);
      return executed.shown;
    } catch {
      return undefined;
    } finally {
      flights.delete(place);
    }
  }

  const replay = (place: Place) => patiently(() => store.replay(service, who, place), signal);

  function open(topic: string): { channel: Channel; holders: number } {
    const channel = openChannel({
      topic,
      origin,
      listen: (listener) => feeds(service, topic, listener),
      replay: (position) => replay({ origin, topic, position }),
      show,
      given,
      idle,
    });
    const opened = { channel, holders: 0 };
    channels.set(topic, opened);
    return opened;
  }

  return {
    who,
    show,
    replay,
    hold: (topic) => {
      const held = channels.get(topic) ?? open(topic);
      held.holders += 1;
      return held.channel;
    },
    release: (topic) => {
      const held = channels.get(topic)!;
      held.holders -= 1;
      if (held.holders > 0) return;
      channels.delete(topic);
      held.channel.close();
    },
    close: abort,
  };
}

function controlOf() {
  const control = new AbortController();
  return { signal: control.signal, abort: () => control.abort() };
}
