import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { ChannelsTables, MediaRow } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

export async function addMedia(tx: Db, rows: Insertable<ChannelsTables['media']>[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('media').values(rows).execute();
}

/** Files of a workspace. */
export async function mediaByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<MediaRow[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('media').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).execute();
}

/** Files of a workspace, held by the transaction. */
export async function lockMedia(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<MediaRow[]> {
  if (ids.length === 0) return [];
  return tx.selectFrom('media').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).forUpdate().execute();
}

/** The files of a message, held by the transaction. */
export function lockMediaOf(tx: Tx, workspaceId: string, messageId: string): Promise<MediaRow[]> {
  return tx
    .selectFrom('media')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`message_ids @> array[${messageId}]::text[]`)
    .forUpdate()
    .execute();
}

export async function changeMedia(db: Db, id: string, change: Updateable<ChannelsTables['media']>): Promise<void> {
  await db.updateTable('media').set(change).where('id', '=', id).execute();
}

/** There is something to do: fetch it, let an upload nobody used go, or remove bytes. */
const unsettled = sql<boolean>`(state = 'waiting' or (state = 'stored' and message_ids = '{}') or (kept and state in ('refused', 'infected', 'gone')))`;

/** Files with which something is to be done now. Held by the transaction. */
export function dueMedia(tx: Tx, now: Date, limit: number): Promise<MediaRow[]> {
  return tx
    .selectFrom('media')
    .selectAll()
    .where(unsettled)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

/** When there is something to do with a file again, if ever. */
export async function nextMediaDue(db: Db): Promise<Date | undefined> {
  const row = await db
    .selectFrom('media')
    .select(({ fn }) => fn.min('due_at').as('at'))
    .where(unsettled)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Lets an upload go that is in no message, unless it is in one by now; its bytes are removed at the next turn. */
export async function letUnusedGo(db: Db, { id, state }: Pick<MediaRow, 'id' | 'state'>, reason: string): Promise<void> {
  await db
    .updateTable('media')
    .set({ state: 'gone', reason, due_at: new Date() })
    .where('id', '=', id)
    .where('state', '=', state)
    .where(sql<boolean>`message_ids = '{}'`)
    .execute();
}
