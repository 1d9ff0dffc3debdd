import type { Kysely, Transaction } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { ChannelsTables, Choice, DeliveryRow } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

/** What a message of ours let a person choose, and when it left. */
export interface Offer {
  message_id: string;
  recipient: string;
  choices: Choice[];
  at: Date;
}

/** The last offer made to a person; `isPast`: we said something else since. */
export async function newestOffer(db: Db, accountId: string, recipients: string[]): Promise<(Offer & { isPast: boolean }) | undefined> {
  const offers = await db
    .selectFrom('offers')
    .select(['message_id', 'recipient', 'choices', 'at'])
    .where('account_id', '=', accountId)
    .where(among('recipient', recipients))
    .orderBy('at', 'desc')
    .limit(2)
    .execute();
  const offer = offers.find(({ choices }) => choices.length > 0);
  return offer && { ...offer, isPast: offer !== offers[0] };
}

/** What one message of ours offered. */
export function offerOf(db: Db, accountId: string, messageId: string): Promise<Offer | undefined> {
  return db
    .selectFrom('offers')
    .select(['message_id', 'recipient', 'choices', 'at'])
    .where('account_id', '=', accountId)
    .where('message_id', '=', messageId)
    .executeTakeFirst();
}

/** What was offered to a person at one address was offered to them at another. */
export async function moveOffers(tx: Tx, accountId: string, from: string[], to: string): Promise<void> {
  await tx.updateTable('offers').set({ recipient: to }).where('account_id', '=', accountId).where(among('recipient', from)).execute();
}

/** Remembers that a message which offers nothing left after what was last offered. */
export async function passOffer(tx: Tx, row: DeliveryRow): Promise<void> {
  const offer = await newestOffer(tx, row.account_id, [row.recipient]);
  if (offer && !offer.isPast) await addOffer(tx, row, []);
}

/** Remembers what a message lets its recipient choose. */
export async function addOffer(tx: Tx, { account_id, recipient, message_id }: DeliveryRow, choices: Choice[]): Promise<void> {
  await tx
    .insertInto('offers')
    .values({ account_id, recipient, message_id, choices: JSON.stringify(choices) })
    .onConflict((on) => on.doNothing())
    .execute();
}
