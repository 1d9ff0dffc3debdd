import type { Transaction } from 'kysely';
import type { BusEvent } from '../../kit/bus/bus.ts';
import { found } from '../../kit/database.ts';
import { newId } from '../../kit/id.ts';
import { emission, emit } from '../../kit/outbox/emit.ts';
import { subtree } from '../../kit/tree.ts';
import { CodedError } from '../../schema/errors.ts';
import { addMerge, customersByIds, endMerge, lockTrees, mergesByIds, mergesOfCustomers, setRoot } from './store.ts';
import type { IdentityTables, MergeRow } from './tables.ts';

/*
 * Links never move. A merge is an edge from one customer to another, and a customer resolves to where the edges lead. Taking an edge away
 * gives back exactly what was there, in whatever order merges are undone.
 */

type Tx = Transaction<IdentityTables>;

/** Merges what `fromId` resolves to into what `intoId` resolves to. Gives the merge's id and the event that tells of it. */
export async function merge(
  tx: Tx,
  workspaceId: string,
  wish: { fromId: string; intoId: string; reason: string | null; actor: { kind: string; id: string } },
): Promise<{ mergeId: string; event: BusEvent }> {
  const [from, into] = await rootsOf(tx, workspaceId, [wish.fromId, wish.intoId]);
  if (from === into) throw new CodedError('CONFLICT', `${wish.fromId} and ${wish.intoId} are the same customer already.`);
  const members = await lockTrees(tx, [from!, into!]);
  const moved = members.filter((member) => member.root_id === from).map((member) => member.id);
  if (!moved.includes(from!) || !members.some((member) => member.id === into && member.root_id === into)) {
    throw new CodedError('CONFLICT', 'One of the customers was merged by somebody else just now: look again.');
  }
  await setRoot(tx, moved, into!);
  const mergeId = newId('merge');
  const actor = { actor_kind: wish.actor.kind, actor_id: wish.actor.id };
  await addMerge(tx, { id: mergeId, workspace_id: workspaceId, from_id: from!, into_id: into!, reason: wish.reason, ...actor });
  return { mergeId, event: await tell(tx, 'identity.customer.merged', workspaceId, { id: mergeId, from_id: from!, into_id: into! }) };
}

/** Takes a merge back. Gives the event that tells of it. */
export async function unmerge(tx: Tx, workspaceId: string, mergeId: string): Promise<BusEvent> {
  const [known] = await mergesByIds(tx, workspaceId, [mergeId]);
  const { from_id, into_id } = found(known, 'merge', mergeId);
  const [root] = await rootsOf(tx, workspaceId, [into_id]);
  await lockTrees(tx, [root!]);
  const [current] = await mergesByIds(tx, workspaceId, [mergeId]);
  if (current!.undone_at) throw new CodedError('CONFLICT', `The merge ${mergeId} was undone already.`);
  await endMerge(tx, mergeId);
  const edges = (await mergesOfCustomers(tx, [root!])).filter((edge) => !edge.undone_at);
  await setRoot(tx, subtree(from_id, edges), from_id);
  return tell(tx, 'identity.customer.unmerged', workspaceId, { id: mergeId, from_id, into_id });
}

async function rootsOf(tx: Tx, workspaceId: string, ids: string[]): Promise<string[]> {
  const rows = await customersByIds(tx, workspaceId, ids);
  return ids.map(
    (id) =>
      found(
        rows.find((row) => row.asked === id),
        'customer',
        id,
      ).id,
  );
}

async function tell(
  tx: Tx,
  name: 'identity.customer.merged' | 'identity.customer.unmerged',
  workspaceId: string,
  edge: Pick<MergeRow, 'id' | 'from_id' | 'into_id'>,
): Promise<BusEvent> {
  const payload = { mergeId: edge.id, from: edge.from_id, into: edge.into_id };
  const [event] = await emit(tx, [emission({ name, key: workspaceId, workspaceId, payload })]);
  return event!;
}
