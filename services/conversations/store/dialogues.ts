import { type Kysely, sql, type Transaction } from 'kysely';
import { among, found } from '../../../kit/database.ts';
import { siblingId } from '../../../kit/id.ts';
import type { Address } from '../../../schema/events.ts';
import type { ConversationsTables, DialogueRow, IdentityRow } from '../tables.ts';

type Db = Kysely<ConversationsTables>;
type Tx = Transaction<ConversationsTables>;

/** The dialogues behind these ids, each under the id asked for; merged ones give the one they are shown in. */
export function dialoguesByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<(DialogueRow & { asked: string })[]> {
  return db
    .selectFrom('dialogues as asked')
    .innerJoin('dialogues as root', 'root.id', 'asked.root_id')
    .selectAll('root')
    .select('asked.id as asked')
    .where('asked.workspace_id', '=', workspaceId)
    .where(among('asked.id', ids))
    .execute();
}

/** All that is shown together with some dialogues, held until the end of the transaction; everybody takes them in the same order. */
async function hold(tx: Tx, workspaceId: string, ids: string[]): Promise<DialogueRow[]> {
  const members = await tx
    .selectFrom('dialogues')
    .selectAll()
    .where('root_id', 'in', ({ selectFrom }) =>
      selectFrom('dialogues as asked').select('asked.root_id').where('asked.workspace_id', '=', workspaceId).where(among('asked.id', ids)),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
  const missing = ids.filter((id) => !members.some((member) => member.id === id));
  // One that is there all the same was moved by a merge meanwhile.
  const moved = missing.length > 0 && (await dialoguesByIds(tx, workspaceId, missing)).length > 0;
  return moved ? hold(tx, workspaceId, ids) : members;
}

/** The dialogue that an id leads to, held with all that is shown in it. */
export async function holdDialogue(tx: Tx, workspaceId: string, id: string): Promise<DialogueRow> {
  const members = await hold(tx, workspaceId, [id]);
  const { root_id } = found(byId(members, id), 'dialogue', id);
  return byId(members, root_id)!;
}

/** The dialogue that entries are at home in, and the one they are shown in. */
export interface Home {
  homeId: string;
  rootId: string;
}

/** The dialogues that customers' entries are at home in, made where they are new; held with all that is shown together with them. */
export async function holdCustomerDialogues(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
): Promise<{ members: DialogueRow[]; homes: Home[] }> {
  const ids = customerIds.map((customerId) => siblingId(customerId, 'dialogue'));
  let members = await hold(tx, workspaceId, ids);
  const rows = ids
    .map((id, i) => ({ id, workspace_id: workspaceId, customer_id: customerIds[i]!, root_id: id }))
    .filter(({ id }) => !byId(members, id));
  if (rows.length > 0) {
    await tx
      .insertInto('dialogues')
      .values(rows)
      .onConflict((on) => on.doNothing())
      .execute();
    members = await hold(tx, workspaceId, ids);
  }
  return { members, homes: ids.map((homeId) => ({ homeId, rootId: byId(members, homeId)!.root_id })) };
}

function byId(rows: DialogueRow[], id: string): DialogueRow | undefined {
  return rows.find((row) => row.id === id);
}

/** Holds every dialogue that is shown in one of these until the end of the transaction. */
export function lockDialogues(tx: Tx, rootIds: string[]): Promise<DialogueRow[]> {
  return tx.selectFrom('dialogues').selectAll().where(among('root_id', rootIds)).orderBy('id').forUpdate().execute();
}

/** Shows dialogues, and all that is at home in them, in another one. */
export async function moveDialogues(tx: Tx, ids: string[], rootId: string): Promise<void> {
  await tx.updateTable('dialogues').set({ root_id: rootId }).where(among('id', ids)).execute();
  await tx.updateTable('entries').set({ dialogue_id: rootId }).where(among('home_id', ids)).execute();
  await tx.updateTable('conversations').set({ dialogue_id: rootId }).where(among('home_id', ids)).execute();
}

/** Records a merge, or that it was undone; gives what is recorded now. An undoing stays, even when the merge is heard of after it. */
export async function recordMerge(tx: Tx, merge: { id: string; from_id: string; into_id: string; undone: boolean }) {
  return tx
    .insertInto('merges')
    .values(merge)
    .onConflict((on) => on.column('id').doUpdateSet({ undone: sql<boolean>`merges.undone or excluded.undone` }))
    .returning(['undone', sql<boolean>`xmax = 0`.as('fresh')])
    .executeTakeFirstOrThrow();
}

/** Whether a merge that is heard of as holding leads a dialogue elsewhere than this one. */
export async function isMergedElsewhere(tx: Tx, fromId: string, mergeId: string): Promise<boolean> {
  const other = tx.selectFrom('merges').select('id').where('from_id', '=', fromId).where('id', '<>', mergeId).where('undone', '=', false);
  return (await other.executeTakeFirst()) !== undefined;
}

/** Whether merges, undone ones too, ever led from one of two dialogues to the other. */
export async function wereTogether(db: Db, one: string, other: string): Promise<boolean> {
  const known = new Set([one]);
  for (let next = [one]; next.length > 0 && !known.has(other); ) {
    const touching = db
      .selectFrom('merges')
      .select(['from_id', 'into_id'])
      .where(sql<boolean>`${among('from_id', next)} or ${among('into_id', next)}`);
    const met = (await touching.execute()).flatMap(({ from_id, into_id }) => [from_id, into_id]);
    next = [...new Set(met)].filter((id) => !known.has(id));
    for (const id of next) known.add(id);
  }
  return known.has(other);
}

/** The merges that hold between these dialogues. */
export function mergesAmong(tx: Tx, ids: string[]) {
  return tx.selectFrom('merges').selectAll().where('undone', '=', false).where(among('into_id', ids)).execute();
}

/** Keeps where an identity can be answered. A later address replaces an earlier one; times only move forward. */
export async function putIdentity(
  tx: Tx,
  identity: { id: string; workspace_id: string; home_id: string; account_id: string; channel: string },
  addresses: [Address, ...Address[]],
  inboundAt: Date | null,
): Promise<void> {
  await tx
    .insertInto('identities')
    .values({ ...identity, addresses: JSON.stringify(addresses), last_inbound_at: inboundAt })
    .onConflict((on) =>
      on.column('id').doUpdateSet({
        addresses: sql`excluded.addresses`,
        last_inbound_at: sql`greatest(identities.last_inbound_at, excluded.last_inbound_at)`,
      }),
    )
    .execute();
}

/** An identity by its id. */
export function identityById(db: Db, id: string): Promise<IdentityRow | undefined> {
  return db.selectFrom('identities').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The identities one can answer in a dialogue, the one that wrote last first. */
export function identitiesIn(db: Db, rootId: string): Promise<IdentityRow[]> {
  return identitiesAmong(db, [rootId]);
}

/** The same of several dialogues; `root_id` is the dialogue. */
export function identitiesAmong(db: Db, rootIds: readonly string[]): Promise<(IdentityRow & { root_id: string })[]> {
  return db
    .selectFrom('identities')
    .innerJoin('dialogues', 'dialogues.id', 'identities.home_id')
    .selectAll('identities')
    .select('dialogues.root_id')
    .where(among('dialogues.root_id', rootIds))
    .orderBy('identities.last_inbound_at', (order) => order.desc().nullsLast())
    .execute();
}

/**
 * How many inbound messages an agent has not read in each dialogue; counted up to 100. What is read is remembered where the messages are at
 * home, so that it stays read, or unread, through merges and their undoing.
 */
export async function unreadCounts(db: Db, agentId: string, dialogueIds: readonly string[]) {
  return db
    .selectFrom('dialogues')
    .select('dialogues.id')
    .select(({ selectFrom }) =>
      selectFrom(
        selectFrom('entries')
          .leftJoin('read_marks', (join) =>
            join.onRef('read_marks.dialogue_id', '=', 'entries.home_id').on('read_marks.agent_id', '=', agentId),
          )
          .select('entries.id')
          .whereRef('entries.dialogue_id', '=', 'dialogues.id')
          .where('entries.direction', '=', 'inbound')
          .where(({ eb, fn, ref, lit }) => eb('entries.seq', '>', fn.coalesce(ref('read_marks.seq'), lit(0))))
          // Where to begin to look.
          .where('entries.seq', '>', ({ selectFrom: from }) =>
            from('dialogues as member')
              .leftJoin('read_marks as mark', (join) => join.onRef('mark.dialogue_id', '=', 'member.id').on('mark.agent_id', '=', agentId))
              .whereRef('member.root_id', '=', 'dialogues.id')
              .select(({ fn, ref, lit }) => fn.min(fn.coalesce(ref('mark.seq'), lit(0))).as('seq')),
          )
          .limit(100)
          .as('unread'),
      )
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('count'),
    )
    .where(among('dialogues.id', dialogueIds))
    .execute();
}

/** Remembers that an agent has read a dialogue, and all that is shown in it, up to a place; reading never goes back. */
export async function putReadMarks(tx: Tx, agentId: string, rootId: string, seq: number): Promise<void> {
  await tx
    .insertInto('read_marks')
    .columns(['agent_id', 'dialogue_id', 'seq'])
    .expression(({ selectFrom }) =>
      selectFrom('dialogues')
        .where('root_id', '=', rootId)
        .select([sql<string>`${agentId}::text`.as('agent_id'), 'id', sql<number>`${seq}::bigint`.as('seq')]),
    )
    .onConflict((on) => on.columns(['agent_id', 'dialogue_id']).doUpdateSet({ seq: sql`greatest(read_marks.seq, excluded.seq)` }))
    .execute();
}
