import { z } from 'zod';
import type { Bus, Json } from '../../kit/bus/bus.ts';
import type { Place } from '../../kit/graph.ts';
import type { Replayed } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Principal } from '../../kit/principal.ts';
import type { Sign } from '../principal.ts';
import { type Feeds, feedItem } from './feed.ts';
import { patiently } from './patience.ts';

export interface Follower {
  bus: Bus;
  feeds: Feeds;
  service: string;
  place: Place;
  /** In whose name the store is asked for what was missed. */
  who: Principal;
  sign: Sign;
  signal: AbortSignal;
}

const batch = 100;

/** As a place is on the wire. */
export const place = z.object({ origin: z.string(), topic: z.string(), position: z.number() });
const replayed = z.object({ items: z.array(feedItem), place, end: z.boolean(), gap: z.boolean() });

/**
 * Every item behind a place, in order, without a hole and without a double, until the signal ends: from the store what was missed,
 * then the notices as they come, and from the store again whenever one may be missing or leads into another feed.
 * Where the store no longer has what was missed, an item `lagged` stands in its place.
 */
export async function* follow({ bus, feeds, service, place, who, sign, signal }: Follower): AsyncGenerator<FeedItem> {
  let here = place;
  let window = feeds.watch(service, here.topic);
  try {
    while (!signal.aborted) {
      const next = window.take(here);
      if (next === undefined) {
        await window.wait(signal);
      } else if (next !== 'replay') {
        here = { ...here, position: next.position };
        yield next;
      } else {
        for (let end = false; !end; ) {
          const missed = await patiently(async () => askReplay(bus, service, here, await sign(who)), signal);
          if (missed.gap) yield lagged(missed, here, who.workspaceId);
          yield* missed.items;
          if (missed.place.topic !== here.topic) {
            window.close();
            window = feeds.watch(service, missed.place.topic);
          }
          here = missed.place;
          end = missed.end || signal.aborted;
        }
      }
    }
  } finally {
    window.close();
  }
}

async function askReplay(bus: Bus, service: string, place: Place, principal: string): Promise<Replayed> {
  return replayed.parse(await bus.request(`live.${service}`, { action: 'replay', principal, place, limit: batch } as unknown as Json));
}

/** Stands right before what comes next, so that a subscription that resumes behind it misses nothing more. */
function lagged({ items, place }: Replayed, { topic }: Place, workspaceId: string): FeedItem {
  const position = items[0] ? items[0].position - 1 : place.position;
  return { topic, position, name: 'lagged', workspaceId, at: Date.now(), payload: {}, moves: [] };
}
