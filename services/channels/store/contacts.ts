import type { Kysely } from 'kysely';
import { among } from '../../../kit/database.ts';
import type { ChannelsTables, ContactRow } from '../tables.ts';

type Db = Kysely<ChannelsTables>;

/** What is known of people by any of these addresses. */
export function contactsOf(db: Db, accountId: string, recipients: readonly string[]): Promise<ContactRow[]> {
  return db.selectFrom('contacts').selectAll().where('account_id', '=', accountId).where(among('recipient', recipients)).execute();
}

/** One person out of what is known of each address: the latest of everything. `undefined` when nothing is. */
export function onePerson(rows: ContactRow[]): ContactRow | undefined {
  const latest = (time: keyof ContactRow & ('last_inbound_at' | 'standing_at')) =>
    rows.reduce<ContactRow | undefined>((best, row) => (!best || Number(row[time] ?? 0) > Number(best[time] ?? 0) ? row : best), undefined);
  const [heard, stood] = [latest('last_inbound_at'), latest('standing_at')];
  return heard && stood && { ...heard, standing: stood.standing, standing_at: stood.standing_at };
}
