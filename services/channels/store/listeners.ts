import { type Kysely, sql, type Transaction } from 'kysely';
import type { Json } from '../../../kit/bus/bus.ts';
import { among } from '../../../kit/database.ts';
import type { ChannelsTables } from '../tables.ts';

type Db = Kysely<ChannelsTables>;
type Tx = Transaction<ChannelsTables>;

/** Gives every active account of these channels its place, where it has none yet. */
export async function addListeners(db: Db, channels: string[]): Promise<void> {
  await db
    .insertInto('listeners')
    .columns(['account_id'])
    .expression(
      db
        .selectFrom('accounts')
        .select('accounts.id')
        .where(among('accounts.channel', channels))
        .where('accounts.status', '=', 'active')
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('listeners').select('listeners.account_id').whereRef('listeners.account_id', '=', 'accounts.id'))),
        ),
    )
    .onConflict((on) => on.doNothing())
    .execute();
}

/** When an account is due that a process has: not before it was woken. */
const notDue = new Date(Date.UTC(9999, 0));

/** Takes up to `limit` accounts that nobody has and whose time came before `since`, for a process until `until`; none of `besides`. */
export async function takeListeners(
  db: Db,
  taker: { by: string; until: Date; since: Date; limit: number; besides: string[] },
): Promise<{ accountId: string; state: Json }[]> {
  const free = db
    .selectFrom('listeners as free')
    .innerJoin('accounts', 'accounts.id', 'free.account_id')
    .select('free.account_id')
    .where('accounts.status', '=', 'active')
    .where(({ not }) => not(among('free.account_id', taker.besides)))
    .where(({ or, and, eb }) =>
      or([and([eb('free.held_by', 'is', null), eb('free.due_at', '<=', taker.since)]), eb('free.held_until', '<=', taker.since)]),
    )
    .orderBy('free.due_at')
    .limit(taker.limit)
    .forUpdate('free')
    .skipLocked();
  const rows = await db
    .updateTable('listeners')
    .set({ held_by: taker.by, held_until: taker.until, due_at: notDue })
    .where('account_id', 'in', free)
    .returning(['account_id', 'state'])
    .execute();
  return rows.map(({ account_id, state }) => ({ accountId: account_id, state: state as Json }));
}

/** Keeps what a process has; gives the accounts that are still its own: not those taken by another, woken anew, paused or disconnected. */
export async function holdListeners(db: Db, by: string, until: Date): Promise<Set<string>> {
  const rows = await db
    .updateTable('listeners')
    .set({ held_until: until })
    .where('held_by', '=', by)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('accounts')
          .select('accounts.id')
          .whereRef('accounts.id', '=', 'listeners.account_id')
          .where('accounts.status', '=', 'active'),
      ),
    )
    .returning('account_id')
    .execute();
  return new Set(rows.map(({ account_id }) => account_id));
}

/** Keeps where a listener stands; false when the process no longer has it. */
export async function keepListener(tx: Tx, by: string, accountId: string, state: Json): Promise<boolean> {
  const row = await tx
    .updateTable('listeners')
    .set({ state: JSON.stringify(state) })
    .where('account_id', '=', accountId)
    .where('held_by', '=', by)
    .returning('account_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets go of an account until its time comes, or it was woken meanwhile; `problem` says why nothing is heard meanwhile, where that is so. */
export async function leaveListener(db: Db, by: string, accountId: string, due: Date, problem: string | null): Promise<void> {
  await db
    .updateTable('listeners')
    .set({ held_by: null, held_until: null, due_at: sql`least(due_at, ${due}::timestamptz)`, problem })
    .where('account_id', '=', accountId)
    .where('held_by', '=', by)
    .execute();
}

/** An account's time is now; `anew`: whoever has it loses it, for it is no longer what it was. */
export async function wakeListener(tx: Tx, accountId: string, anew: boolean): Promise<void> {
  await tx
    .updateTable('listeners')
    .set({ due_at: sql`now()`, ...(anew ? { held_by: null, held_until: null } : {}) })
    .where('account_id', '=', accountId)
    .execute();
}

/** Nobody listens for an account any more, and where it stood is forgotten. */
export async function dropListener(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('listeners').where('account_id', '=', accountId).execute();
}

/** Why nothing is heard for an account now; `null` where there is nothing to say. */
export async function listenerProblem(db: Db, accountId: string): Promise<string | null> {
  const row = await db.selectFrom('listeners').select('problem').where('account_id', '=', accountId).executeTakeFirst();
  return row?.problem ?? null;
}

/** When the next account that nobody has comes due. */
export async function nextListener(db: Db): Promise<Date | undefined> {
  const row = await db
    .selectFrom('listeners')
    .innerJoin('accounts', 'accounts.id', 'listeners.account_id')
    .select(({ fn }) => fn.min('listeners.due_at').as('at'))
    .where('accounts.status', '=', 'active')
    .where('listeners.held_by', 'is', null)
    .executeTakeFirst();
  return row?.at ?? undefined;
}
