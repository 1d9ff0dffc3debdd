import { type Kysely, sql, type Transaction } from 'kysely';
import type { Json } from '../../../kit/bus/bus.ts';
import { among } from '../../../kit/database.ts';
import { newId } from '../../../kit/id.ts';
import type { Address } from '../../../schema/events.ts';
import type { Inbound } from '../inbound.ts';
import { recipientOf } from '../recipient.ts';
import type { ChannelsTables } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

/** Stores events of an account; gives the keys of those that were never stored before. */
export async function addReceived(tx: Tx, accountId: string, events: Inbound[]): Promise<Set<string>> {
  const rows = events
    .map(({ key, kind, raw, at }) => ({ account_id: accountId, key, kind, raw: JSON.stringify(raw), at: new Date(at) }))
    // In one order for everybody: who brings the same events in another waits, and does not wait for one who waits for them.
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const fresh = await tx
    .insertInto('received')
    .values(rows)
    .onConflict((on) => on.doNothing())
    .returning('key')
    .execute();
  return new Set(fresh.map(({ key }) => key));
}

/** A platform's message and ours: where it stands (Contact.place), and the key of the event that told of it. */
export interface Naming {
  platformId: string;
  messageId: string;
  place?: Json;
  key?: string;
  /** Which person said it, as recipient.ts writes them; of ours nobody. */
  by?: string;
  /** A further id of a message that the platform named before. */
  further?: boolean;
}

/**
 * Remembers which of our messages a platform's message is; gives the platform ids that nobody had named so, with whether something was said
 * of them before: what waits for them is due now (takeEarly).
 */
export async function addPlatformIds(tx: Tx, accountId: string, namings: Naming[]): Promise<Map<string, { awaited: boolean }>> {
  const rows = [...new Map(namings.toReversed().map((naming) => [naming.platformId, naming])).values()].map(
    ({ platformId, messageId, place, key, by, further }) => ({
      account_id: accountId,
      platform_id: platformId,
      message_id: messageId,
      said_by: by ?? null,
      place: place == null ? null : JSON.stringify(place),
      keys: key === undefined ? [] : [key],
      state: further ? ('also' as const) : ('said' as const),
    }),
  );
  if (rows.length === 0) return new Map();
  const fresh = await tx
    .insertInto('messages')
    .values(rows.sort((a, b) => (a.platform_id < b.platform_id ? -1 : 1)))
    .onConflict((on) =>
      on
        .columns(['account_id', 'platform_id'])
        .doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          message_id: ref('excluded.message_id'),
          place: ref('excluded.place'),
          said_by: ref('excluded.said_by'),
          keys: sql`messages.keys || excluded.keys`,
        }))
        .where('messages.state', '=', 'awaited'),
    )
    .returning(['platform_id', sql<boolean>`xmax <> 0`.as('awaited')])
    .execute();
  return new Map(fresh.map(({ platform_id, awaited }) => [platform_id, { awaited }]));
}

/** Remembers platform's messages that something is said of before they come: `awaited` ones will be shown, `unsent` ones never. */
export async function expectPlatformIds(tx: Tx, accountId: string, platformIds: string[], state: 'awaited' | 'unsent'): Promise<void> {
  if (platformIds.length === 0) return;
  const rows = [...new Set(platformIds)]
    .sort()
    .map((platform_id) => ({ account_id: accountId, platform_id, message_id: newId('message'), state }));
  await tx
    .insertInto('messages')
    .values(rows)
    .onConflict((on) => on.columns(['account_id', 'platform_id']).doUpdateSet({ state }).where('messages.state', '=', 'awaited'))
    .execute();
}

/** A further event that holds what a message says, or said; tells whether it was taken back. */
export async function addKey(tx: Tx, accountId: string, messageId: string, key: string): Promise<{ unsent: boolean }> {
  const rows = await tx
    .updateTable('messages')
    .set({ keys: sql`array_append(keys, ${key})` })
    .where('account_id', '=', accountId)
    .where('message_id', '=', messageId)
    .returning('state')
    .execute();
  return { unsent: rows.some(({ state }) => state === 'unsent') };
}

/** Takes what messages said that were taken back out of every event that held it (platforms' terms ask for that). */
export async function emptyUnsent(tx: Tx, accountId: string, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  const rows = await tx
    .updateTable('messages')
    .set({ state: 'unsent' })
    .where('account_id', '=', accountId)
    .where(among('message_id', messageIds))
    .returning('keys')
    .execute();
  const keys = rows.flatMap((row) => row.keys);
  if (keys.length === 0) return;
  await tx.updateTable('received').set({ raw: '{}' }).where('account_id', '=', accountId).where(among('key', keys)).execute();
}

/** Our message ids behind platform ids; nothing of those that never came. */
export async function messageIds(db: Db, accountId: string, platformIds: string[]): Promise<Map<string, string>> {
  if (platformIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('messages')
    .select(['platform_id', 'message_id'])
    .where('account_id', '=', accountId)
    .where(among('platform_id', platformIds))
    .where('state', '<>', 'awaited')
    .execute();
  return new Map(rows.map((row) => [row.platform_id, row.message_id]));
}

/** How many parts of a message the platform has taken, by its own word: each has a platform id. */
export async function countParts(tx: Tx, accountId: string, messageId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('messages')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('message_id', '=', messageId)
    .where('state', 'not in', ['also', 'lost'])
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Keeps a report on a message of ours that is not here yet. */
export async function addEarly(tx: Tx, accountId: string, messageId: string, report: object): Promise<void> {
  await tx
    .insertInto('early')
    .values({ account_id: accountId, message_id: messageId, report: JSON.stringify(report) })
    .execute();
}

/** Gives the reports that came before their message, and keeps them no longer. */
export async function takeEarly(tx: Tx, accountId: string, messageId: string): Promise<object[]> {
  const rows = await tx
    .deleteFrom('early')
    .where('account_id', '=', accountId)
    .where('message_id', '=', messageId)
    .returning('report')
    .execute();
  return rows.map(({ report }) => report);
}

/** Lets only one at a time ask whether a message is here and act on the answer. */
export async function lockName(tx: Tx, messageId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${messageId}))`.execute(tx);
}

/** Which of these messages the person said who has these addresses. */
export async function saidBy(tx: Tx, accountId: string, messageIds: string[], addresses: Address[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('messages')
    .select(['platform_id', 'message_id', 'said_by'])
    .where('account_id', '=', accountId)
    .where(among('message_id', messageIds))
    .execute();
  const recipients = addresses.map(recipientOf);
  // Before it was noted who said a message, a visitor's had the visitor's id before them.
  const isTheirs = ({ platform_id, said_by }: (typeof rows)[number]) =>
    said_by === null
      ? addresses.some(({ kind, value }) => kind === 'visitor' && platform_id.startsWith(`${value}:`))
      : recipients.includes(said_by);
  return rows.filter(isTheirs).map((row) => row.message_id);
}

/** When any of these addresses last did something. */
export async function lastInbound(db: Db, accountId: string, recipients: string[]): Promise<Date | undefined> {
  const row = await db
    .selectFrom('contacts')
    .select(({ fn }) => fn.max('last_inbound_at').as('at'))
    .where('account_id', '=', accountId)
    .where(among('recipient', recipients))
    .executeTakeFirst();
  return row?.at ?? undefined;
}
