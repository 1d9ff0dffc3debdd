import { type Kysely, sql, type Transaction } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { Inbound } from '../inbound.ts';
import type { ChannelsTables } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

/** Stores events of an account; gives the keys of those that were never stored before. */
export async function addReceived(tx: Tx, accountId: string, events: Inbound[]): Promise<Set<string>> {
  const rows = events.map(({ key, kind, raw, at }) => ({ account_id: accountId, key, kind, raw: JSON.stringify(raw), at: new Date(at) }));
  const fresh = await tx
    .insertInto('received')
    .values(rows)
    .onConflict((on) => on.doNothing())
    .returning('key')
    .execute();
  return new Set(fresh.map(({ key }) => key));
}

/** Remembers which of our messages a platform's message is; gives the platform ids that were new. */
export async function addPlatformIds(tx: Tx, accountId: string, pairs: { platformId: string; messageId: string }[]): Promise<Set<string>> {
  if (pairs.length === 0) return new Set();
  const rows = pairs.map(({ platformId, messageId }) => ({ account_id: accountId, platform_id: platformId, message_id: messageId }));
  const fresh = await tx
    .insertInto('messages')
    .values(rows)
    .onConflict((on) => on.doNothing())
    .returning('platform_id')
    .execute();
  return new Set(fresh.map(({ platform_id }) => platform_id));
}

/** Our message ids behind platform ids. */
export async function messageIds(db: Db, accountId: string, platformIds: string[]): Promise<Map<string, string>> {
  if (platformIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('account_id', '=', accountId)
    .where(among('platform_id', platformIds))
    .execute();
  return new Map(rows.map((row) => [row.platform_id, row.message_id]));
}

/** The platform's id of a message of ours: the last one, where it went out in several parts. */
export async function platformIdOf(db: Db, accountId: string, messageId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('messages')
    .select('platform_id')
    .where('account_id', '=', accountId)
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  return row?.platform_id;
}

/** How many parts of a message the platform has taken, by its own word: each has a platform id. */
export async function countParts(tx: Tx, accountId: string, messageId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('messages')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('message_id', '=', messageId)
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

/** Which of these messages of ours a person said, by the prefix that the person's platform ids have. */
export async function saidBy(tx: Tx, accountId: string, messageIds: string[], prefixes: string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('messages')
    .select(['platform_id', 'message_id'])
    .where('account_id', '=', accountId)
    .where(among('message_id', messageIds))
    .execute();
  return rows.filter((row) => prefixes.some((prefix) => row.platform_id.startsWith(prefix))).map((row) => row.message_id);
}

/** Notes when people last did something; times only move forward. */
export async function putContacts(tx: Tx, accountId: string, seen: Map<string, number>): Promise<void> {
  if (seen.size === 0) return;
  const rows = [...seen].map(([recipient, at]) => ({ account_id: accountId, recipient, last_inbound_at: new Date(at) }));
  await tx
    .insertInto('contacts')
    .values(rows)
    .onConflict((on) =>
      on
        .columns(['account_id', 'recipient'])
        .doUpdateSet({ last_inbound_at: sql`greatest(contacts.last_inbound_at, excluded.last_inbound_at)` }),
    )
    .execute();
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
