import type { Transaction } from 'kysely';
import { emission, emit } from '../../kit/outbox/emit.ts';
import { subtree } from '../../kit/tree.ts';
import { CodedError } from '../../schema/errors.ts';
import type { EventPayload } from '../../schema/events.ts';
import { topics } from './feed.ts';
import { partConversations } from './parting.ts';
import { type Home, holdCustomerDialogues, isMergedElsewhere, mergesAmong, moveDialogues, recordMerge } from './store/dialogues.ts';
import type { ConversationsTables } from './tables.ts';

type Tx = Transaction<ConversationsTables>;
type Edge = EventPayload<'identity.customer.merged'>;

/** Shows the dialogues of two customers as one. Whoever follows the one goes on in the other. */
export async function applyMerge(tx: Tx, workspaceId: string, edge: Edge): Promise<void> {
  const { members, homes } = await holdCustomerDialogues(tx, workspaceId, [edge.from, edge.into]);
  const [from, into] = homes as [Home, Home];
  const { undone, fresh } = await recordMerge(tx, { id: edge.mergeId, from_id: from.homeId, into_id: into.homeId, undone: false });
  if (undone || !fresh) return;
  // The end of an earlier merge is still on its way: this event comes again behind it.
  if (await isMergedElsewhere(tx, from.homeId, edge.mergeId))
    throw new CodedError('CONFLICT', `${from.homeId} is not yet parted from another.`);
  const [source, target] = [from.rootId, into.rootId];
  if (source === target) return;
  await moveDialogues(
    tx,
    members.filter((member) => member.root_id === source).map((member) => member.id),
    target,
  );
  const moves = [topics.dialogue, topics.typing].map((topic) => ({ from: topic(source), to: topic(target) }));
  await emit(tx, [
    emission({
      name: 'conversations.dialogue.merged',
      key: target,
      workspaceId,
      payload: { from: source, into: target },
      topics: moves.flatMap(({ from: here, to: there }) => [here, there]),
      moves,
    }),
  ]);
}

/** Shows a dialogue, with all that was merged into it, on its own again. Whoever began there goes back there. */
export async function applyUnmerge(tx: Tx, workspaceId: string, edge: Edge): Promise<void> {
  const { members, homes } = await holdCustomerDialogues(tx, workspaceId, [edge.from, edge.into]);
  const [from, into] = homes as [Home, Home];
  const { fresh } = await recordMerge(tx, { id: edge.mergeId, from_id: from.homeId, into_id: into.homeId, undone: true });
  if (fresh) return;
  const edges = await mergesAmong(
    tx,
    members.map((member) => member.id),
  );
  const leaving = subtree(from.homeId, edges);
  await moveDialogues(tx, leaving, from.homeId);
  const moves = [topics.dialogue, topics.typing].map((topic) => ({
    from: topic(into.rootId),
    to: topic(from.homeId),
    origins: leaving.map(topic),
  }));
  await emit(tx, [
    emission({
      name: 'conversations.dialogue.unmerged',
      key: into.rootId,
      workspaceId,
      payload: { from: from.homeId, into: into.rootId, members: leaving },
      topics: moves.flatMap(({ from: here, to: there }) => [here, there]),
      moves,
    }),
    ...(await partConversations(tx, workspaceId, [from.homeId, into.rootId])),
  ]);
}
