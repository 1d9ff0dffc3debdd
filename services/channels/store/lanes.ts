import { sql, type Transaction } from 'kysely';
import type { ChannelsTables } from '../tables.ts';

type Tx = Transaction<ChannelsTables>;

/** When lanes are free again, in milliseconds; each is held by the transaction. */
export async function lockLanes(tx: Tx, lanes: Set<string>): Promise<Map<string, number>> {
  if (lanes.size === 0) return new Map();
  const rows = await tx
    .insertInto('lanes')
    .values([...lanes].sort().map((lane) => ({ lane, free_at: new Date(0) })))
    .onConflict((on) => on.column('lane').doUpdateSet({ free_at: sql`lanes.free_at` }))
    .returningAll()
    .execute();
  return new Map(rows.map((row) => [row.lane, row.free_at.getTime()]));
}

/** Says anew when lanes that the transaction holds are free again. */
export async function setLanes(tx: Tx, freeAt: Map<string, number>): Promise<void> {
  if (freeAt.size === 0) return;
  await tx
    .insertInto('lanes')
    .values([...freeAt].map(([lane, at]) => ({ lane, free_at: new Date(at) })))
    .onConflict((on) => on.column('lane').doUpdateSet(({ ref }) => ({ free_at: ref('excluded.free_at') })))
    .execute();
}
