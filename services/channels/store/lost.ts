import type { Kysely, Transaction } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { ChannelsTables } from '../tables.ts';

type Tx = Transaction<ChannelsTables>;

/** The platform's names of the parts of a message that it has, in their order. */
export function saidNames(db: Kysely<ChannelsTables>, accountId: string, messageId: string): Promise<string[]> {
  return namesIn(db, accountId, messageId, 'said');
}

/** The platform's names of the parts of a message that it could not deliver. */
export function lostNames(db: Kysely<ChannelsTables>, accountId: string, messageId: string): Promise<string[]> {
  return namesIn(db, accountId, messageId, 'lost');
}

/** Counts parts no longer: they were not delivered. */
export async function loseNames(tx: Tx, accountId: string, platformIds: string[]): Promise<void> {
  await rename(tx, accountId, platformIds, 'said', 'lost');
}

/** Counts parts again: they were delivered all the same. */
export async function findNames(tx: Tx, accountId: string, platformIds: string[]): Promise<void> {
  await rename(tx, accountId, platformIds, 'lost', 'said');
}

async function namesIn(db: Kysely<ChannelsTables>, accountId: string, messageId: string, state: 'said' | 'lost'): Promise<string[]> {
  const rows = await db
    .selectFrom('messages')
    .select('platform_id')
    .where('account_id', '=', accountId)
    .where('message_id', '=', messageId)
    .where('state', '=', state)
    .orderBy('seq')
    .execute();
  return rows.map((row) => row.platform_id);
}

async function rename(tx: Tx, accountId: string, platformIds: string[], from: 'said' | 'lost', to: 'said' | 'lost'): Promise<void> {
  if (platformIds.length === 0) return;
  await tx
    .updateTable('messages')
    .set({ state: to })
    .where('account_id', '=', accountId)
    .where(among('platform_id', platformIds))
    .where('state', '=', from)
    .execute();
}
