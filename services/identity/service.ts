import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import type { Context, Parts, Service } from '../../kit/service.ts';
import { handlers } from './events.ts';
import { type Loaders, loaders } from './loaders.ts';
import { start } from './migrations/001-start.ts';
import { resolve, resolveRequest } from './resolution.ts';
import { resolvers } from './resolvers.ts';
import { agentsByIds, putAgent, putWorkspace } from './store.ts';
import type { IdentityTables } from './tables.ts';

export type IdentityContext = Context<IdentityTables, Loaders>;

const agentRequest = z.object({ workspaceId: z.string(), agentId: z.string() });
const foundRequest = z.object({ workspaceId: z.string(), name: z.string(), agentId: z.string(), agentName: z.string() });

/** Who people are: workspaces, customers, their addresses, agents. */
export const identity: Service<IdentityTables, Loaders> = {
  name: 'identity',
  schema: new URL('./schema.graphql', import.meta.url),
  migrations: { '001-start': start },
  resolvers,
  loaders,
  handlers,
  requests: (parts) => ({
    'identity.resolve': async (body) => ({ ...(await resolve(parts, resolveRequest.parse(body))) }),
    /** Whether there is such an agent. */
    'identity.agent': async (body) => {
      const { workspaceId, agentId } = agentRequest.parse(body);
      return (await agentsByIds(parts.db, workspaceId, [agentId])).length > 0;
    },
    'identity.found': (body) => found(parts, body),
  }),
  live: {},
  work: () => [],
};

/** `identity.found`: a workspace with its first admin; what is there already stays. */
async function found(parts: Parts<IdentityTables>, body: Json): Promise<Json> {
  const { workspaceId, name, agentId, agentName } = foundRequest.parse(body);
  await parts.change(async (tx) => {
    await putWorkspace(tx, workspaceId, name);
    await putAgent(tx, { id: agentId, workspace_id: workspaceId, name: agentName, role: 'admin' });
  });
  return { workspaceId, agentId };
}
