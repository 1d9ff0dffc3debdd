import type { Context, Service } from '../../kit/service.ts';
import { handlers } from './events.ts';
import { type Loaders, loaders } from './loaders.ts';
import { start } from './migrations/001-start.ts';
import { resolvers } from './resolvers.ts';
import type { AutomationTables } from './tables.ts';

export type AutomationContext = Context<AutomationTables, Loaders>;

/** What answers by itself: rules as data. */
export const automation: Service<AutomationTables, Loaders> = {
  name: 'automation',
  migrations: { '001-start': start },
  resolvers,
  loaders,
  handlers,
  requests: () => ({}),
  live: {},
  work: () => [],
};
