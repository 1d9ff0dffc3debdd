import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { AttemptRow, ChannelsTables, DeliveryRow } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

export async function addDelivery(tx: Tx, delivery: Insertable<ChannelsTables['deliveries']>): Promise<void> {
  await tx
    .insertInto('deliveries')
    .values(delivery)
    .onConflict((on) => on.doNothing())
    .execute();
}

/** Accounts and channels of which no more may be taken now, and the channels there are: what is for others waits. */
export interface Full {
  known: string[];
  accounts: string[];
  channels: string[];
}

/** Deliveries with nothing unfinished before them to the same recipient; of a paused account none. */
function foremost(db: Db, full: Full) {
  const unfinished = ['queued', 'sending', 'unknown'] as const;
  return db
    .selectFrom('deliveries')
    .where('state', 'in', unfinished)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('deliveries as earlier')
            .select('earlier.message_id')
            .whereRef('earlier.account_id', '=', 'deliveries.account_id')
            .whereRef('earlier.recipient', '=', 'deliveries.recipient')
            .whereRef('earlier.seq', '<', 'deliveries.seq')
            .where('earlier.state', 'in', unfinished),
        ),
      ),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('accounts')
          .select('accounts.id')
          .whereRef('accounts.id', '=', 'deliveries.account_id')
          .where('accounts.status', '<>', 'paused')
          .where(among('accounts.channel', full.known))
          .where(sql<boolean>`not accounts.id = any(${full.accounts})`)
          .where(sql<boolean>`not accounts.channel = any(${full.channels})`),
      ),
    );
}

/** Deliveries whose turn it is. Held by the transaction. */
export function dueDeliveries(tx: Tx, now: Date, limit: number, full: Full): Promise<DeliveryRow[]> {
  return foremost(tx, full).selectAll().where('due_at', '<=', now).orderBy('seq').limit(limit).forUpdate().skipLocked().execute();
}

/** When the next delivery has its turn, if any waits. */
export async function nextDue(db: Db, full: Full): Promise<Date | undefined> {
  const row = await foremost(db, full)
    .select(({ fn }) => fn.min('due_at').as('at'))
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Keeps deliveries that somebody works on from being taken for left behind. */
export async function holdDeliveries(db: Db, messageIds: string[], until: Date): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ due_at: until })
    .where(among('message_id', messageIds))
    .where('state', 'in', ['sending', 'unknown'])
    .execute();
}

export async function changeDelivery(tx: Db, messageId: string, change: Updateable<ChannelsTables['deliveries']>): Promise<void> {
  await tx.updateTable('deliveries').set(change).where('message_id', '=', messageId).execute();
}

/** The same change to many. */
export async function changeDeliveries(tx: Db, messageIds: string[], change: Updateable<ChannelsTables['deliveries']>): Promise<void> {
  if (messageIds.length > 0) await tx.updateTable('deliveries').set(change).where(among('message_id', messageIds)).execute();
}

/** Deliveries by message id, held by the transaction. */
export async function lockDeliveries(tx: Tx, accountId: string, messageIds: string[]): Promise<DeliveryRow[]> {
  if (messageIds.length === 0) return [];
  return tx
    .selectFrom('deliveries')
    .selectAll()
    .where('account_id', '=', accountId)
    .where(among('message_id', messageIds))
    .forUpdate()
    .execute();
}

/** What was sent to a person until a time and is not yet known to be read, held by the transaction. */
export function sentUntil(tx: Tx, accountId: string, recipients: string[], until: Date): Promise<DeliveryRow[]> {
  return tx
    .selectFrom('deliveries')
    .selectAll()
    .where('account_id', '=', accountId)
    .where(among('recipient', recipients))
    .where('state', 'in', ['sent', 'delivered'])
    .where('sent_at', '<=', until)
    .orderBy('seq')
    .forUpdate()
    .execute();
}

export async function addAttempts(tx: Tx, attempts: Pick<AttemptRow, 'id' | 'message_id' | 'at'>[]): Promise<void> {
  if (attempts.length === 0) return;
  const open = { outcome: null, error_class: null, error_code: null, error_message: null };
  await tx
    .insertInto('attempts')
    .values(attempts.map((attempt) => ({ ...attempt, ...open })))
    .execute();
}

/** Ends the attempts of messages that are still open. */
export async function endAttempts(tx: Tx, messageIds: string[], end: Pick<AttemptRow, 'outcome'> & Partial<AttemptRow>): Promise<void> {
  if (messageIds.length === 0) return;
  await tx.updateTable('attempts').set(end).where(among('message_id', messageIds)).where('outcome', 'is', null).execute();
}

/** Whether a try goes on: nobody has ended it. */
export async function isOpenAttempt(tx: Tx, id: string | null): Promise<boolean> {
  const row = await tx.selectFrom('attempts').select('outcome').where('id', '=', id).executeTakeFirst();
  return row?.outcome === null;
}

/** Forgets the open attempts of a message: they came to no call. */
export async function dropAttempts(tx: Tx, messageId: string): Promise<void> {
  await tx.deleteFrom('attempts').where('message_id', '=', messageId).where('outcome', 'is', null).execute();
}

/** When the last attempt of a message began. */
export async function lastAttempt(db: Db, messageId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('attempts')
    .select('at')
    .where('message_id', '=', messageId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}

/** The attempts of these messages, oldest first. */
export function attemptsOf(db: Db, workspaceId: string, messageIds: readonly string[]): Promise<AttemptRow[]> {
  return db
    .selectFrom('attempts')
    .innerJoin('deliveries', 'deliveries.message_id', 'attempts.message_id')
    .selectAll('attempts')
    .where('deliveries.workspace_id', '=', workspaceId)
    .where(among('attempts.message_id', messageIds))
    .orderBy('attempts.id')
    .execute();
}
