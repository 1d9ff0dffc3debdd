import type { LiveField } from '../../kit/graph.ts';
import { feedCursor, openPlace } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import { requireStaff } from '../../kit/principal.ts';
import type { ConversationFace, EventName, EventPayload } from '../../schema/events.ts';
import { topics } from './feed.ts';
import type { DialogueChangeKind, InboxChangeKind, InboxFilter } from './schema.generated.ts';
import type { ConversationsContext } from './service.ts';
import { wereTogether } from './store/dialogues.ts';
import { typing } from './typing.ts';
import { dialogueNow, visibleDialogue } from './visibility.ts';

/** What `dialogueChanged` gives: ids, which its resolvers follow. */
export interface DialogueChangeRoot {
  cursor: string;
  kind: DialogueChangeKind;
  at: Date;
  dialogueId: string;
  entryId: string | null;
  conversationId: string | null;
  late: boolean;
}

/** What `inboxChanged` gives. */
export interface InboxChangeRoot {
  cursor: string;
  kind: InboxChangeKind;
  at: Date;
  conversationId: string | null;
}

/** The subscription fields of conversations. */
export const live: Record<string, LiveField<ConversationsContext>> = {
  dialogueChanged: {
    open: async (args, context) => {
      const asked = String(args.dialogueId);
      const dialogue = await dialogueNow(context, asked);
      const { dialogue: topicOf } = topics;
      const isRelated = async (topic: string) => {
        const other = topic.slice(topicOf('').length);
        return topic === topicOf(other) && wereTogether(context.db, asked, other);
      };
      const feeds = { origin: topicOf(asked), current: topicOf(dialogue.id), isRelated };
      const place = await openPlace(context.db as never, feeds, args.after as string | undefined);
      // Merged meanwhile: the feed that was found may have ended before its end was read.
      const isStill = args.after != null || (await dialogueNow(context, asked)).id === dialogue.id;
      return isStill ? place : live.dialogueChanged!.open(args, context);
    },
    show: async (item, args, context) => {
      const change = dialogueChange(item, String(args.dialogueId));
      if (context.who.kind !== 'customer') return change;
      if (!(await visibleDialogue(context, String(args.dialogueId)))) return null;
      return shownToCustomer(item, context.who.identityId) ? change : null;
    },
  },
  typing,
  inboxChanged: {
    open: (args, { who, db }) => {
      const topic = topics.inbox(requireStaff(who).workspaceId);
      return openPlace(db as never, { origin: topic, current: topic, isRelated: async () => false }, args.after as string | undefined);
    },
    show: async (item, args, { who }) => {
      requireStaff(who);
      return inboxChange(item, (args.filter ?? {}) as InboxFilter);
    },
  },
};

function shownToCustomer(item: FeedItem, identityId: string): boolean {
  const payload = item.payload as { identityId?: string | null; kind?: string };
  if (item.name === 'conversations.entry.appended') return payload.kind === 'message' && payload.identityId === identityId;
  if (item.name === 'conversations.entry.changed') return payload.identityId === identityId;
  return item.name === 'lagged';
}

const entryChanges = { edited: 'EDITED', unsent: 'UNSENT', reacted: 'REACTED', delivery: 'DELIVERY', media: 'MEDIA' } as const;

function dialogueChange(item: FeedItem, asked: string): DialogueChangeRoot {
  const base = { cursor: feedCursor(item), at: new Date(item.at), dialogueId: asked, entryId: null, conversationId: null, late: false };
  switch (item.name as EventName | 'lagged') {
    case 'conversations.entry.appended': {
      const { entryId, conversationId, late } = item.payload as EventPayload<'conversations.entry.appended'>;
      return { ...base, kind: 'APPENDED', entryId, conversationId, late };
    }
    case 'conversations.entry.changed': {
      const { entryId, change } = item.payload as EventPayload<'conversations.entry.changed'>;
      return { ...base, kind: entryChanges[change], entryId };
    }
    case 'conversations.conversation.changed': {
      const { conversationId } = item.payload as EventPayload<'conversations.conversation.changed'>;
      return { ...base, kind: 'CONVERSATION', conversationId };
    }
    case 'conversations.dialogue.merged':
      return { ...base, kind: 'MERGED' };
    case 'conversations.dialogue.unmerged':
      return { ...base, kind: 'UNMERGED' };
    default:
      return { ...base, kind: 'LAGGED' };
  }
}

function inboxChange(item: FeedItem, filter: InboxFilter): InboxChangeRoot | null {
  const base = { cursor: feedCursor(item), at: new Date(item.at) };
  if (item.name === 'lagged') return { ...base, kind: 'LAGGED', conversationId: null };
  const { conversationId, before, after } = item.payload as EventPayload<'conversations.conversation.changed'>;
  const was = before !== null && matches(before, filter);
  const is = matches(after, filter);
  if (!was && !is) return null;
  return { ...base, kind: was && is ? 'CHANGED' : is ? 'ENTERED' : 'LEFT', conversationId };
}

/** Whether a conversation belongs in an inbox; the same rule as the query's. */
export function matches(face: ConversationFace, filter: InboxFilter): boolean {
  const statuses = filter.status?.map((status) => status.toLowerCase()) ?? ['open', 'snoozed'];
  if (!statuses.includes(face.status)) return false;
  if (filter.assigneeId && face.assigneeId !== filter.assigneeId) return false;
  if (filter.unassigned && face.assigneeId !== null) return false;
  return !filter.tag || face.tags.includes(filter.tag);
}
