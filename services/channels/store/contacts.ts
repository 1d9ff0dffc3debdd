import { type Kysely, sql, type Transaction } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { ChannelsTables, ContactRow } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

/** What is known of people by any of these addresses, each as recipient.ts writes it. */
export function contactsOf(db: Db, accountId: string, recipients: readonly string[]): Promise<ContactRow[]> {
  return db.selectFrom('contacts').selectAll().where('account_id', '=', accountId).where(among('recipient', recipients)).execute();
}

/** Who has a device with this token, each as recipient.ts writes them. */
export async function recipientsWith(tx: Tx, accountId: string, token: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('contacts')
    .select('recipient')
    .where('account_id', '=', accountId)
    .where(sql<boolean>`place ? 'devices' and place -> 'devices' @> ${JSON.stringify([{ token }])}::jsonb`)
    .execute();
  return rows.map(({ recipient }) => recipient);
}

/** One person out of what is known of each address: the latest of everything. `undefined` when nothing is. */
export function onePerson(rows: ContactRow[]): ContactRow | undefined {
  const latest = (time: keyof ContactRow & ('last_inbound_at' | 'standing_at')) =>
    rows.reduce<ContactRow | undefined>((best, row) => (!best || Number(row[time] ?? 0) > Number(best[time] ?? 0) ? row : best), undefined);
  const [heard, stood] = [latest('last_inbound_at'), latest('standing_at')];
  return heard && stood && { ...heard, standing: stood.standing, standing_at: stood.standing_at };
}

/** What is known of these addresses, new ones as blank, held by the transaction. Everybody takes them in the same order. */
export async function lockContacts(tx: Tx, accountId: string, recipients: Iterable<string>): Promise<Map<string, ContactRow>> {
  const rows = [...new Set(recipients)].sort().map((recipient) => ({ account_id: accountId, recipient }));
  if (rows.length === 0) return new Map();
  const held = await tx
    .insertInto('contacts')
    .values(rows)
    .onConflict((on) => on.columns(['account_id', 'recipient']).doUpdateSet({ recipient: sql`excluded.recipient` }))
    .returningAll()
    .execute();
  return new Map(held.map((row) => [row.recipient, row as ContactRow]));
}

/** Writes down what is known now of addresses that the transaction holds. */
export async function putContacts(tx: Tx, rows: ContactRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => ({ ...row, place: row.place === null ? null : JSON.stringify(row.place) }));
  await tx
    .insertInto('contacts')
    .values(values)
    .onConflict((on) =>
      on.columns(['account_id', 'recipient']).doUpdateSet(({ ref }) => ({
        last_inbound_at: ref('excluded.last_inbound_at'),
        window_until: ref('excluded.window_until'),
        standing: ref('excluded.standing'),
        standing_at: ref('excluded.standing_at'),
        place: ref('excluded.place'),
        abilities: ref('excluded.abilities'),
        last_platform_id: ref('excluded.last_platform_id'),
      })),
    )
    .execute();
}
