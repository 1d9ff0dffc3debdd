import { found, isUniqueViolation } from '../../kit/database.ts';
import { newId, siblingId } from '../../kit/id.ts';
import { onceForKey } from '../../kit/idempotency.ts';
import { payload, requiredText } from '../../kit/mutation.ts';
import { type Principal, requireAdmin, requireStaff } from '../../kit/principal.ts';
import { unseal } from '../../kit/secret.ts';
import type { Parts } from '../../kit/service.ts';
import { CodedError } from '../../schema/errors.ts';
import { adapterOf, closeAccount } from './accounts/account.ts';
import type { Adapters, ChannelsParts } from './parts.ts';
import type { MutationResolvers, Resolvers, UpdateChannelAccountInput } from './schema.generated.ts';
import type { ChannelsContext } from './service.ts';
import { sessionMutations } from './session/mutations.ts';
import { addAccount, changeAccount, listAccounts } from './store/accounts.ts';
import type { AccountRow, ChannelsTables } from './tables.ts';

/** What an update makes of an account: given settings and secrets replace those of the same name; mended ones resume a paused account. */
function changeOf(adapters: Adapters, row: AccountRow, input: UpdateChannelAccountInput, sealing: Uint8Array) {
  const mended = input.settings != null || input.secrets != null;
  const closed = mended
    ? closeAccount(
        row.id,
        adapterOf(adapters, row.channel),
        {
          settings: { ...row.settings, ...(input.settings as object) },
          secrets: { ...JSON.parse(unseal(row.secrets, sealing, row.id)), ...(input.secrets as object) },
        },
        sealing,
      )
    : {};
  const status = input.status ? (input.status.toLowerCase() as AccountRow['status']) : row.status_reason && mended ? 'active' : undefined;
  return {
    ...closed,
    ...(input.name == null ? {} : { name: requiredText(input.name, 'name', 200) }),
    ...(status ? { status, status_reason: null } : {}),
  };
}

/** A value of an account that only staff may see. */
function forStaff<V>(who: Principal, value: V): V {
  requireStaff(who);
  return value;
}

/** Two accounts of a workspace cannot stand for the same page or number. */
async function distinct<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error)) throw new CodedError('CONFLICT', 'This page, number or widget is connected to this workspace already.');
    throw error;
  }
}

const mutations = (adapters: Adapters): MutationResolvers => ({
  connectChannelAccount: (_parent, { input }, { who, change, load, keys }) =>
    payload(async () => {
      const { workspaceId } = requireAdmin(who);
      const adapter = adapterOf(adapters, input.channelId);
      const name = requiredText(input.name, 'name', 200);
      const id = await distinct(() =>
        change((tx) =>
          onceForKey(tx, who, 'connectChannelAccount', input, async () => {
            const accountId = newId('account');
            const closed = closeAccount(accountId, adapter, input, keys.sealing);
            const account = { id: accountId, workspace_id: workspaceId, channel: adapter.channel, name, ...closed };
            await addAccount(tx, { ...account, status: 'active', status_reason: null });
            return accountId;
          }),
        ),
      );
      return { channelAccount: await load.account.load(id) };
    }),
  updateChannelAccount: (_parent, { input }, context) =>
    payload(async () => {
      const { who, change, load, keys, bell } = context;
      requireAdmin(who);
      const row = found(await load.account.load(input.channelAccountId), 'channel account', input.channelAccountId);
      await distinct(() =>
        change((tx) =>
          onceForKey(tx, who, 'updateChannelAccount', input, async () => {
            const changed = changeOf(adapters, row, input, keys.sealing);
            if (Object.keys(changed).length > 0) await changeAccount(tx, row.id, changed);
            return null;
          }),
        ),
      );
      bell.ring();
      return { channelAccount: await load.account.clear(row.id).load(row.id) };
    }),
});

/** Who answers for accounts, channels and deliveries. */
export const resolvers = (adapters: Adapters, own: (parts: Parts<ChannelsTables>) => ChannelsParts): Resolvers => ({
  Query: {
    channelAccounts: (_parent, _args, { db, who }: ChannelsContext) => listAccounts(db, requireStaff(who).workspaceId),
    channels: () => [...adapters.values()],
  },
  Mutation: { ...mutations(adapters), ...sessionMutations(own) },
  Channel: {
    __resolveReference: ({ id }) => adapters.get(id) ?? null,
    id: (adapter) => adapter.channel,
  },
  ChannelAccount: {
    __resolveReference: ({ id }, { load }) => load.account.load(id),
    channel: (row) => adapterOf(adapters, row.channel),
    settings: (row, _args, { who }) => forStaff(who, row.settings),
    secretNames: (row, _args, { who }) => forStaff(who, row.secret_names),
    webhookPath: (row) => `/webhooks/${row.id}`,
    status: (row) => (row.status === 'active' ? 'ACTIVE' : 'PAUSED'),
    statusReason: (row, _args, { who }) => forStaff(who, row.status_reason),
    createdAt: (row) => row.created_at,
  },
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
