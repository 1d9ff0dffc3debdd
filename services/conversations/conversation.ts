import type { Transaction } from 'kysely';
import { found } from '../../kit/database.ts';
import { emit } from '../../kit/outbox/emit.ts';
import { actorOf, type Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import { conversationChanged } from './feed.ts';
import { appendEvent } from './message.ts';
import { changeConversation, lockConversation } from './store/conversations.ts';
import type { ConversationRow, ConversationStatus, ConversationsTables } from './tables.ts';

type Tx = Transaction<ConversationsTables>;

/** Opens, snoozes or closes a conversation; the timeline keeps that it happened. A conversation that is so already stays as it is. */
export async function changeStatus(
  tx: Tx,
  who: Principal,
  id: string,
  wish: { status: ConversationStatus; because: 'closed' | 'snoozed' | 'reopened'; until?: Date | null },
): Promise<void> {
  const before = found(await lockConversation(tx, who.workspaceId, id), 'conversation', id);
  const until = wish.until ?? null;
  if (until && until.getTime() <= Date.now()) throw new CodedError('BAD_INPUT', '`until` must be in the future.');
  if (wish.status === 'snoozed' && before.status === 'closed') {
    throw new CodedError('CONFLICT', `The conversation ${id} is closed: reopen it before you snooze it.`);
  }
  if (before.status === wish.status && wish.status !== 'snoozed') return;
  const closed_at = wish.status === 'closed' ? new Date() : null;
  await change(
    tx,
    who,
    before,
    { status: wish.status, snoozed_until: until, closed_at },
    wish.because,
    until ? { until: until.toISOString() } : {},
  );
}

/** Opens a snoozed conversation when its time has come; one that somebody changed meanwhile stays as it is. */
export async function wake(tx: Tx, who: Principal, id: string): Promise<void> {
  const before = await lockConversation(tx, who.workspaceId, id);
  const isDue = before?.status === 'snoozed' && before.snoozed_until !== null && before.snoozed_until.getTime() <= Date.now();
  if (isDue) await change(tx, who, before, { status: 'open', snoozed_until: null }, 'reopened', {});
}

/** Gives a conversation to an agent, or to nobody. */
export async function assign(tx: Tx, who: Principal, id: string, agentId: string | null): Promise<void> {
  const before = found(await lockConversation(tx, who.workspaceId, id), 'conversation', id);
  if (before.assignee_id !== agentId) await change(tx, who, before, { assignee_id: agentId }, 'assigned', { agentId });
}

/** Sets the tags of a conversation, each once. */
export async function tag(tx: Tx, who: Principal, id: string, tags: string[]): Promise<void> {
  const before = found(await lockConversation(tx, who.workspaceId, id), 'conversation', id);
  const after = await changeConversation(tx, id, { tags });
  await emit(tx, [conversationChanged(after, before)]);
}

async function change(
  tx: Tx,
  who: Principal,
  before: ConversationRow,
  set: Partial<ConversationRow>,
  name: string,
  details: object,
): Promise<void> {
  const after = await changeConversation(tx, before.id, set);
  const place = { workspaceId: who.workspaceId, dialogueId: before.dialogue_id, homeId: before.home_id, conversationId: before.id };
  await appendEvent(tx, { ...place, at: new Date(), name, data: { by: actorOf(who), ...details } }, [conversationChanged(after, before)]);
}
