import type { Customer, Principal } from '../../../kit/principal.ts';
import { addressesOf } from '../../../kit/session.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Account, AdapterContext } from '../adapter.ts';
import { beginSession, channelOf, identifyVisitor, type Session, type Wish } from '../adapters/webchat/start.ts';
import { withEither } from '../ingress/authentic.ts';
import type { ChannelsParts } from '../parts.ts';
import { accountByKey } from '../store/accounts.ts';
import type { AccountRow } from '../tables.ts';
import { accountRowOf } from './post.ts';

type Proof = Pick<Wish, 'userJwt' | 'identifier' | 'identifierHash'>;

/** Begins a session at the widget or app with this public key, for whoever asks. */
export async function begin(parts: ChannelsParts, who: Principal, key: string, wish: Proof & Pick<Wish, 'ref'>): Promise<Session> {
  const row = await accountByKey(parts.db, key);
  if (!row) throw new CodedError('NOT_FOUND', 'No widget or app that is connected has this key.');
  const origin = who.kind === 'anonymous' ? (who.origin ?? undefined) : undefined;
  return proved(parts, row, async (account) => sessionFrom(await beginSession(account, { ...wish, key, origin }, contextOf(parts))));
}

/** The visitor of a session under a token that also says who it is. */
export async function identify(parts: ChannelsParts, who: Customer, proof: Proof): Promise<Session> {
  const row = await accountRowOf(parts, who);
  const { visitorId: sub, externalId, ref } = who.session;
  const known = { sub, ...(externalId === null ? {} : { ext: externalId }), ...(ref === undefined ? {} : { ref }) };
  const wish = { ...proof, key: undefined, origin: undefined };
  const session = await proved(parts, row, async (account) => sessionFrom(await identifyVisitor(account, known, wish, contextOf(parts))));
  // Known from now on, and not only from the first word under the new token: another browser may be quicker.
  const contact = { addresses: addressesOf({ chn: channelOf(row), sub, ext: session.externalId }) };
  await parts.bus.request('identity.resolve', {
    workspaceId: row.workspace_id,
    accountId: row.id,
    channel: row.channel,
    contact,
  });
  return session;
}

/** With the account's secrets, or those before the last rotation: the company may still sign with them. */
function proved(parts: ChannelsParts, row: AccountRow, work: (account: Account) => Promise<Session>): Promise<Session> {
  return withEither(parts, row, Date.now(), work, (error) => error instanceof CodedError && error.code === 'BAD_INPUT');
}

function contextOf({ keys }: ChannelsParts): AdapterContext {
  const document = () => Promise.reject(new CodedError('INTERNAL', 'Sessions prove themselves without documents.'));
  return { sessionKey: keys.session, now: Date.now(), document };
}

function sessionFrom(outcome: Awaited<ReturnType<typeof beginSession>>): Session {
  if ('code' in outcome) throw new CodedError('BAD_INPUT', `${outcome.message} (${outcome.code}).`);
  return outcome;
}
