import type { Kysely } from 'kysely';
import { z } from 'zod';
import { CodedError } from '../schema/errors.ts';
import type { Bus, Json } from './bus/bus.ts';
import type { Place } from './graph.ts';
import { crossing, type FeedItem, head, replay } from './outbox/feed.ts';
import type { KitTables, Move } from './outbox/tables.ts';
import { decodeCursor, encodeCursor } from './page.ts';

/** What a subscriber missed since its place, in order, and where it stands after that. */
export interface Replayed {
  items: FeedItem[];
  place: Place;
  /** True when nothing more is there now. */
  end: boolean;
  /** True when something that should have come was already let go: the subscriber must be told. */
  gap: boolean;
}

/** As a place is on the wire. */
export const place = z.object({ origin: z.string(), topic: z.string(), position: z.number() });

/** As an item is on the wire. */
export const feedItem: z.ZodType<FeedItem> = z.object({
  topic: z.string(),
  position: z.number(),
  name: z.string(),
  workspaceId: z.string(),
  at: z.number(),
  payload: z.custom<Json>(),
  moves: z.array(z.object({ from: z.string(), to: z.string(), origins: z.array(z.string()).optional() })),
  trace: z.string().optional(),
  passing: z.literal(true).optional(),
});

/** Tells who follows a feed now of something that is worth nothing a moment later. Nobody is told who comes after, or was cut off. */
export function tellPassing(
  bus: Pick<Bus, 'notify'>,
  service: string,
  item: Pick<FeedItem, 'topic' | 'name' | 'workspaceId' | 'at' | 'payload'>,
): void {
  bus.notify(`${service}.${item.topic}`, { ...item, position: 0, moves: [], passing: true });
}

/** The way out of a feed that an event shows to a subscriber, if it shows one. */
export function moveOf(item: Pick<FeedItem, 'topic' | 'moves'>, origin: string): Move | undefined {
  return item.moves.find(({ from, origins }) => from === item.topic && (!origins || origins.includes(origin)));
}

/**
 * One batch of a replay; where an event moves the subscriber to another feed, the batch ends with that event. A feed of another workspace is
 * NOT_FOUND.
 */
export async function replayFrom(db: Kysely<KitTables>, place: Place, limit: number, workspaceId: string): Promise<Replayed> {
  const { items, gap } = await replay(db, place.topic, place.position, limit);
  if (items.some((item) => item.workspaceId !== workspaceId)) throw new CodedError('NOT_FOUND', 'There is no such feed in this workspace.');
  const turn = items.findIndex((item) => moveOf(item, place.origin));
  if (turn >= 0) {
    const item = items[turn]!;
    const topic = moveOf(item, place.origin)!.to;
    const next = { origin: place.origin, topic, position: await crossing(db, item, topic) };
    return { items: items.slice(0, turn + 1), place: next, end: false, gap };
  }
  const end = items.length < limit;
  const position = items.at(-1)?.position ?? (gap ? await head(db, place.topic) : place.position);
  return { items, place: { ...place, position }, end, gap };
}

/** The cursor of an event: subscribe with it to go on behind that event. */
export function feedCursor(item: { topic: string; position: number }): string {
  return encodeCursor([item.topic, item.position]);
}

/** The feed that a subscription names, the one where that is now, and whether a cursor may stand in another. */
interface Feeds {
  origin: string;
  current: string;
  isRelated(topic: string): Promise<boolean>;
}

/**
 * Where a subscription begins: behind the cursor, or at the end of the feed that is current. A cursor may stand at the way into another feed;
 * where it stands in a feed whose way out is no longer known, the subscription begins before the current one, which tells of a gap.
 */
export async function openPlace(
  db: Kysely<KitTables>,
  { origin, current, isRelated }: Feeds,
  after: string | null | undefined,
): Promise<Place> {
  if (after == null) return { origin, topic: current, position: await head(db, current) };
  const [topic, position] = decodeCursor<[string, number]>(['string', 'number'])(after);
  if (position < 0 || !(topic === current || (await isRelated(topic)))) {
    throw new CodedError('BAD_INPUT', 'This cursor is not one of this subscription: use a cursor that an earlier change gave.');
  }
  const [item] = (await replay(db, topic, position - 1, 1)).items;
  const move = item?.position === position ? moveOf(item, origin) : undefined;
  if (move) return { origin, topic: move.to, position: await crossing(db, item!, move.to) };
  const lost = !item || item.position > position + 1;
  return lost && topic !== current ? { origin, topic: current, position: -1 } : { origin, topic, position };
}
