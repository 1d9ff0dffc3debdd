import { z } from 'zod';
import type { Bus, Json } from '../../kit/bus/bus.ts';
import type { Place } from '../../kit/graph.ts';
import { feedItem, place, type Replayed } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Principal } from '../../kit/principal.ts';
import type { Sign } from '../principal.ts';
import { createGate } from './gate.ts';

/** A subscription field with its arguments, as its subgraph is asked for it. */
export interface Ticket {
  service: string;
  field: string;
  args: { [name: string]: Json };
  /** In whose name. */
  who: Principal;
}

/** What the owners of feeds are asked. Who asks the same at the same time shares the answer. */
export interface Store {
  /** Where a subscription begins; its subgraph checks rights and arguments. */
  open(ticket: Ticket): Promise<Place>;
  /** What stands behind a place, the next hundred items. */
  replay(service: string, who: Principal, place: Place): Promise<Replayed>;
}

const batch = 100;
/** How many ask at once: when thousands come back together, those who only query are not to wait behind them all. */
const mostAtOnce = 32;

const replayed = z.object({ items: z.array(feedItem), place, end: z.boolean(), gap: z.boolean() });

/** Asks over the bus. */
export function createStore(bus: Bus, sign: Sign): Store {
  const inLine = createGate(mostAtOnce);
  const flights = new Map<string, Promise<Json>>();

  function ask(service: string, who: Principal, request: { [name: string]: Json }): Promise<Json> {
    const key = JSON.stringify([service, who, request]);
    const flight =
      flights.get(key) ??
      inLine(async () => bus.request(`live.${service}`, { ...request, principal: await sign(who) })).finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  }

  return {
    open: async ({ service, field, args, who }) => place.parse(await ask(service, who, { action: 'open', field, args })),
    replay: async (service, who, behind) =>
      replayed.parse(await ask(service, who, { action: 'replay', place: { ...behind }, limit: batch })),
  };
}

/** Stands right before what comes next, so that a subscription that resumes behind it misses nothing more. */
export function lagged({ items, place }: Replayed, { topic }: Place, workspaceId: string): FeedItem {
  const position = items[0] ? items[0].position - 1 : place.position;
  return { topic, position, name: 'lagged', workspaceId, at: Date.now(), payload: {}, moves: [] };
}
