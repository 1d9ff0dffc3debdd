import { siblingId } from '../../kit/id.ts';
import { connection, decodeCursor, encodeCursor, pageRequest } from '../../kit/page.ts';
import { requireStaff } from '../../kit/principal.ts';
import type { Content } from '../../schema/content.ts';
import { textOf } from '../../schema/content.ts';
import { linkOf } from './link.ts';
import { mutations } from './mutations.ts';
import { preview } from './preview.ts';
import type { AuthorKind, ConversationStatus, DeliveryState, InboxFilter, MediaState, Resolvers } from './schema.generated.ts';
import type { ConversationsContext } from './service.ts';
import { type ConversationKey, type InboxWish, listConversations } from './store/conversations.ts';
import { type EntryKey, listEntries } from './store/entries.ts';
import type { AuthorRecord, ConversationRow, EntryRow } from './tables.ts';
import { customerDialogue, isVisible, onlyIdentity, visibleDialogue } from './visibility.ts';

const entryCursor = decodeCursor<EntryKey>(['number', 'number']);
const inboxCursor = decodeCursor<ConversationKey>(['number', 'string']);

async function pageOfConversations({ db, who }: ConversationsContext, args: Parameters<typeof pageRequest>[0], wish: InboxWish) {
  requireStaff(who);
  const page = pageRequest(args, inboxCursor);
  const rows = await listConversations(db, who.workspaceId, page, wish);
  return connection(page, rows, (row: ConversationRow) => encodeCursor([row.last_activity_at.getTime(), row.id]));
}

function wishOf(filter: InboxFilter | null | undefined): InboxWish {
  const status = filter?.status ?? ['OPEN', 'SNOOZED'];
  return { ...filter, status: status.map((name) => name.toLowerCase() as ConversationRow['status']) };
}

function author(record: AuthorRecord) {
  return {
    kind: record.kind.toUpperCase() as AuthorKind,
    customer: record.kind === 'customer' ? { id: record.id! } : null,
    agent: record.kind === 'agent' ? { id: record.id! } : null,
  };
}

const day = (time: number | undefined) => (time === undefined ? null : new Date(time));

/** What every entry answers in the same way. */
const entry = {
  dialogue: async (row: EntryRow, _args: unknown, { load }: ConversationsContext) => (await load.dialogue.load(row.dialogue_id))!,
};

async function visibleEntry({ load, who }: ConversationsContext, id: string): Promise<EntryRow | null> {
  const row = await load.entry.load(id);
  return isVisible(row, who) ? row : null;
}

export const resolvers: Resolvers = {
  Query: {
    conversation: (_parent, { id }, { load, who }) => {
      requireStaff(who);
      return load.conversation.load(id);
    },
    inbox: (_parent, { filter, ...args }, context) => pageOfConversations(context, args, wishOf(filter)),
    previewMessage: (_parent, { input }, context) => preview(context, input),
  },
  Mutation: mutations,

  Customer: {
    __resolveReference: ({ id }) => ({ id }),
    dialogue: (customer, _args, context) => customerDialogue(context, customer.id),
    conversations: async (customer, { status, ...args }, context) => {
      const dialogue = await customerDialogue(context, customer.id);
      const wanted = status ? [status.toLowerCase() as ConversationRow['status']] : undefined;
      return pageOfConversations(context, args, { status: wanted, dialogueId: dialogue.id });
    },
  },
  Dialogue: {
    __resolveReference: ({ id }, context) => visibleDialogue(context, id),
    customer: (dialogue) => ({ id: dialogue.customer_id }),
    openConversation: async (dialogue, _args, { load, who }) =>
      who.kind === 'customer' ? null : ((await load.openConversationsOf.load(dialogue.id))[0] ?? null),
    unreadCount: async (dialogue, _args, { load }) => (await load.unread.load(dialogue.id))?.count ?? 0,
    replyOptions: (dialogue, _args, { load, who }) => (who.kind === 'customer' ? null : load.replyOptions.load(dialogue.id)),
    entries: async (dialogue, { search, ...args }, { db, who }) => {
      const page = pageRequest(args, entryCursor);
      const rows = await listEntries(db, dialogue.id, page, { search: search?.trim(), identityId: onlyIdentity(who) });
      return connection(page, rows, (row) => encodeCursor([row.at.getTime(), row.seq]));
    },
  },

  Entry: { __resolveType: (row) => ({ message: 'Message', note: 'Note', event: 'Event' })[row.kind] as 'Message' | 'Note' | 'Event' },
  Message: {
    ...entry,
    __resolveReference: ({ id }, context) => visibleEntry(context, id),
    direction: (row) => (row.direction === 'inbound' ? 'INBOUND' : 'OUTBOUND'),
    author: (row) => author(row.author!),
    identity: (row) => ({ id: row.identity_id! }),
    replyTo: (row, _args, context) => (row.reply_to ? visibleEntry(context, row.reply_to) : null),
    retryOf: (row, _args, context) => (row.retry_of ? visibleEntry(context, row.retry_of) : null),
    reactions: (row) => row.reactions.map(({ emoji, by, at }) => ({ emoji, by: by.toUpperCase() as AuthorKind, at: new Date(at) })),
    editedAt: (row) => row.edited_at,
    unsentAt: (row) => row.unsent_at,
    delivery: (row) => (row.delivery ? row : null),
  },
  Note: {
    ...entry,
    __resolveReference: ({ id }, context) => visibleEntry(context, id),
    author: (row) => author(row.author!),
    text: (row) => row.text,
  },
  Event: {
    ...entry,
    __resolveReference: ({ id }, context) => visibleEntry(context, id),
    name: (row) => row.name!,
    data: (row) => row.data!,
  },
  Content: {
    text: (content: Content) => textOf([content]) || null,
    url: (content: Content, _args, { keys, settings }) => linkOf(content, keys, settings),
    mimeType: (content: Content) => ('mimeType' in content ? (content.mimeType ?? null) : null),
    mediaState: (content: Content) => ('mediaState' in content ? ((content.mediaState?.toUpperCase() as MediaState) ?? null) : null),
    name: (content: Content) => ('name' in content ? (content.name ?? null) : null),
    size: (content: Content) => ('size' in content ? (content.size ?? null) : null),
    reason: (content: Content) => ('reason' in content ? (content.reason ?? null) : null),
    data: (content: Content) => content,
  },
  MessagePreview: { identity: ({ identityId: id }) => ({ id }) },
  Delivery: {
    __resolveReference: ({ id }, context) => visibleEntry(context, siblingId(id, 'message')),
    id: (row) => siblingId(row.id, 'delivery'),
    state: (row) => row.delivery!.state.toUpperCase() as DeliveryState,
    sentAt: (row) => day(row.delivery!.sentAt),
    deliveredAt: (row) => day(row.delivery!.deliveredAt),
    readAt: (row) => day(row.delivery!.readAt),
    failedAt: (row) => day(row.delivery!.failedAt),
    error: (row) => row.delivery!.error ?? null,
  },

  Conversation: {
    __resolveReference: ({ id }, { load, who }) => (who.kind === 'customer' ? null : load.conversation.load(id)),
    customer: async (row, _args, { load }) => ({ id: (await load.dialogue.load(row.dialogue_id))!.customer_id }),
    dialogue: async (row, _args, { load }) => (await load.dialogue.load(row.dialogue_id))!,
    status: (row) => row.status.toUpperCase() as ConversationStatus,
    assignee: (row) => (row.assignee_id ? { id: row.assignee_id } : null),
    openedAt: (row) => row.opened_at,
    snoozedUntil: (row) => row.snoozed_until,
    closedAt: (row) => row.closed_at,
    lastMessage: (row, _args, { load }) => (row.last_message_id ? load.entry.load(row.last_message_id) : null),
    lastActivityAt: (row) => row.last_activity_at,
  },

  ReplyOption: {
    identity: (option) => ({ id: option.identityId }),
    openUntil: (option) => day(option.openUntil ?? undefined),
    templates: (option) => option.templates.map(({ id }) => ({ id })),
  },
  Typing: {
    by: (notice) => notice.by.toUpperCase() as AuthorKind,
    agent: (notice) => (notice.agentId ? { id: notice.agentId } : null),
    identity: (notice) => ({ id: notice.identityId }),
  },

  DialogueChange: {
    dialogue: async (change, _args, context) => (await visibleDialogue(context, change.dialogueId))!,
    entry: (change, _args, context) => (change.entryId ? visibleEntry(context, change.entryId) : null),
    conversation: (change, _args, { load, who }) =>
      change.conversationId && who.kind !== 'customer' ? load.conversation.load(change.conversationId) : null,
  },
  InboxChange: {
    conversation: (change, _args, { load }) => (change.conversationId ? load.conversation.load(change.conversationId) : null),
  },
};
