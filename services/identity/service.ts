import { z } from 'zod';
import type { Context, Service } from '../../kit/service.ts';
import { handlers } from './events.ts';
import { type Loaders, loaders } from './loaders.ts';
import { start } from './migrations/001-start.ts';
import { resolve, resolveRequest } from './resolution.ts';
import { resolvers } from './resolvers.ts';
import { agentsByIds } from './store.ts';
import type { IdentityTables } from './tables.ts';

export type IdentityContext = Context<IdentityTables, Loaders>;

const agentRequest = z.object({ workspaceId: z.string(), agentId: z.string() });

/** Who people are: workspaces, customers, their addresses, agents. */
export const identity: Service<IdentityTables, Loaders> = {
  name: 'identity',
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
  }),
  live: {},
  work: () => [],
};
