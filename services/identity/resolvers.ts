import type { BusEvent, Json } from '../../kit/bus/bus.ts';
import { found } from '../../kit/database.ts';
import { newId } from '../../kit/id.ts';
import { onceForKey } from '../../kit/idempotency.ts';
import { payload, requiredText } from '../../kit/mutation.ts';
import { connection, decodeCursor, encodeCursor, pageRequest } from '../../kit/page.ts';
import { actorOf, requireAdmin, requireService, requireStaff } from '../../kit/principal.ts';
import { signAgentToken } from '../../kit/token.ts';
import { CodedError } from '../../schema/errors.ts';
import { merge, unmerge } from './merge.ts';
import type { Resolvers } from './schema.generated.ts';
import type { IdentityContext } from './service.ts';
import { addAgent, addWorkspace, agentsByIds, changeCustomer, listAgents, listCustomers, workspacesByIds } from './store.ts';
import type { CustomerRow, IdentityRow } from './tables.ts';

const customerCursor = decodeCursor<[string]>(['string']);

/** A customer the principal may see: any for staff, itself for a customer. */
async function visibleCustomer({ who, load }: IdentityContext, id: string): Promise<CustomerRow | null> {
  const customer = await load.customer.load(id);
  if (!customer) return null;
  if (who.kind !== 'customer') return customer;
  const self = await load.customer.load(who.customerId);
  return self?.id === customer.id ? customer : null;
}

async function visibleIdentities({ who, load }: IdentityContext, customerId: string): Promise<IdentityRow[]> {
  const identities = await load.identitiesOf.load(customerId);
  return who.kind === 'customer' ? identities.filter(({ id }) => id === who.identityId) : identities;
}

/** Tells conversations of it now, so that whoever did it reads its effect; the event itself stays on its way. */
async function hasten({ bus, log }: IdentityContext, event: BusEvent): Promise<void> {
  try {
    await bus.request('handle.conversations', event as unknown as Json, { timeout: 3_000 });
  } catch (error) {
    log.warn({ event: event.id, error: String(error) }, 'conversations will hear of this merge a little later');
  }
}

/** Staff may keep JSON objects as attributes; anything else is refused. */
function attributesOf(value: unknown): { attributes: Record<string, unknown>; without: string[] } {
  if (value == null) return { attributes: {}, without: [] };
  if (typeof value !== 'object' || Array.isArray(value)) throw new CodedError('BAD_INPUT', '`attributes` must be an object.');
  if (JSON.stringify(value).length > 65_536) throw new CodedError('BAD_INPUT', '`attributes` may have 65,536 characters of JSON.');
  const entries = Object.entries(value);
  return {
    attributes: Object.fromEntries(entries.filter(([, item]) => item !== null)),
    without: entries.filter(([, item]) => item === null).map(([name]) => name),
  };
}

export const resolvers: Resolvers = {
  Query: {
    viewer: async (_parent, _args, { who, load }) => ({
      kind: who.kind.toUpperCase() as 'AGENT' | 'CUSTOMER' | 'SERVICE',
      workspace: found(await load.workspace.load(who.workspaceId), 'workspace', who.workspaceId),
      agent: who.kind === 'agent' ? await load.agent.load(who.agentId) : null,
      customer: who.kind === 'customer' ? await load.customer.load(who.customerId) : null,
    }),
    customer: (_parent, { id }, context) => visibleCustomer(context, id),
    customers: async (_parent, { search, filter, ...args }, { db, who }) => {
      requireStaff(who);
      const page = pageRequest(args, customerCursor);
      const wanted = { search: search?.trim(), accountId: filter?.channelAccountId, channelId: filter?.channelId };
      const rows = await listCustomers(db, who.workspaceId, page, wanted);
      return connection(page, rows, (row) => encodeCursor([row.id]));
    },
    mergePreview: async (_parent, { fromId, intoId }, { who, load }) => {
      requireStaff(who);
      const from = found(await load.customer.load(fromId), 'customer', fromId);
      const into = found(await load.customer.load(intoId), 'customer', intoId);
      if (from.id === into.id) throw new CodedError('CONFLICT', `${fromId} and ${intoId} are the same customer already.`);
      const identities = (await load.identitiesOf.loadMany([into.id, from.id])).flat() as IdentityRow[];
      const conflicts = Object.keys(from.attributes).filter(
        (name) => name in into.attributes && JSON.stringify(from.attributes[name]) !== JSON.stringify(into.attributes[name]),
      );
      return { from, into, identities, conflicts };
    },
    agents: (_parent, _args, { db, who }) => listAgents(db, requireStaff(who).workspaceId),
  },

  Mutation: {
    mergeCustomers: (_parent, { input }, context) =>
      payload(async () => {
        const { who, change, load } = context;
        const wish = { ...input, reason: input.reason ?? null, actor: actorOf(requireStaff(who)) };
        let event: BusEvent | undefined;
        const mergeId = await change((tx) =>
          onceForKey(tx, who, 'mergeCustomers', input, async () => {
            const merged = await merge(tx, who.workspaceId, wish);
            event = merged.event;
            return merged.mergeId;
          }),
        );
        if (event) await hasten(context, event);
        return { merge: await load.merge.load(mergeId), customer: await load.customer.load(input.intoId) };
      }),
    undoMerge: (_parent, { input }, context) =>
      payload(async () => {
        const { who, change, load } = context;
        requireStaff(who);
        let event: BusEvent | undefined;
        await change((tx) =>
          onceForKey(tx, who, 'undoMerge', input, async () => {
            event = await unmerge(tx, who.workspaceId, input.mergeId);
            return null;
          }),
        );
        if (event) await hasten(context, event);
        const undone = found(await load.merge.load(input.mergeId), 'merge', input.mergeId);
        const customers = await Promise.all([undone.from_id, undone.into_id].map((id) => load.customer.load(id)));
        return { merge: undone, customers: customers.filter((customer) => customer !== null) };
      }),
    updateCustomer: (_parent, { input }, { who, change, load }) =>
      payload(async () => {
        requireStaff(who);
        const { id } = found(await load.customer.load(input.customerId), 'customer', input.customerId);
        const name = input.name == null ? undefined : requiredText(input.name, 'name', 200);
        const attributes = attributesOf(input.attributes);
        await change((tx) =>
          onceForKey(tx, who, 'updateCustomer', input, async () => {
            await changeCustomer(tx, id, { name, ...attributes });
            return null;
          }),
        );
        return { customer: await load.customer.clear(input.customerId).load(input.customerId) };
      }),
    createWorkspace: (_parent, { input }, { who, db, change, keys }) =>
      payload(async () => {
        requireService(who);
        const name = requiredText(input.name, 'name', 200);
        const adminName = requiredText(input.adminName, 'adminName', 200);
        const { workspaceId, agentId } = await change((tx) =>
          onceForKey(tx, who, 'createWorkspace', input, async () => {
            const ids = { workspaceId: newId('workspace'), agentId: newId('agent') };
            await addWorkspace(tx, ids.workspaceId, name);
            await addAgent(tx, { id: ids.agentId, workspace_id: ids.workspaceId, name: adminName, role: 'admin' });
            return ids;
          }),
        );
        const [workspace] = await workspacesByIds(db, [workspaceId]);
        const [agent] = await agentsByIds(db, workspaceId, [agentId]);
        return { workspace, agent, token: await signAgentToken({ agentId, workspaceId, role: 'admin' }, keys.agent) };
      }),
    createAgent: (_parent, { input }, { who, change, load, keys, settings }) =>
      payload(async () => {
        const { workspaceId } = requireAdmin(who);
        const name = requiredText(input.name, 'name', 200);
        const role = input.role === 'ADMIN' ? 'admin' : 'agent';
        const id = await change((tx) =>
          onceForKey(tx, who, 'createAgent', input, async () => {
            const agentId = newId('agent');
            await addAgent(tx, { id: agentId, workspace_id: workspaceId, name, role });
            return agentId;
          }),
        );
        const token = settings.AGENT_JWKS_URL ? null : await signAgentToken({ agentId: id, workspaceId, role }, keys.agent);
        return { agent: await load.agent.load(id), token };
      }),
  },

  UndoMergePayload: { customers: ({ customers }) => customers ?? [] },
  Workspace: {
    __resolveReference: ({ id }, { load, who }) => (id === who.workspaceId ? load.workspace.load(id) : null),
    createdAt: (workspace) => workspace.created_at,
  },
  Customer: {
    __resolveReference: ({ id }, context) => visibleCustomer(context, id),
    createdAt: (customer) => customer.created_at,
    identities: (customer, _args, context) => visibleIdentities(context, customer.id),
    merges: (customer, _args, { load, who }) => (who.kind === 'customer' ? [] : load.mergesOf.load(customer.id)),
  },
  ChannelIdentity: {
    __resolveReference: ({ id }, { load, who }) => (who.kind === 'customer' && id !== who.identityId ? null : load.identity.load(id)),
    channelId: (identity) => identity.channel,
    channelAccount: (identity) => ({ id: identity.account_id }),
    aliases: async (identity, _args, { load }) =>
      (await load.addressesOf.load(identity.id)).filter(({ kind, value }) => kind !== identity.kind || value !== identity.value),
    customer: async (identity, _args, { load }) => {
      const link = (await load.linksOf.load(identity.id)).find(({ revoked_at }) => revoked_at === null)!;
      return found(await load.customer.load(link.customer_id), 'customer', link.customer_id);
    },
    links: (identity, _args, { load, who }) => (who.kind === 'customer' ? [] : load.linksOf.load(identity.id)),
  },
  IdentityLink: {
    customerId: (link) => link.customer_id,
    evidence: (link) => link.evidence.toUpperCase() as 'PLATFORM' | 'SIGNED_TOKEN' | 'AGENT',
    revokedAt: (link) => link.revoked_at,
  },
  Merge: {
    __resolveReference: ({ id }, { load, who }) => (who.kind === 'customer' ? null : load.merge.load(id)),
    fromId: (row) => row.from_id,
    intoId: (row) => row.into_id,
    by: (row) => ({ kind: row.actor_kind, id: row.actor_id }),
    undoneAt: (row) => row.undone_at,
  },
  Agent: {
    __resolveReference: ({ id }, { load }) => load.agent.load(id),
    role: (agent) => (agent.role === 'admin' ? 'ADMIN' : 'AGENT'),
  },
};
