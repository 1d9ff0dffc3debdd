import type { Transaction } from 'kysely';
import { newId } from '../../kit/id.ts';
import { onceForKey } from '../../kit/idempotency.ts';
import { payload, requiredText } from '../../kit/mutation.ts';
import { emit } from '../../kit/outbox/emit.ts';
import { requireStaff, type Staff } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import { contentOf } from './content/input.ts';
import { withUploads } from './content/upload.ts';
import { assign, changeStatus, tag } from './conversation.ts';
import { appended } from './feed.ts';
import { optionBefore, type ReplyOptionRoot, requireAllowed } from './option.ts';
import { tellRead } from './reading.ts';
import { retry } from './retry.ts';
import { emojiOf, revise } from './revising.ts';
import type { MutationResolvers } from './schema.generated.ts';
import { send } from './sending.ts';
import type { ConversationsContext } from './service.ts';
import { holdDialogue, putReadMarks } from './store/dialogues.ts';
import { addEntry, entriesByIds, newlyRead, readUpTo } from './store/entries.ts';
import type { ConversationsTables } from './tables.ts';
import { type } from './typing.ts';

type Tx = Transaction<ConversationsTables>;

/** Does a staff member's wish once for its idempotency key, in one transaction. */
function once<R extends string | null>(
  { who, change }: ConversationsContext,
  operation: string,
  input: { idempotencyKey?: string | null },
  work: (tx: Tx, who: Staff) => Promise<R>,
): Promise<R> {
  const staff = requireStaff(who);
  return change((tx) => onceForKey(tx, staff, operation, input, () => work(tx, staff)));
}

/** A wish about one conversation, which is what its payload shows. What others have to be asked is checked before. */
function conversationWish(
  context: ConversationsContext,
  operation: string,
  input: { conversationId: string; idempotencyKey?: string | null },
  work: (tx: Tx, who: Staff) => Promise<void>,
  check: () => Promise<void> = async () => undefined,
) {
  return payload(async () => {
    requireStaff(context.who);
    await check();
    await once(context, operation, input, async (tx, who) => {
      await work(tx, who);
      return null;
    });
    return { conversation: await context.load.conversation.load(input.conversationId) };
  });
}

async function requireAgent({ bus, who }: ConversationsContext, agentId: string): Promise<void> {
  const known = await bus.request('identity.agent', { workspaceId: who.workspaceId, agentId });
  if (known !== true) throw new CodedError('NOT_FOUND', `There is no agent ${agentId} in this workspace.`);
}

async function addNote(tx: Tx, who: Staff, dialogueId: string, text: string): Promise<string> {
  const { id } = await holdDialogue(tx, who.workspaceId, dialogueId);
  const author = who.kind === 'agent' ? { kind: 'agent', id: who.agentId } : { kind: 'automation', id: who.name };
  const { row, late } = await addEntry(tx, {
    id: newId('note'),
    workspace_id: who.workspaceId,
    kind: 'note',
    dialogue_id: id,
    home_id: id,
    at: new Date(),
    author: JSON.stringify(author),
    text,
  });
  await emit(tx, [appended(row, { late, opened: false, channel: null })]);
  return row.id;
}

export const mutations: MutationResolvers = {
  sendMessage: async (_parent, { input }, context) => {
    let refusing: ReplyOptionRoot | undefined;
    const result = await payload(async () => {
      const content = withUploads(context.bus, requireStaff(context.who).workspaceId, contentOf(input));
      const option = optionBefore(context, input);
      // Asked before the transaction, but what is gone or closed by now does not undo what was done with this key.
      await Promise.allSettled([content, option]);
      const id = await once(context, 'sendMessage', input, async (tx, who) => {
        const [said, allowed] = [await content, await option];
        return send(tx, who, input, said, (identity) => {
          if (allowed?.identityId !== identity.id) return;
          refusing = allowed;
          requireAllowed(allowed, said);
          refusing = undefined;
        });
      });
      return { message: await context.load.entry.load(id) };
    });
    return { ...result, replyOption: refusing ?? null };
  },
  editMessage: (_parent, { input }, context) =>
    payload(async () => {
      const content = withUploads(context.bus, requireStaff(context.who).workspaceId, contentOf(input));
      await Promise.allSettled([content]);
      const id = await once(context, 'editMessage', input, async (tx, who) =>
        revise(tx, who, input.messageId, { change: 'edit', content: await content }),
      );
      return { message: await context.load.entry.load(id) };
    }),
  unsendMessage: (_parent, { input }, context) =>
    payload(async () => {
      const id = await once(context, 'unsendMessage', input, (tx, who) => revise(tx, who, input.messageId, { change: 'unsend' }));
      return { message: await context.load.entry.load(id) };
    }),
  reactToMessage: (_parent, { input }, context) =>
    payload(async () => {
      const emoji = emojiOf(input.emoji);
      const id = await once(context, 'reactToMessage', input, (tx, who) => revise(tx, who, input.messageId, { change: 'reaction', emoji }));
      return { message: await context.load.entry.load(id) };
    }),
  setTyping: (_parent, { input }, context) =>
    payload(async () => {
      await type(context, input);
      return {};
    }),
  retryMessage: (_parent, { input }, context) =>
    payload(async () => {
      const id = await once(context, 'retryMessage', input, (tx, who) => retry(tx, who, input));
      return { message: await context.load.entry.load(id) };
    }),
  addNote: (_parent, { input }, context) =>
    payload(async () => {
      const text = requiredText(input.text, 'text', 10_000);
      const id = await once(context, 'addNote', input, (tx, who) => addNote(tx, who, input.dialogueId, text));
      return { note: await context.load.entry.load(id) };
    }),
  assignConversation: (_parent, { input }, context) =>
    conversationWish(
      context,
      'assignConversation',
      input,
      (tx, who) => assign(tx, who, input.conversationId, input.agentId ?? null),
      async () => {
        if (input.agentId) await requireAgent(context, input.agentId);
      },
    ),
  closeConversation: (_parent, { input }, context) =>
    conversationWish(context, 'closeConversation', input, (tx, who) =>
      changeStatus(tx, who, input.conversationId, { status: 'closed', because: 'closed' }),
    ),
  snoozeConversation: (_parent, { input }, context) =>
    conversationWish(context, 'snoozeConversation', input, (tx, who) =>
      changeStatus(tx, who, input.conversationId, { status: 'snoozed', because: 'snoozed', until: input.until }),
    ),
  reopenConversation: (_parent, { input }, context) =>
    conversationWish(context, 'reopenConversation', input, (tx, who) =>
      changeStatus(tx, who, input.conversationId, { status: 'open', because: 'reopened' }),
    ),
  tagConversation: (_parent, { input }, context) =>
    conversationWish(context, 'tagConversation', input, (tx, who) => {
      const tags = [...new Set(input.tags.map((name) => requiredText(name, 'tags', 50)))];
      if (tags.length > 20) throw new CodedError('BAD_INPUT', `A conversation has up to 20 tags, not ${tags.length}.`);
      return tag(tx, who, input.conversationId, tags);
    }),
  markRead: (_parent, { input }, context) =>
    payload(async () => {
      let read: Awaited<ReturnType<typeof newlyRead>> = [];
      await once(context, 'markRead', input, async (tx, who) => {
        if (who.kind !== 'agent') throw new CodedError('FORBIDDEN', 'Only agents read.');
        const { id } = await holdDialogue(tx, who.workspaceId, input.dialogueId);
        const [entry] = input.entryId ? await entriesByIds(tx, who.workspaceId, [input.entryId]) : [];
        if (input.entryId && entry?.dialogue_id !== id)
          throw new CodedError('NOT_FOUND', `There is no entry ${input.entryId} in this dialogue.`);
        const upTo = await readUpTo(tx, id, entry);
        read = await newlyRead(tx, id, upTo);
        await putReadMarks(tx, who.agentId, id, upTo);
        return null;
      });
      await tellRead(context, read);
      return { dialogue: await context.load.dialogue.load(input.dialogueId) };
    }),
};
