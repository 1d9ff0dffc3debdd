import { type Kysely, sql, type Transaction } from 'kysely';
import type { Json } from '../bus/bus.ts';
import { transact } from '../database.ts';
import type { KitTables, Move } from './tables.ts';

/** An event with its place in one feed; what replay and live notices carry. */
export interface FeedItem {
  topic: string;
  position: number;
  name: string;
  workspaceId: string;
  /** Milliseconds since the epoch. */
  at: number;
  payload: Json;
  moves: Move[];
  /** The W3C traceparent of what made it happen: in notices, not in replays, which come at any time. */
  trace?: string;
  /** Worth nothing a moment later: it has no place in its feed (position 0), and only who listens now is told. */
  passing?: true;
}

/**
 * Gives events their positions: in each feed 1, 2, 3 ... without a hole, in the order of the outbox. One writer at a time, after the
 * commit of the change itself, so that a reader who has seen position n will never meet a smaller one later.
 */
export async function number(db: Kysely<KitTables>, schema: string, limit: number): Promise<FeedItem[]> {
  const some = await db.selectFrom('outbox').select('id').where('numbered', '=', false).limit(1).executeTakeFirst();
  if (!some) return [];
  return transact(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`${schema}.feed`}))`.execute(tx);
    const rows = await tx
      .updateTable('outbox')
      .set({ numbered: true })
      .where('id', 'in', (q) => q.selectFrom('outbox').select('id').where('numbered', '=', false).orderBy('id').limit(limit))
      .returning(['id', 'name', 'workspace_id', 'at', 'payload', 'topics', 'moves', 'trace'])
      .execute();
    rows.sort((a, b) => a.id - b.id);
    const next = await reserve(
      tx,
      rows.flatMap((row) => row.topics),
    );
    const items = rows.flatMap((row) => row.topics.map((topic) => ({ id: row.id, item: feedItem(row, topic, next(topic)) })));
    if (items.length > 0) {
      const placed = items.map(({ id, item }) => ({ topic: item.topic, position: item.position, outbox_id: id }));
      await tx.insertInto('feed').values(placed).execute();
    }
    return items.map(({ item }) => item);
  });
}

async function reserve(tx: Transaction<KitTables>, mentions: string[]): Promise<(topic: string) => number> {
  const counts = Map.groupBy(mentions, (topic) => topic);
  if (counts.size === 0) return () => 0;
  const ends = await tx
    .insertInto('topics')
    .values([...counts].map(([topic, uses]) => ({ topic, position: uses.length })))
    .onConflict((on) => on.column('topic').doUpdateSet({ position: sql`topics.position + excluded.position` }))
    .returning(['topic', 'position'])
    .execute();
  const free = new Map(ends.map(({ topic, position }) => [topic, position - counts.get(topic)!.length]));
  return (topic) => {
    const position = free.get(topic)! + 1;
    free.set(topic, position);
    return position;
  };
}

type FeedRow = { name: string; workspace_id: string; at: Date; payload: object; moves: Move[] | null; trace?: string | null };

function feedItem(row: FeedRow, topic: string, position: number): FeedItem {
  return {
    topic,
    position,
    name: row.name,
    workspaceId: row.workspace_id,
    at: row.at.getTime(),
    payload: row.payload as Json,
    moves: row.moves ?? [],
    ...(row.trace && { trace: row.trace }),
  };
}

/** The last position of a feed; 0 when nothing happened in it yet. */
export async function head(db: Kysely<KitTables>, topic: string): Promise<number> {
  const row = await db.selectFrom('topics').select('position').where('topic', '=', topic).executeTakeFirst();
  return row?.position ?? 0;
}

/** The items after a position, in order; `gap` when older ones that should have come were already let go. */
export async function replay(
  db: Kysely<KitTables>,
  topic: string,
  after: number,
  limit: number,
): Promise<{ items: FeedItem[]; gap: boolean }> {
  const behind = () =>
    db
      .selectFrom('feed')
      .innerJoin('outbox', 'outbox.id', 'feed.outbox_id')
      .select(['feed.position', 'outbox.name', 'outbox.workspace_id', 'outbox.at', 'outbox.payload', 'outbox.moves'])
      .where('feed.topic', '=', topic)
      .where('feed.position', '>', after)
      .orderBy('feed.position')
      .limit(limit)
      .execute();
  let rows = await behind();
  // Without items the feed must end right there: else something came between the two looks, or was let go, or the place is of a time that a
  // restored database does not know.
  const astray = rows.length === 0 && (await head(db, topic)) !== after;
  if (astray) rows = await behind();
  const items = rows.map((row) => feedItem(row, topic, row.position));
  const [first] = items;
  return { items, gap: first ? first.position > after + 1 : astray };
}

/** Where the event at a position of one feed stands in another: the way of a subscriber who moves with it. */
export async function crossing(db: Kysely<KitTables>, item: FeedItem, to: string): Promise<number> {
  const row = await db
    .selectFrom('feed as here')
    .innerJoin('feed as there', 'there.outbox_id', 'here.outbox_id')
    .select('there.position')
    .where('here.topic', '=', item.topic)
    .where('here.position', '=', item.position)
    .where('there.topic', '=', to)
    .executeTakeFirstOrThrow();
  return row.position;
}
