import type { Insertable, Kysely, Transaction, Updateable } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { AccountRow, ChannelsTables } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

/** An account by its id alone, by primary key, once for each webhook: whoever asks proves the right otherwise (a signature). */
export async function accountById(db: Db, id: string): Promise<AccountRow | undefined> {
  return db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
}

export function accountsByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<AccountRow[]> {
  return db.selectFrom('accounts').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).execute();
}

/** Every account of the workspace, oldest first. */
export function listAccounts(db: Db, workspaceId: string): Promise<AccountRow[]> {
  return db.selectFrom('accounts').selectAll().where('workspace_id', '=', workspaceId).orderBy('id').execute();
}

/** The account of a workspace that a platform calls by this id. */
export function accountByExternalId(db: Db, workspaceId: string, channel: string, externalId: string): Promise<AccountRow | undefined> {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('external_id', '=', externalId)
    .executeTakeFirst();
}

/** The widget or app in use with this public key, in whatever workspace: everybody who sees the page knows the key, and whoever had it first has it. */
export function accountByKey(db: Db, key: string): Promise<AccountRow | undefined> {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('external_id', '=', key)
    .where('channel', 'in', ['webchat', 'inapp'])
    .where('status', '!=', 'disconnected')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

/** An account of the workspace, held by the transaction. */
export function lockAccount(tx: Tx, workspaceId: string, id: string): Promise<AccountRow | undefined> {
  return tx.selectFrom('accounts').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function addAccount(tx: Tx, account: Insertable<ChannelsTables['accounts']>): Promise<void> {
  await tx.insertInto('accounts').values(account).execute();
}

export async function changeAccount(tx: Tx, id: string, change: Updateable<ChannelsTables['accounts']>): Promise<void> {
  await tx.updateTable('accounts').set(change).where('id', '=', id).execute();
}
