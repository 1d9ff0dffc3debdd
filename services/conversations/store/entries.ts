import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely';
import { among, likePattern } from '../../../kit/database.ts';
import type { PageRequest } from '../../../kit/page.ts';
import type { ConversationsTables, EntryRow } from '../tables.ts';

type Db = Kysely<ConversationsTables>;
type Tx = Transaction<ConversationsTables>;

type EntryInsert = Insertable<ConversationsTables['entries']>;
type Required = 'id' | 'workspace_id' | 'kind' | 'dialogue_id' | 'home_id' | 'at';
/** An entry to put in its place: what is left out is empty. */
export type NewEntry = Pick<EntryInsert, Required> & Partial<EntryInsert> & { at: Date };

const blank = {
  conversation_id: null,
  identity_id: null,
  direction: null,
  author: null,
  text: null,
  content: '[]',
  reply_to: null,
  burst: null,
  retry_of: null,
  reactions: '[]',
  edited_at: null,
  unsent_at: null,
  delivery: null,
  name: null,
  data: null,
};
/** The place of an entry in its dialogue: milliseconds since the epoch, and the order of arrival. */
export type EntryKey = [number, number];

/** Puts an entry in its place; `late` tells that there were entries behind it already. */
export async function addEntry(tx: Tx, entry: NewEntry): Promise<{ row: EntryRow; late: boolean }> {
  const row = await tx
    .insertInto('entries')
    .values({ ...blank, ...entry })
    .returningAll()
    .returning(({ exists, selectFrom }) =>
      exists(
        selectFrom('entries as later')
          .select('later.id')
          .where('later.dialogue_id', '=', entry.dialogue_id)
          .where('later.at', '>', entry.at),
      ).as('late'),
    )
    .executeTakeFirstOrThrow();
  return { row: row as unknown as EntryRow, late: Boolean(row.late) };
}

/** Changes an entry; `undefined` when there is none. */
export async function changeEntry(tx: Tx, id: string, change: Updateable<ConversationsTables['entries']>): Promise<EntryRow | undefined> {
  return (await tx.updateTable('entries').set(change).where('id', '=', id).returningAll().executeTakeFirst()) as EntryRow | undefined;
}

/** An entry, held until the end of the transaction. */
export function lockEntry(tx: Tx, id: string): Promise<EntryRow | undefined> {
  return tx.selectFrom('entries').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export function entriesByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<EntryRow[]> {
  return db.selectFrom('entries').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).execute();
}

/** A page of a dialogue. With `identityId` only what was said on that identity: what its customer may see. */
export function listEntries(
  db: Db,
  dialogueId: string,
  page: PageRequest<EntryKey>,
  wanted: { search?: string | null; identityId?: string },
): Promise<EntryRow[]> {
  let query = db.selectFrom('entries').selectAll().where('dialogue_id', '=', dialogueId);
  if (wanted.search) query = query.where('text', 'ilike', likePattern(wanted.search));
  if (wanted.identityId) query = query.where('identity_id', '=', wanted.identityId).where('kind', '=', 'message');
  if (page.from) {
    const [at, seq] = page.from;
    const behind = sql<boolean>`(at, seq) > (${new Date(at)}::timestamptz, ${seq}::bigint)`;
    const before = sql<boolean>`(at, seq) < (${new Date(at)}::timestamptz, ${seq}::bigint)`;
    query = query.where(page.direction === 'forward' ? behind : before);
  }
  const order = page.direction === 'forward' ? 'asc' : 'desc';
  return query
    .orderBy('at', order)
    .orderBy('seq', order)
    .limit(page.limit + 1)
    .execute();
}

/** The latest arrival among the entries that stand at or before this one; of the whole dialogue without one. */
export async function readUpTo(tx: Tx, dialogueId: string, entry: EntryRow | undefined): Promise<number> {
  let query = tx
    .selectFrom('entries')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .where('dialogue_id', '=', dialogueId);
  if (entry) query = query.where(sql<boolean>`(at, seq) <= (${entry.at}::timestamptz, ${entry.seq}::bigint)`);
  return (await query.executeTakeFirst())?.seq ?? 0;
}

/** The last message of the customer on each identity that nobody of the staff has read before, up to a place in the order of arrival. */
export function newlyRead(tx: Tx, dialogueId: string, upTo: number): Promise<{ id: string; identity_id: string | null }[]> {
  return tx
    .selectFrom('entries')
    .distinctOn('identity_id')
    .select(['id', 'identity_id'])
    .where('dialogue_id', '=', dialogueId)
    .where('direction', '=', 'inbound')
    .where('seq', '<=', upTo)
    .where('seq', '>', ({ selectFrom, fn, lit }) =>
      selectFrom('read_marks')
        .select(({ ref }) => fn.coalesce(fn.max(ref('read_marks.seq')), lit(0)).as('seq'))
        .whereRef('read_marks.dialogue_id', '=', 'entries.home_id'),
    )
    .orderBy('identity_id')
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .execute();
}

/** What stands in a conversation that is shown in another dialogue than the entries: which, where, and since when. */
export function strays(tx: Tx, dialogueIds: string[]) {
  return tx
    .selectFrom('entries')
    .innerJoin('conversations', 'conversations.id', 'entries.conversation_id')
    .select(['conversations.id as conversation_id', 'entries.dialogue_id'])
    .select(({ fn }) => [fn.min('entries.home_id').as('home_id'), fn.min('entries.at').as('opened_at')])
    .where(among('entries.dialogue_id', dialogueIds))
    .whereRef('conversations.dialogue_id', '<>', 'entries.dialogue_id')
    .groupBy(['conversations.id', 'entries.dialogue_id'])
    .orderBy('conversations.id')
    .execute();
}

/** Puts what a dialogue shows of one conversation into another. */
export async function moveEntries(tx: Tx, from: { conversation_id: string; dialogue_id: string }, conversationId: string): Promise<void> {
  await tx
    .updateTable('entries')
    .set({ conversation_id: conversationId })
    .where('dialogue_id', '=', from.dialogue_id)
    .where('conversation_id', '=', from.conversation_id)
    .execute();
}
