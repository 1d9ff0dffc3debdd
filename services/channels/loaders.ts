import { grouped, keyed } from '../../kit/load.ts';
import { type Principal, requireStaff } from '../../kit/principal.ts';
import type { Parts } from '../../kit/service.ts';
import { accountsByIds } from './store/accounts.ts';
import { attemptsOf } from './store/outbound.ts';
import { templatesByIds } from './store/templates.ts';
import type { ChannelsTables } from './tables.ts';

export type Loaders = ReturnType<typeof loaders>;

/** One query for everything of a kind that a request asks for. */
export function loaders({ db }: Parts<ChannelsTables>, who: Principal) {
  return {
    account: keyed(
      (ids) => accountsByIds(db, who.workspaceId, ids),
      (row) => row.id,
    ),
    template: keyed(
      (ids) => templatesByIds(db, requireStaff(who).workspaceId, ids),
      (row) => row.id,
    ),
    attemptsOf: grouped(
      (ids) => attemptsOf(db, requireStaff(who).workspaceId, ids),
      (row) => row.message_id,
    ),
  };
}
