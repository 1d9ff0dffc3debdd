import type { Transaction } from 'kysely';
import { newId } from '../../../kit/id.ts';
import { adapterOf } from '../accounts/account.ts';
import type { ChannelsParts } from '../parts.ts';
import { recipientOf } from '../recipient.ts';
import { accountsByIds } from '../store/accounts.ts';
import { onePerson } from '../store/contacts.ts';
import { contactsAmong } from '../store/names.ts';
import { addAttempts, changeDeliveries, changeDelivery, dueDeliveries, endAttempts } from '../store/outbound.ts';
import type { AccountRow, ChannelsTables, ContactRow, DeliveryRow } from '../tables.ts';
import { lanesOf, takeLanes } from './lane.ts';
import { type Held, sharesOf } from './share.ts';

type Tx = Transaction<ChannelsTables>;

/** A delivery to work on, with what everybody who works on it asks for. */
export interface Job {
  row: DeliveryRow;
  account: AccountRow;
  person: ContactRow | undefined;
  /** The try that was begun; none of what is only looked into. */
  attempt: string | null;
}

/** How long a message stays with a process that is silent: one that lives says so again and again; of one that died the end is unknown. */
export const lease = 10_000;

/** Takes what may leave now, and what nobody knows the end of and may now be found out. What its lanes do not let through yet is due later. */
export function claim(parts: ChannelsParts, held: Iterable<Held>): Promise<Job[]> {
  return parts.change(async (tx) => {
    const shares = sharesOf([...parts.adapters.keys()], held);
    const accounts = new Map<string, AccountRow>();
    const jobs: Job[] = [];
    for (let more = true; more && shares.free() > 0; ) {
      const due = await dueDeliveries(tx, new Date(), shares.free(), shares.full());
      await know(tx, accounts, due);
      const taken = due.filter(({ account_id }) => shares.take({ accountId: account_id, channel: accounts.get(account_id)!.channel }));
      jobs.push(...(await take(parts, tx, taken, accounts)));
      more = taken.length < due.length;
    }
    return jobs;
  });
}

/** Adds the accounts of deliveries to those that are known. */
async function know(tx: Tx, accounts: Map<string, AccountRow>, due: DeliveryRow[]): Promise<void> {
  for (const [workspaceId, rows] of Map.groupBy(due, (row) => row.workspace_id)) {
    const unknown = new Set(rows.map((row) => row.account_id).filter((id) => !accounts.has(id)));
    if (unknown.size === 0) continue;
    for (const account of await accountsByIds(tx, workspaceId, [...unknown])) accounts.set(account.id, account);
  }
}

async function take(parts: ChannelsParts, tx: Tx, rows: DeliveryRow[], accounts: Map<string, AccountRow>): Promise<Job[]> {
  if (rows.length === 0) return [];
  const doubtful = await doubt(tx, rows);
  const ready = await start(
    parts,
    tx,
    rows.filter(({ state }) => state === 'queued'),
    accounts,
  );
  const tries = new Map(ready.map(({ row, attempt }) => [row.message_id, attempt]));
  const claimed = [...doubtful, ...ready.map(({ row }) => row)];
  const recipients = claimed.flatMap((row) => row.addresses.map(recipientOf));
  const people = claimed.length === 0 ? [] : await contactsAmong(tx, [...accounts.keys()], recipients);
  return claimed.map((row) => {
    const theirs = people.filter((each) => each.account_id === row.account_id && isNamed(row, each.recipient));
    return { row, account: accounts.get(row.account_id)!, person: onePerson(theirs), attempt: tries.get(row.message_id) ?? null };
  });
}

function isNamed({ addresses }: DeliveryRow, recipient: string): boolean {
  return addresses.some((address) => recipientOf(address) === recipient);
}

/** What was left by a crash ends as unknown, and like all that is unknown it is looked into. */
async function doubt(tx: Tx, rows: DeliveryRow[]): Promise<DeliveryRow[]> {
  const left = rows.filter(({ state }) => state === 'sending').map((row) => row.message_id);
  const unknown = rows.filter(({ state }) => state === 'unknown').map((row) => row.message_id);
  const [since, due_at] = [new Date(), new Date(Date.now() + lease)];
  await endAttempts(tx, left, { outcome: 'unknown' });
  await changeDeliveries(tx, left, { state: 'unknown', doubt_since: since, due_at });
  await changeDeliveries(tx, unknown, { due_at });
  return rows
    .filter(({ state }) => state !== 'queued')
    .map((row) => ({ ...row, doubt_since: row.state === 'sending' ? since : row.doubt_since, state: 'unknown' }));
}

/** Begins a try of each that its lanes let through. */
async function start({ adapters }: ChannelsParts, tx: Tx, rows: DeliveryRow[], accounts: Map<string, AccountRow>) {
  const now = Date.now();
  const wishes = rows.map((row) => lanesOf(adapterOf(adapters, accounts.get(row.account_id)!.channel), row));
  const waits = await takeLanes(tx, wishes, now);
  for (const [index, wait] of waits.entries())
    if (wait > 0) await changeDelivery(tx, rows[index]!.message_id, { due_at: new Date(now + wait) });
  const through = rows.filter((_, index) => waits[index] === 0).map((row) => ({ row, attempt: newId('attempt') }));
  await changeDeliveries(
    tx,
    through.map(({ row }) => row.message_id),
    { state: 'sending', due_at: new Date(now + lease) },
  );
  await addAttempts(
    tx,
    through.map(({ row, attempt }) => ({ id: attempt, message_id: row.message_id, at: new Date(now) })),
  );
  return through.map(({ row, attempt }) => ({ row: { ...row, state: 'sending' as const }, attempt }));
}
