import { type Kysely, sql, type Transaction, type Updateable } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { PageRequest } from '../../../kit/page.ts';
import type { ConversationRow, ConversationStatus, ConversationsTables } from '../tables.ts';
import { lockDialogues } from './dialogues.ts';

type Db = Kysely<ConversationsTables>;
type Tx = Transaction<ConversationsTables>;

/** The place of a conversation in the inbox: milliseconds since the epoch of its latest activity, and its id. */
export type ConversationKey = [number, string];

export interface InboxWish {
  status?: ConversationStatus[];
  assigneeId?: string | null;
  unassigned?: boolean | null;
  tag?: string | null;
  dialogueId?: string;
}

export function conversationsByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<ConversationRow[]> {
  return db.selectFrom('conversations').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).execute();
}

/** The conversations that are not closed in each dialogue, the newest first. */
export function openConversationsOf(db: Db, dialogueIds: readonly string[]): Promise<ConversationRow[]> {
  return db
    .selectFrom('conversations')
    .selectAll()
    .where(among('dialogue_id', dialogueIds))
    .where('status', '<>', 'closed')
    .orderBy('id', 'desc')
    .execute();
}

/** A page of the inbox, latest activity first. */
export function listConversations(
  db: Db,
  workspaceId: string,
  page: PageRequest<ConversationKey>,
  wish: InboxWish,
): Promise<ConversationRow[]> {
  let query = db.selectFrom('conversations').selectAll().where('workspace_id', '=', workspaceId);
  if (wish.status) query = query.where(among('status', wish.status));
  if (wish.assigneeId) query = query.where('assignee_id', '=', wish.assigneeId);
  if (wish.unassigned) query = query.where('assignee_id', 'is', null);
  if (wish.tag) query = query.where(sql<boolean>`${wish.tag} = any(tags)`);
  if (wish.dialogueId) query = query.where('dialogue_id', '=', wish.dialogueId);
  if (page.from) {
    const [at, id] = page.from;
    query = query.where(sql<boolean>`(last_activity_at, id) < (${new Date(at)}::timestamptz, ${id})`);
  }
  return query
    .orderBy('last_activity_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
}

/** A conversation, held until the end of the transaction; its dialogue is taken first, as by everybody who takes both. */
export async function lockConversation(tx: Tx, workspaceId: string, id: string): Promise<ConversationRow | undefined> {
  const [known] = await conversationsByIds(tx, workspaceId, [id]);
  if (!known) return undefined;
  await lockDialogues(tx, [known.dialogue_id]);
  const row = await tx.selectFrom('conversations').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
  // A merge may have moved it meanwhile.
  return row.dialogue_id === known.dialogue_id ? row : lockConversation(tx, workspaceId, id);
}

/** The newest conversation of a dialogue that is not closed, held until the end of the transaction. */
export function lockOpenConversation(tx: Tx, dialogueId: string): Promise<ConversationRow | undefined> {
  return tx
    .selectFrom('conversations')
    .selectAll()
    .where('dialogue_id', '=', dialogueId)
    .where('status', '<>', 'closed')
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
}

export async function addConversation(tx: Tx, conversation: ConversationRow): Promise<void> {
  await tx.insertInto('conversations').values(conversation).execute();
}

export function changeConversation(tx: Tx, id: string, change: Updateable<ConversationsTables['conversations']>): Promise<ConversationRow> {
  return tx.updateTable('conversations').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** Finds the latest message of a conversation anew, when others than it were taken out or put in. */
export async function recountConversation(tx: Tx, id: string): Promise<ConversationRow> {
  const latest = await tx
    .selectFrom('entries')
    .innerJoin('conversations', 'conversations.dialogue_id', 'entries.dialogue_id')
    .select(['entries.id', 'entries.at'])
    .where('conversations.id', '=', id)
    .whereRef('entries.conversation_id', '=', 'conversations.id')
    .where('entries.kind', '=', 'message')
    .orderBy('entries.at', 'desc')
    .orderBy('entries.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return changeConversation(tx, id, { last_message_id: latest?.id ?? null, ...(latest ? { last_activity_at: latest.at } : {}) });
}

/** Snoozed conversations whose time has come. */
export function dueConversations(db: Db, now: Date, limit: number): Promise<ConversationRow[]> {
  return db
    .selectFrom('conversations')
    .selectAll()
    .where('status', '=', 'snoozed')
    .where('snoozed_until', '<=', now)
    .orderBy('snoozed_until')
    .limit(limit)
    .execute();
}
