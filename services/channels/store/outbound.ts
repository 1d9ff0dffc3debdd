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

/** Deliveries of active accounts with nothing unfinished before them to the same recipient. */
function foremost(db: Db) {
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
          .where('accounts.status', '=', 'active'),
      ),
    );
}

/** Deliveries whose turn it is. Held by the transaction. */
export function dueDeliveries(tx: Tx, now: Date, limit: number): Promise<DeliveryRow[]> {
  return foremost(tx).selectAll().where('due_at', '<=', now).orderBy('seq').limit(limit).forUpdate().skipLocked().execute();
}

/** When the next delivery has its turn, if any waits. */
export async function nextDue(db: Db): Promise<Date | undefined> {
  const row = await foremost(db)
    .select(({ fn }) => fn.min('due_at').as('at'))
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Keeps deliveries that are being sent from being taken for left behind. */
export async function holdDeliveries(db: Db, messageIds: string[], until: Date): Promise<void> {
  await db.updateTable('deliveries').set({ due_at: until }).where(among('message_id', messageIds)).where('state', '=', 'sending').execute();
}

export async function changeDelivery(tx: Db, messageId: string, change: Updateable<ChannelsTables['deliveries']>): Promise<void> {
  await tx.updateTable('deliveries').set(change).where('message_id', '=', messageId).execute();
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

export async function addAttempt(tx: Tx, attempt: Pick<AttemptRow, 'id' | 'message_id' | 'at'>): Promise<void> {
  await tx
    .insertInto('attempts')
    .values({ ...attempt, outcome: null, error_class: null, error_code: null, error_message: null })
    .execute();
}

/** Ends the attempts of a message that are still open. */
export async function endAttempts(tx: Tx, messageId: string, end: Pick<AttemptRow, 'outcome'> & Partial<AttemptRow>): Promise<void> {
  await tx.updateTable('attempts').set(end).where('message_id', '=', messageId).where('outcome', 'is', null).execute();
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

/** When lanes are free again, in milliseconds; each is held by the transaction. */
export async function lockLanes(tx: Tx, lanes: string[]): Promise<Map<string, number>> {
  const rows = await tx
    .insertInto('lanes')
    .values([...lanes].sort().map((lane) => ({ lane, free_at: new Date(0) })))
    .onConflict((on) => on.column('lane').doUpdateSet({ free_at: sql`lanes.free_at` }))
    .returningAll()
    .execute();
  return new Map(rows.map((row) => [row.lane, row.free_at.getTime()]));
}

export async function setLanes(tx: Tx, freeAt: Map<string, number>): Promise<void> {
  for (const [lane, at] of freeAt)
    await tx
      .updateTable('lanes')
      .set({ free_at: new Date(at) })
      .where('lane', '=', lane)
      .execute();
}
