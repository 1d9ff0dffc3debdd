import type { Transaction } from 'kysely';
import { type Emission, emit } from '../../../kit/outbox/emit.ts';
import { nameOurs } from '../acceptance/early.ts';
import { openAccount } from '../accounts/account.ts';
import type { Account } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import type { ChannelsParts } from '../parts.ts';
import { recipientOf } from '../recipient.ts';
import { accountsByIds } from '../store/accounts.ts';
import { addEarly, countParts, lockName, messageIds, takeEarly } from '../store/inbound.ts';
import { findNames, loseNames, lostNames, saidNames } from '../store/lost.ts';
import { changeDelivery, endAttempts, lockDeliveries, sentUntil } from '../store/outbound.ts';
import type { ChannelsTables, DeliveryRow } from '../tables.ts';
import { isAhead, isOpen } from './delivery.ts';
import { learn } from './lesson.ts';
import { callsBehind, isWhole } from './parts.ts';
import { goOn, progressed } from './progress.ts';

type Tx = Transaction<ChannelsTables>;
type Report = Extract<Inbound, { kind: 'delivery' }>;

/** Takes a platform's report on our messages into account; tells of those it moves forward. */
export async function reportDeliveries(tx: Tx, account: Account, report: Report): Promise<Emission[]> {
  const recipients = report.contact.addresses.map(recipientOf);
  const rows = (await namedBy(tx, account, report)).filter((row) => isOf(row, recipients));
  if (report.state === 'delivered' || report.state === 'read') await findNames(tx, account.id, report.platformIds ?? []);
  await noteParts(tx, account, report, rows);
  const until = report.until ?? (report.earlier ? rows[0]?.sent_at?.getTime() : undefined);
  const earlier = until === undefined ? [] : await sentUntil(tx, account.id, recipients, new Date(until));
  const all = new Map([...earlier, ...rows].map((row) => [row.message_id, row]));
  const emissions: Emission[] = [];
  for (const row of all.values()) {
    if (isOpen(row) && report.state !== 'failed' && !(await hasAll(tx, row))) continue;
    if (report.state === 'failed' && (await isLostAlready(tx, row, report))) continue;
    if (isAhead(report.state, row.state)) await advance(tx, row, report);
    // Delivered may be told after read: the reader fills in the time.
    else if (report.state !== 'delivered' || row.state !== 'read' || !rows.includes(row)) continue;
    if (report.failure) await learn(tx, account, row, report.failure, report.at);
    emissions.push(...progressed(row, report.state, report.at, report.failure));
  }
  return emissions;
}

/** The messages a report names. What is not here yet may only just be on its way to us: the report is kept for it. */
async function namedBy(tx: Tx, account: Account, report: Report): Promise<DeliveryRow[]> {
  const known = await messageIds(tx, account.id, report.platformIds ?? []);
  const named = [...known.values(), ...(report.reference ? [report.reference] : [])];
  const rows = await lockDeliveries(tx, account.id, named);
  if (!report.reference || report.platformIds || rows.some((row) => row.message_id === report.reference)) return rows;
  await lockName(tx, report.reference);
  const now = await lockDeliveries(tx, account.id, [report.reference]);
  if (now.length === 0) await addEarly(tx, account.id, report.reference, report);
  return [...rows, ...now];
}

/** Takes into account what was reported of a message before it was here. */
export async function reportEarly(
  parts: Pick<ChannelsParts, 'keys' | 'settings'>,
  tx: Tx,
  workspaceId: string,
  message: { id: string; accountId: string },
) {
  await lockName(tx, message.id);
  const reports = await takeEarly(tx, message.accountId, message.id);
  if (reports.length === 0) return;
  const [row] = await accountsByIds(tx, workspaceId, [message.accountId]);
  for (const report of reports) await emit(tx, await reportDeliveries(tx, openAccount(row!, parts), report as Report));
}

/** A status with our own id in it tells the platform's id of the part it is about. */
async function noteParts(tx: Tx, account: Account, report: Report, rows: DeliveryRow[]): Promise<void> {
  const row = rows.find(({ message_id }) => message_id === report.reference);
  if (!row || !report.platformIds) return;
  await nameOurs(
    tx,
    account,
    report.platformIds.map((platformId) => ({ platformId, messageId: row.message_id })),
  );
}

/**
 * Whether the platform has every part of a message that it speaks of. Where one try ended without an answer and the platform is seen to have that
 * part, the others go on from there.
 */
async function hasAll(tx: Tx, row: DeliveryRow): Promise<boolean> {
  const parts = await countParts(tx, row.account_id, row.message_id);
  if (isWhole(row, parts)) return true;
  const done = callsBehind(row.plan, parts);
  if (row.state !== 'sending' && done > row.calls_done) await goOn(tx, row, done);
  return false;
}

/** Whether a failure is that of a part which failed before: the message may have been said again since. */
async function isLostAlready(tx: Tx, { account_id, message_id }: DeliveryRow, { platformIds = [] }: Report): Promise<boolean> {
  const lost = await lostNames(tx, account_id, message_id);
  return platformIds.length > 0 && platformIds.every((platformId) => lost.includes(platformId));
}

async function advance(tx: Tx, row: DeliveryRow, report: Report): Promise<void> {
  const arrived = row.sent_at ? {} : { sent_at: new Date(report.at) };
  const undone = report.state === 'failed' && row.kind === 'message' ? { calls_done: await lose(tx, row, report) } : {};
  await changeDelivery(tx, row.message_id, { state: report.state, ...arrived, ...undone, doubt_since: null });
  await endAttempts(tx, [row.message_id], { outcome: report.state === 'failed' ? 'refused' : 'accepted' });
}

/** Takes back what the platform gave up, and all that it took after that; gives how many calls are done that somebody who retries need not make. */
async function lose(tx: Tx, { account_id, message_id, plan }: DeliveryRow, { platformIds = [] }: Report): Promise<number> {
  const names = await saidNames(tx, account_id, message_id);
  const first = Math.max(
    names.findIndex((name) => platformIds.includes(name)),
    0,
  );
  await loseNames(tx, account_id, names.slice(first));
  return callsBehind(plan, first);
}

/** A report counts for messages to that person; platforms may name the person by any of the addresses. */
export function isOf(row: DeliveryRow, recipients: string[]): boolean {
  return row.addresses.some((address) => recipients.includes(recipientOf(address)));
}
