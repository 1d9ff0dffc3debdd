import { type Emission, emission } from '../../kit/outbox/emit.ts';
import type { ConversationFace, EventPayload } from '../../schema/events.ts';
import type { ConversationRow, EntryRow } from './tables.ts';

/** The feeds: of a dialogue, of a workspace's inbox, of who types. */
export const topics = {
  dialogue: (dialogueId: string) => `dialogue.${dialogueId}`,
  inbox: (workspaceId: string) => `inbox.${workspaceId}`,
  /** Who types in a dialogue: all that is ever kept in it is its way into another. */
  typing: (dialogueId: string) => `typing.${dialogueId}`,
};

/** Tells that an entry stands in its dialogue. */
export function appended(row: EntryRow, about: { late: boolean; opened: boolean; channel: string | null }): Emission {
  const payload: EventPayload<'conversations.entry.appended'> = {
    dialogueId: row.dialogue_id,
    entryId: row.id,
    kind: row.kind,
    direction: row.direction,
    identityId: row.identity_id,
    channel: about.channel,
    authorKind: row.author?.kind ?? null,
    conversationId: row.conversation_id,
    opened: about.opened,
    late: about.late,
    text: row.text ?? '',
    at: row.at.getTime(),
  };
  const topic = topics.dialogue(row.dialogue_id);
  return emission({ name: 'conversations.entry.appended', key: row.dialogue_id, workspaceId: row.workspace_id, payload, topics: [topic] });
}

/** Tells that an entry is no longer as it was. */
export function changed(row: EntryRow, change: EventPayload<'conversations.entry.changed'>['change']): Emission {
  const payload = { dialogueId: row.dialogue_id, entryId: row.id, change, identityId: row.identity_id };
  const topic = topics.dialogue(row.dialogue_id);
  return emission({ name: 'conversations.entry.changed', key: row.dialogue_id, workspaceId: row.workspace_id, payload, topics: [topic] });
}

/** Tells the inbox of a conversation, and the dialogue too where more than its latest activity changed. */
export function conversationChanged(row: ConversationRow, before: ConversationRow | undefined): Emission {
  const payload = { conversationId: row.id, dialogueId: row.dialogue_id, before: before ? face(before) : null, after: face(row) };
  const moved =
    !before || JSON.stringify(payload.before) !== JSON.stringify(payload.after) || +before.snoozed_until! !== +row.snoozed_until!;
  const inbox = topics.inbox(row.workspace_id);
  return emission({
    name: 'conversations.conversation.changed',
    key: row.dialogue_id,
    workspaceId: row.workspace_id,
    payload,
    topics: moved ? [inbox, topics.dialogue(row.dialogue_id)] : [inbox],
  });
}

function face(row: ConversationRow): ConversationFace {
  return { status: row.status, assigneeId: row.assignee_id, tags: row.tags };
}
