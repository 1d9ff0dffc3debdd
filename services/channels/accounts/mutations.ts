import type { Transaction } from 'kysely';
import { found, isUniqueViolation } from '../../../kit/database.ts';
import { newId } from '../../../kit/id.ts';
import { onceForKey } from '../../../kit/idempotency.ts';
import { payload, requiredText } from '../../../kit/mutation.ts';
import { requireAdmin } from '../../../kit/principal.ts';
import type { Parts } from '../../../kit/service.ts';
import { CodedError } from '../../../schema/errors.ts';
import { keyOf } from '../adapters/webchat/start.ts';
import type { Adapters, ChannelsParts } from '../parts.ts';
import type { MutationResolvers } from '../schema.generated.ts';
import type { ChannelsContext } from '../service.ts';
import { accountByExternalId, accountByKey, addAccount, changeAccount, listAccounts, lockAccount } from '../store/accounts.ts';
import { dropListener, wakeListener } from '../store/listeners.ts';
import { putTemplates } from '../store/templates.ts';
import type { AccountRow, ChannelsTables } from '../tables.ts';
import { adapterOf, closeAccount, openSecrets, withCopied } from './account.ts';
import { changeOf } from './change.ts';
import { type Check, checkAccount } from './check.ts';
import { overlapOf, renewed, rotated, shared } from './rotation.ts';

type Tx = Transaction<ChannelsTables>;
type Names = 'connectChannelAccount' | 'updateChannelAccount' | 'checkChannelAccount' | 'rotateChannelSecrets' | 'disconnectChannelAccount';

/** What admins do with accounts. */
export const accountMutations = (
  adapters: Adapters,
  own: (parts: Parts<ChannelsTables>) => ChannelsParts,
): Required<Pick<MutationResolvers, Names>> => ({
  connectChannelAccount: (_parent, { input }, { who, change, load, keys, bell }) =>
    payload(async () => {
      const { workspaceId } = requireAdmin(who);
      const adapter = adapterOf(adapters, input.channelId);
      const name = requiredText(input.name, 'name', 200);
      const given = { settings: input.settings, secrets: withCopied(adapter, input.secrets) };
      const id = await distinct(() =>
        change((tx) =>
          onceForKey(tx, who, 'connectChannelAccount', input, async () => {
            const fresh = newId('account');
            const closed = closeAccount(fresh, adapter, given, keys.sealing);
            const state = { name, status: 'active', status_reason: null, previous_secrets: null, previous_until: null } as const;
            await checkKey(tx, workspaceId, closed);
            const known = await accountByExternalId(tx, workspaceId, adapter.channel, closed.external_id);
            if (known && known.status !== 'disconnected') throw taken();
            if (known) await changeAccount(tx, known.id, { ...closeAccount(known.id, adapter, given, keys.sealing), ...state });
            else await addAccount(tx, { id: fresh, workspace_id: workspaceId, channel: adapter.channel, ...closed, ...state });
            return known?.id ?? fresh;
          }),
        ),
      );
      bell.ring();
      return { channelAccount: await load.account.clear(id).load(id) };
    }),

  updateChannelAccount: (_parent, { input }, context) =>
    payload(async () => {
      const { who, change, keys } = context;
      requireAdmin(who);
      await distinct(() =>
        change((tx) =>
          onceForKey(tx, who, 'updateChannelAccount', input, async () => {
            const row = await connected(tx, context, input.channelAccountId);
            const changed = changeOf(adapterOf(adapters, row.channel), row, input, keys.sealing);
            const { external_id = row.external_id, settings = '{}' } = changed;
            if (external_id !== row.external_id) await checkKey(tx, row.workspace_id, { external_id, settings });
            if (Object.keys(changed).length > 0) await changeAccount(tx, row.id, changed);
            await wakeListener(tx, row.id, true);
            return null;
          }),
        ),
      );
      return { channelAccount: await changed(context, input.channelAccountId) };
    }),

  checkChannelAccount: (_parent, { input }, context) =>
    payload(async () => {
      const { who, change, load } = context;
      requireAdmin(who);
      const seen = found(await load.account.load(input.channelAccountId), 'channel account', input.channelAccountId);
      // Before the transaction: platforms are not waited for with the account held.
      const report = await checkAccount(own(context), seen);
      const checks = await change((tx) =>
        onceForKey<ChannelsTables, Check[]>(tx, who, 'checkChannelAccount', input, async () => {
          const row = await connected(tx, context, input.channelAccountId);
          const mended = row.status === 'paused' && row.status_reason !== null && report.works;
          await changeAccount(tx, row.id, { last_checked_at: new Date(), ...(mended ? { status: 'active', status_reason: null } : {}) });
          if (report.templates) await putTemplates(tx, row.id, report.templates);
          await wakeListener(tx, row.id, false);
          return report.checks;
        }),
      );
      return { checks, channelAccount: await changed(context, input.channelAccountId) };
    }),

  rotateChannelSecrets: (_parent, { input }, context) =>
    payload(async () => {
      const { who, change, load } = context;
      requireAdmin(who);
      const overlap = overlapOf(input.keepOldFor);
      const ids = await change((tx) =>
        onceForKey(tx, who, 'rotateChannelSecrets', input, async () => {
          const row = await connected(tx, context, input.channelAccountId);
          return rotate(tx, context, { row, adapter: adapterOf(adapters, row.channel), given: input.secrets, overlap });
        }),
      );
      const channelAccount = await changed(context, input.channelAccountId);
      const others = await load.account.loadMany(ids.slice(1));
      return { channelAccount, alsoRotated: others.filter((other): other is AccountRow => other !== null && 'channel' in other) };
    }),

  disconnectChannelAccount: (_parent, { input }, context) =>
    payload(async () => {
      const { workspaceId } = requireAdmin(context.who);
      await context.change((tx) =>
        onceForKey(tx, context.who, 'disconnectChannelAccount', input, async () => {
          const row = found(await lockAccount(tx, workspaceId, input.channelAccountId), 'channel account', input.channelAccountId);
          const over = { previous_secrets: null, previous_until: null };
          await changeAccount(tx, row.id, { status: 'disconnected', status_reason: null, ...over });
          await dropListener(tx, row.id);
          return null;
        }),
      );
      return { channelAccount: await changed(context, input.channelAccountId) };
    }),
});

const taken = () => new CodedError('CONFLICT', 'This page, number or widget is connected to this workspace already.');

/** Visitors name a widget or an app by its key alone: a key that another workspace uses is CONFLICT. */
async function checkKey(tx: Tx, workspaceId: string, { external_id, settings }: { external_id: string; settings: string }): Promise<void> {
  const key = keyOf({ settings: JSON.parse(settings) });
  const holder = key === undefined ? undefined : await accountByKey(tx, external_id);
  if (holder && holder.workspace_id !== workspaceId) throw new CodedError('CONFLICT', 'This key is taken: choose another.');
}

/** Two accounts of a workspace cannot stand for the same page or number. */
async function distinct<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw isUniqueViolation(error) ? taken() : error;
  }
}

/** An account of the workspace to do something with, held by the transaction; CONFLICT when it is no longer connected. */
async function connected(tx: Tx, { who }: ChannelsContext, id: string): Promise<AccountRow> {
  const row = found(await lockAccount(tx, who.workspaceId, id), 'channel account', id);
  if (row.status === 'disconnected') throw new CodedError('CONFLICT', 'This account is disconnected: connect it again first.');
  return row;
}

/** The account as it is now; those who send and listen are told to look. */
function changed({ load, bell }: ChannelsContext, id: string): Promise<AccountRow | null> {
  bell.ring();
  return load.account.clear(id).load(id);
}

/** Gives an account its new secrets, and all that share them; their ids, the account's first. */
async function rotate(
  tx: Tx,
  { keys }: ChannelsContext,
  { row, adapter, given, overlap }: { row: AccountRow; adapter: ReturnType<typeof adapterOf>; given: unknown; overlap: number },
): Promise<string[]> {
  const now = new Date();
  const until = new Date(now.getTime() + overlap * 1000);
  const before = openSecrets(row.id, row.secrets, keys.sealing);
  const after = renewed(adapter, row, given, keys.sealing);
  const others = (await listAccounts(tx, row.workspace_id)).filter(({ id, channel }) => id !== row.id && channel === row.channel);
  const sharing = others.flatMap((each) => {
    const secrets = shared(before, after, each, keys.sealing);
    return secrets ? [{ each, secrets }] : [];
  });
  for (const { each, secrets } of [{ each: row, secrets: after }, ...sharing]) {
    await changeAccount(tx, each.id, rotated(each, secrets, until, now, keys.sealing));
    await wakeListener(tx, each.id, true);
  }
  return [row.id, ...sharing.map(({ each }) => each.id)];
}
