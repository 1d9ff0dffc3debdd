import { siblingId } from '../../kit/id.ts';
import { requireStaff } from '../../kit/principal.ts';
import type { Parts } from '../../kit/service.ts';
import { accountFields } from './accounts/fields.ts';
import { accountMutations } from './accounts/mutations.ts';
import type { Adapters, ChannelsParts } from './parts.ts';
import type { Resolvers } from './schema.generated.ts';
import type { ChannelsContext } from './service.ts';
import { sessionMutations } from './session/mutations.ts';
import { listAccounts } from './store/accounts.ts';
import type { ChannelsTables } from './tables.ts';

/** Who answers for accounts, channels and deliveries. */
export const resolvers = (adapters: Adapters, own: (parts: Parts<ChannelsTables>) => ChannelsParts): Resolvers => ({
  Query: {
    channelAccounts: (_parent, _args, { db, who }: ChannelsContext) => listAccounts(db, requireStaff(who).workspaceId),
    channels: () => [...adapters.values()],
  },
  Mutation: { ...accountMutations(adapters, own), ...sessionMutations(own) },
  Channel: {
    __resolveReference: ({ id }) => adapters.get(id) ?? null,
    id: (adapter) => adapter.channel,
    note: ({ capabilities }) => capabilities.note,
  },
  ...accountFields(adapters),
  Delivery: {
    __resolveReference: ({ id }) => ({ id }),
    attempts: ({ id }, _args, { load }) => load.attemptsOf.load(siblingId(id, 'message')),
  },
  DeliveryAttempt: {
    outcome: (row) => (row.outcome ? (row.outcome.toUpperCase() as 'ACCEPTED' | 'REFUSED' | 'UNKNOWN') : null),
    errorClass: (row) => row.error_class,
    errorCode: (row) => row.error_code,
    errorMessage: (row) => row.error_message,
  },
});
