import { type Kysely, sql, type Transaction } from 'kysely';
import { among, likePattern } from '../../kit/database.ts';
import { newId } from '../../kit/id.ts';
import type { PageRequest } from '../../kit/page.ts';
import type { Address } from '../../schema/events.ts';
import type { AgentRow, CustomerRow, IdentityRow, IdentityTables, LinkRow, MergeRow, WorkspaceRow } from './tables.ts';

type Db = Kysely<IdentityTables>;
type Tx = Transaction<IdentityTables>;

/** Workspaces by id. */
export function workspacesByIds(db: Db, ids: readonly string[]): Promise<WorkspaceRow[]> {
  return db.selectFrom('workspaces').selectAll().where(among('id', ids)).execute();
}

export async function addWorkspace(tx: Tx, id: string, name: string): Promise<void> {
  await tx.insertInto('workspaces').values({ id, name }).execute();
}

export function agentsByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<AgentRow[]> {
  return db.selectFrom('agents').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).execute();
}

/** Every agent of the workspace, by name. */
export function listAgents(db: Db, workspaceId: string): Promise<AgentRow[]> {
  return db.selectFrom('agents').selectAll().where('workspace_id', '=', workspaceId).orderBy('name').orderBy('id').execute();
}

export async function addAgent(tx: Tx, agent: { id: string; workspace_id: string; name: string; role: AgentRow['role'] }): Promise<void> {
  await tx.insertInto('agents').values(agent).execute();
}

/** The customers behind these ids, each under the id asked for; merged ones give the one they resolve to. */
export async function customersByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<(CustomerRow & { asked: string })[]> {
  return db
    .selectFrom('customers as asked')
    .innerJoin('customers as root', 'root.id', 'asked.root_id')
    .selectAll('root')
    .select('asked.id as asked')
    .where('asked.workspace_id', '=', workspaceId)
    .where(among('asked.id', ids))
    .execute();
}

/** A page of customers, newest first. */
export function listCustomers(
  db: Db,
  workspaceId: string,
  page: PageRequest<[string]>,
  wanted: { search?: string | null; accountId?: string | null; channelId?: string | null },
): Promise<CustomerRow[]> {
  let query = db.selectFrom('customers').selectAll().where('workspace_id', '=', workspaceId).whereRef('root_id', '=', 'id');
  if (page.from) query = query.where('id', '<', page.from[0]);
  const pattern = wanted.search ? likePattern(wanted.search) : undefined;
  const address = likePattern(dialled(wanted.search ?? ''));
  if (pattern || wanted.accountId || wanted.channelId) {
    query = query.where(({ or, exists, eb, selectFrom }) => {
      let owned = selectFrom('customers as member')
        .innerJoin('links', 'links.customer_id', 'member.id')
        .innerJoin('identities', 'identities.id', 'links.identity_id')
        .whereRef('member.root_id', '=', 'customers.id')
        .where('links.revoked_at', 'is', null)
        .select('links.id');
      if (wanted.accountId) owned = owned.where('identities.account_id', '=', wanted.accountId);
      if (wanted.channelId) owned = owned.where('identities.channel', '=', wanted.channelId);
      if (!pattern) return exists(owned);
      const addressed = owned
        .innerJoin('addresses', 'addresses.identity_id', 'identities.id')
        .where((e) =>
          e.or([e('addresses.value', 'ilike', address), e('identities.name', 'ilike', pattern), e('member.name', 'ilike', pattern)]),
        );
      const named = eb('customers.name', 'ilike', pattern);
      return wanted.accountId || wanted.channelId ? exists(addressed) : or([named, exists(addressed)]);
    });
  }
  return query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
}

/** The digits of a phone number as people write it; anything else as it is. */
function dialled(search: string): string {
  return /^\+?[\d\s()./-]+$/.test(search) ? search.replace(/\D/g, '') : search;
}

/** Adds a customer who is only itself. */
export async function addCustomer(tx: Tx, workspaceId: string, name: string | null): Promise<string> {
  const id = newId('customer');
  await tx.insertInto('customers').values({ id, workspace_id: workspaceId, root_id: id, name, attributes: '{}' }).execute();
  return id;
}

/** Changes what is known: sets the name where one is given, sets `attributes` and takes those named in `without` away. */
export async function changeCustomer(
  tx: Tx,
  id: string,
  change: { name?: string; attributes: Record<string, unknown>; without: string[] },
): Promise<void> {
  const attributes = sql<string>`(attributes || ${JSON.stringify(change.attributes)}::jsonb) - ${change.without}::text[]`;
  await tx
    .updateTable('customers')
    .set({ attributes, ...(change.name === undefined ? {} : { name: change.name }) })
    .where('id', '=', id)
    .execute();
}

/** Locks the customers that resolve to these, so that no two merges change one tree at a time. */
export async function lockTrees(tx: Tx, rootIds: string[]): Promise<CustomerRow[]> {
  return tx.selectFrom('customers').selectAll().where(among('root_id', rootIds)).orderBy('id').forUpdate().execute();
}

/** Makes customers resolve to another. */
export async function setRoot(tx: Tx, ids: string[], rootId: string): Promise<void> {
  await tx.updateTable('customers').set({ root_id: rootId }).where(among('id', ids)).execute();
}

/** Every identity of the customers that resolve to these, under the customer they resolve to; oldest first. */
export function identitiesOfCustomers(db: Db, rootIds: readonly string[]): Promise<(IdentityRow & { root_id: string })[]> {
  return db
    .selectFrom('identities')
    .innerJoin('links', 'links.identity_id', 'identities.id')
    .innerJoin('customers', 'customers.id', 'links.customer_id')
    .selectAll('identities')
    .select('customers.root_id')
    .where('links.revoked_at', 'is', null)
    .where(among('customers.root_id', rootIds))
    .orderBy('identities.id')
    .execute();
}

export function identitiesByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<IdentityRow[]> {
  return db.selectFrom('identities').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).execute();
}

export function addressesOf(db: Db, identityIds: readonly string[]) {
  return db.selectFrom('addresses').selectAll().where(among('identity_id', identityIds)).orderBy('kind').orderBy('value').execute();
}

/** Every claim about these identities, newest first. */
export function linksOf(db: Db, identityIds: readonly string[]): Promise<LinkRow[]> {
  return db.selectFrom('links').selectAll().where(among('identity_id', identityIds)).orderBy('id', 'desc').execute();
}

/** What is known behind addresses of one account: the identity, whom it was linked to, whom that resolves to. */
export function ownersOf(db: Db, workspaceId: string, accountId: string, addresses: Address[]) {
  const pairs = addresses.map(({ kind, value }) => sql`(${kind}, ${value})`);
  return db
    .selectFrom('addresses')
    .innerJoin('identities', 'identities.id', 'addresses.identity_id')
    .innerJoin('links', 'links.identity_id', 'addresses.identity_id')
    .innerJoin('customers', 'customers.id', 'links.customer_id')
    .select(['addresses.kind', 'addresses.value', 'addresses.identity_id', 'identities.name', 'links.customer_id', 'customers.root_id'])
    .where('links.revoked_at', 'is', null)
    .where('addresses.workspace_id', '=', workspaceId)
    .where('addresses.account_id', '=', accountId)
    .where(sql<boolean>`(addresses.kind, addresses.value) in (${sql.join(pairs)})`)
    .execute();
}

/** Adds an identity with its first address and its first link. */
export async function addIdentity(
  tx: Tx,
  identity: { workspace_id: string; account_id: string; channel: string; kind: string; value: string; name: string | null },
  customerId: string,
  details: object,
): Promise<string> {
  const id = newId('identity');
  await tx
    .insertInto('identities')
    .values({ id, ...identity })
    .execute();
  const link = {
    id: newId('link'),
    identity_id: id,
    customer_id: customerId,
    evidence: 'platform' as const,
    details: JSON.stringify(details),
  };
  await tx
    .insertInto('links')
    .values({ ...link, revoked_at: null })
    .execute();
  return id;
}

/** Adds addresses to an identity. Those somebody has already stay where they are, or (`taken: 'fail'`) make it a unique violation. */
export async function addAddresses(
  tx: Tx,
  identity: { workspaceId: string; accountId: string; identityId: string },
  addresses: Address[],
  taken: 'skip' | 'fail',
): Promise<void> {
  const owner = { workspace_id: identity.workspaceId, account_id: identity.accountId, identity_id: identity.identityId };
  const insert = tx.insertInto('addresses').values(addresses.map(({ kind, value }) => ({ ...owner, kind, value })));
  await (taken === 'skip' ? insert.onConflict((on) => on.doNothing()) : insert).execute();
}

/** Sets the address to show and to reply to. */
export async function setPrimaryAddress(tx: Tx, identityId: string, { kind, value }: Address): Promise<void> {
  await tx.updateTable('identities').set({ kind, value }).where('id', '=', identityId).execute();
}

/** Sets the platform's name of an identity, and of its customer where that has none. */
export async function setName(tx: Tx, identityId: string, customerId: string, name: string): Promise<void> {
  await tx.updateTable('identities').set({ name }).where('id', '=', identityId).execute();
  await tx.updateTable('customers').set({ name }).where('id', '=', customerId).where('name', 'is', null).execute();
}

export function mergesByIds(db: Db, workspaceId: string, ids: readonly string[]): Promise<MergeRow[]> {
  return db.selectFrom('merges').selectAll().where('workspace_id', '=', workspaceId).where(among('id', ids)).execute();
}

/** Every merge between customers that resolve to these, with the one they resolve to; newest first. */
export function mergesOfCustomers(db: Db, rootIds: readonly string[]): Promise<(MergeRow & { root_id: string })[]> {
  return db
    .selectFrom('merges')
    .innerJoin('customers', 'customers.id', 'merges.into_id')
    .selectAll('merges')
    .select('customers.root_id')
    .where(among('customers.root_id', rootIds))
    .orderBy('merges.id', 'desc')
    .execute();
}

export async function addMerge(tx: Tx, merge: Omit<MergeRow, 'at' | 'undone_at'>): Promise<void> {
  await tx
    .insertInto('merges')
    .values({ ...merge, undone_at: null })
    .execute();
}

export async function endMerge(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('merges').set({ undone_at: new Date() }).where('id', '=', id).execute();
}
