import type { Transaction } from 'kysely';
import { type Emission, emission } from '../../kit/outbox/emit.ts';
import type { DeliveryState } from '../../schema/events.ts';
import { recipientOf } from './acceptance.ts';
import type { Account, Failed, Inbound } from './adapter.ts';
import { isAhead } from './delivery.ts';
import { messageIds } from './store/inbound.ts';
import { changeDelivery, endAttempts, lockDeliveries, sentUntil } from './store/outbound.ts';
import type { ChannelsTables, DeliveryRow } from './tables.ts';

type Tx = Transaction<ChannelsTables>;
type Report = Extract<Inbound, { kind: 'delivery' }>;

/** Takes a platform's report on our messages into account; tells of those it moves forward. */
export async function reportDeliveries(tx: Tx, account: Account, report: Report): Promise<Emission[]> {
  const recipients = report.contact.addresses.map(recipientOf);
  const known = await messageIds(tx, account.id, report.platformIds ?? []);
  const named = [...known.values(), ...(report.reference ? [report.reference] : [])];
  const rows = (await lockDeliveries(tx, account.id, named)).filter((row) => isOf(row, recipients));
  const until = report.until ?? (report.earlier ? rows[0]?.sent_at?.getTime() : undefined);
  const earlier = until === undefined ? [] : await sentUntil(tx, account.id, recipients, new Date(until));
  const all = new Map([...earlier, ...rows].map((row) => [row.message_id, row]));
  const emissions: Emission[] = [];
  for (const row of all.values()) {
    if (!isAhead(report.state, row.state)) continue;
    const arrived = row.sent_at ? {} : { sent_at: new Date(report.at) };
    await changeDelivery(tx, row.message_id, { state: report.state, ...arrived });
    await endAttempts(tx, row.message_id, { outcome: report.state === 'failed' ? 'refused' : 'accepted' });
    emissions.push(deliveryChanged(row, report.state, report.at, report.failure));
  }
  return emissions;
}

/** A report counts for messages to that person; platforms may name the person by any of the addresses. */
function isOf(row: DeliveryRow, recipients: string[]): boolean {
  return row.addresses.some((address) => recipients.includes(recipientOf(address)));
}

/** Tells how far a message got. */
export function deliveryChanged(row: DeliveryRow, state: DeliveryState, at: number, failure?: Failed): Emission {
  const error = failure ? { code: failure.class, message: `${failure.message} (${failure.code})` } : null;
  return emission({
    name: 'channels.delivery.changed',
    key: row.message_id,
    workspaceId: row.workspace_id,
    payload: { messageId: row.message_id, at, state, error },
  });
}
