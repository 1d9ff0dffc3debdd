import type { Transaction } from 'kysely';
import { newId } from '../../kit/id.ts';
import { type Emission, emission, emit } from '../../kit/outbox/emit.ts';
import { type Content, textOf } from '../../schema/content.ts';
import { appended, conversationChanged } from './feed.ts';
import { addConversation, changeConversation, lockOpenConversation } from './store/conversations.ts';
import { addEntry } from './store/entries.ts';
import type { AuthorRecord, ConversationRow, ConversationsTables, EntryRow, IdentityRow } from './tables.ts';

type Tx = Transaction<ConversationsTables>;

/** A message to put in the dialogue that the transaction holds. */
export interface NewMessage {
  id: string;
  workspaceId: string;
  dialogueId: string;
  homeId: string;
  identityId: string;
  channel: string;
  at: Date;
  direction: 'inbound' | 'outbound';
  author: AuthorRecord;
  content: Content[];
  replyTo: string | null;
  /** The album it is part of. */
  burst?: string | null;
  /** The failed message that it tries again. */
  retryOf?: string;
  delivery: EntryRow['delivery'];
}

/** Appends a message; it continues the open conversation or opens one, and an inbound one wakes a snoozed one. */
export async function appendMessage(tx: Tx, message: NewMessage, more: Emission[] = []): Promise<EntryRow> {
  const before = await lockOpenConversation(tx, message.dialogueId);
  const after = before ? await continueConversation(tx, before, message) : await openConversation(tx, message);
  const { row, late } = await addEntry(tx, {
    id: message.id,
    workspace_id: message.workspaceId,
    kind: 'message',
    dialogue_id: message.dialogueId,
    home_id: message.homeId,
    conversation_id: after.id,
    at: message.at,
    identity_id: message.identityId,
    direction: message.direction,
    author: JSON.stringify(message.author),
    text: textOf(message.content) || null,
    content: JSON.stringify(message.content),
    reply_to: message.replyTo,
    burst: message.burst ?? null,
    retry_of: message.retryOf ?? null,
    delivery: message.delivery && JSON.stringify(message.delivery),
  });
  await emit(tx, [appended(row, { late, opened: !before, channel: message.channel }), conversationChanged(after, before), ...more]);
  return row;
}

async function openConversation(tx: Tx, message: NewMessage): Promise<ConversationRow> {
  const conversation: ConversationRow = {
    id: newId('conversation'),
    workspace_id: message.workspaceId,
    dialogue_id: message.dialogueId,
    home_id: message.homeId,
    status: 'open',
    assignee_id: message.author.kind === 'agent' ? message.author.id! : null,
    tags: [],
    opened_at: message.at,
    snoozed_until: null,
    closed_at: null,
    last_message_id: message.id,
    last_activity_at: message.at,
  };
  await addConversation(tx, conversation);
  return conversation;
}

/** A message that comes late leaves the latest one where it is. */
async function continueConversation(tx: Tx, before: ConversationRow, message: NewMessage): Promise<ConversationRow> {
  const wakes = before.status === 'snoozed' && message.direction === 'inbound';
  if (!wakes && message.at < before.last_activity_at) return before;
  return changeConversation(tx, before.id, {
    ...(message.at >= before.last_activity_at ? { last_message_id: message.id, last_activity_at: message.at } : {}),
    ...(wakes ? { status: 'open' as const, snoozed_until: null } : {}),
  });
}

/** The first line of a message, to quote it by; `null` when it has no words. */
export function quoteOf({ text }: EntryRow): string | null {
  return text?.trim().split('\n')[0]?.trim().slice(0, 200).toWellFormed() || null;
}

/** Tells the channel to send a message; to whom is fixed now. `answered` is the message it replies to. */
export function queued(row: EntryRow, identity: IdentityRow, content: Content[], answered?: EntryRow): Emission {
  const quote = answered && quoteOf(answered);
  return emission({
    name: 'conversations.message.queued',
    key: identity.id,
    workspaceId: row.workspace_id,
    payload: {
      messageId: row.id,
      accountId: identity.account_id,
      to: identity.addresses,
      content,
      replyTo: row.reply_to,
      ...(quote && { quote }),
      author: row.author?.kind === 'agent' ? 'person' : 'automation',
      at: row.at.getTime(),
    },
  });
}

/** Appends an event: something that happened, for the timeline. */
export async function appendEvent(
  tx: Tx,
  event: { workspaceId: string; dialogueId: string; homeId: string; at: Date; name: string; data: object } & {
    id?: string;
    identityId?: string;
    conversationId?: string;
  },
  more: Emission[] = [],
): Promise<void> {
  const { row, late } = await addEntry(tx, {
    id: event.id ?? newId('event'),
    workspace_id: event.workspaceId,
    kind: 'event',
    dialogue_id: event.dialogueId,
    home_id: event.homeId,
    conversation_id: event.conversationId ?? null,
    at: event.at,
    identity_id: event.identityId ?? null,
    name: event.name,
    data: JSON.stringify(event.data),
  });
  await emit(tx, [appended(row, { late, opened: false, channel: null }), ...more]);
}
