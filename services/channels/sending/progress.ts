import type { Transaction } from 'kysely';
import { type Emission, emission } from '../../../kit/outbox/emit.ts';
import type { DeliveryState } from '../../../schema/events.ts';
import type { Failed } from '../plan.ts';
import { changeDelivery, endAttempts } from '../store/outbound.ts';
import type { ChannelsTables, DeliveryRow } from '../tables.ts';
import { isOpen } from './delivery.ts';

type Tx = Transaction<ChannelsTables>;

/** Tells how far a message got; of a change to one, that it is done or never will be. */
export function progressed(row: DeliveryRow, state: DeliveryState, at: number, failure?: Failed): Emission[] {
  const error = failure ? { code: failure.class, message: `${failure.message} (${failure.code})` } : null;
  const common = { key: row.message_id, workspaceId: row.workspace_id };
  if (row.kind === 'message')
    return [emission({ ...common, name: 'channels.delivery.changed', payload: { messageId: row.message_id, at, state, error } })];
  if (!isOpen(row)) return [];
  const { kind: change, target_id, emoji } = row;
  const content = change === 'edit' ? row.content : [];
  const payload = { messageId: target_id ?? '', at, change, content, emoji, error };
  return [emission({ ...common, key: target_id ?? row.message_id, name: 'channels.message.altered', payload })];
}

/** Makes the calls that are left, of which so many are known to be done. */
export async function goOn(tx: Tx, row: DeliveryRow, done: number): Promise<void> {
  await endAttempts(tx, [row.message_id], { outcome: 'accepted' });
  await changeDelivery(tx, row.message_id, { state: 'queued', calls_done: done, due_at: new Date(), doubt_since: null });
}
