import type { Json } from '../../../kit/bus/bus.ts';
import type { Customer } from '../../../kit/principal.ts';
import { CodedError } from '../../../schema/errors.ts';
import { accept } from '../acceptance/accept.ts';
import { openAccount } from '../accounts/account.ts';
import type { Account } from '../adapter.ts';
import { checkBody } from '../adapters/webchat/check.ts';
import { eventsOf } from '../adapters/webchat/parse.ts';
import { channelOf, keyOf } from '../adapters/webchat/start.ts';
import type { ChannelsParts } from '../parts.ts';
import { accountsByIds } from '../store/accounts.ts';
import { messageIds } from '../store/inbound.ts';
import type { AccountRow } from '../tables.ts';

/** The account of a customer's session, which must be in use. */
export async function accountOf(parts: ChannelsParts, who: Customer): Promise<Account> {
  return openAccount(await accountRowOf(parts, who), parts);
}

/** The same with its secrets sealed. */
export async function accountRowOf(parts: ChannelsParts, { workspaceId, session }: Customer): Promise<AccountRow> {
  const [row] = await accountsByIds(parts.db, workspaceId, [session.accountId]);
  if (!row || row.status === 'disconnected') throw new CodedError('FORBIDDEN', 'The widget or app of this session is no longer connected.');
  return row;
}

/** Takes what a customer does in the graph as what it is over the webhook: one protocol, two ways in. BAD_INPUT for what cannot be taken. */
export async function post(parts: ChannelsParts, who: Customer, event: { [name: string]: Json }): Promise<Account> {
  const account = await accountOf(parts, who);
  checkBody(event);
  const session = sessionOf(who, account);
  const externalId = String(keyOf(account) ?? '');
  const drafts = eventsOf([event], session, Date.now());
  if (drafts.some(({ kind }) => kind === 'unknown')) throw new CodedError('BAD_INPUT', 'Messages are named by their ids, as `msg_...`.');
  await accept(
    parts,
    account,
    drafts.map((draft) => ({ ...draft, externalId })),
  );
  return account;
}

/** Our id of a message that the client calls by its own. */
export async function postedId(parts: ChannelsParts, account: Account, who: Customer, clientMessageId: string): Promise<string | null> {
  const platformId = `${who.session.visitorId}:${clientMessageId}`;
  return (await messageIds(parts.db, account.id, [platformId])).get(platformId) ?? null;
}

function sessionOf({ workspaceId, session }: Customer, account: Account) {
  const { visitorId: sub, externalId: ext, ref } = session;
  const known = { ...(ext === null ? {} : { ext }), ...(ref === undefined ? {} : { ref }) };
  return { sub, acc: account.id, wid: workspaceId, chn: channelOf(account), ...known };
}
