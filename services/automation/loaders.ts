import { keyed } from '../../kit/load.ts';
import type { Principal } from '../../kit/principal.ts';
import type { Parts } from '../../kit/service.ts';
import { rulesByIds } from './store.ts';
import type { AutomationTables } from './tables.ts';

export type Loaders = ReturnType<typeof loaders>;

/** One query for everything of a kind that a request asks for. */
export function loaders({ db }: Parts<AutomationTables>, { workspaceId }: Principal) {
  return {
    rule: keyed(
      (ids) => rulesByIds(db, workspaceId, ids),
      (row) => row.id,
    ),
  };
}
