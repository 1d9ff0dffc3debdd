import type { Kysely } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { Named } from '../plan.ts';
import type { ChannelsTables, ContactRow, DeliveryRow } from '../tables.ts';

type Db = Kysely<ChannelsTables>;

/** How a platform names the parts of a message, in their order. */
export async function namesOf(db: Db, accountId: string, messageId: string): Promise<Named[]> {
  const rows = await db
    .selectFrom('messages')
    .select(['platform_id', 'place'])
    .where('account_id', '=', accountId)
    .where('message_id', '=', messageId)
    .where('state', 'not in', ['awaited', 'lost'])
    .orderBy('seq')
    .execute();
  return rows.map(({ platform_id, place }) => ({ platformId: platform_id, place: place as Named['place'] }));
}

/** Which of these ids of a platform stand for messages that we know. */
export async function knownNames(db: Db, accountId: string, platformIds: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('messages')
    .select('platform_id')
    .where('account_id', '=', accountId)
    .where(among('platform_id', platformIds))
    .execute();
  return new Set(rows.map((row) => row.platform_id));
}

/** A message of ours as it was handed to its channel. */
export function deliveryOf(db: Db, messageId: string): Promise<DeliveryRow | undefined> {
  return db.selectFrom('deliveries').selectAll().where('message_id', '=', messageId).executeTakeFirst();
}

/** The reaction of ours that stood on a message before this change. */
export async function reactionBefore(db: Db, { target_id, seq }: Pick<DeliveryRow, 'target_id' | 'seq'>): Promise<string | null> {
  const row = await db
    .selectFrom('deliveries')
    .select('emoji')
    .where('target_id', '=', target_id)
    .where('seq', '<', seq)
    .where('kind', '=', 'reaction')
    .where('state', 'in', ['sent', 'delivered', 'read'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.emoji ?? null;
}

/** What is known of the people of several accounts, by any of their addresses. */
export function contactsAmong(db: Db, accountIds: string[], recipients: string[]): Promise<ContactRow[]> {
  return db.selectFrom('contacts').selectAll().where(among('account_id', accountIds)).where(among('recipient', recipients)).execute();
}
