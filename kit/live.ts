import type { Kysely } from 'kysely';
import { CodedError } from '../schema/errors.ts';
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

/** The way out of a feed that an event shows to a subscriber, if it shows one. */
export function moveOf(item: Pick<FeedItem, 'topic' | 'moves'>, origin: string): Move | undefined {
  return item.moves.find(({ from, origins }) => from === item.topic && (!origins || origins.includes(origin)));
}

/** One batch of a replay; where an event moves the subscriber to another feed, the batch ends with that event. */
export async function replayFrom(db: Kysely<KitTables>, place: Place, limit: number): Promise<Replayed> {
  const { items, gap } = await replay(db, place.topic, place.position, limit);
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

/** Where a subscription to a feed begins: behind the cursor, or at the feed's end. */
export async function openPlace(db: Kysely<KitTables>, origin: string, current: string, after: string | null | undefined): Promise<Place> {
  if (after == null) return { origin, topic: current, position: await head(db, current) };
  const [topic, position] = decodeCursor<[string, number]>(['string', 'number'])(after);
  if (position < 0 || position > (await head(db, topic))) {
    throw new CodedError('BAD_INPUT', 'This cursor is not one of this feed: use a cursor that an earlier change gave.');
  }
  return { origin, topic, position };
}
