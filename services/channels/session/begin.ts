import type { Customer, Principal } from '../../../kit/principal.ts';
import { addressesOf } from '../../../kit/session.ts';
import { CodedError } from '../../../schema/errors.ts';
import { openAccount } from '../accounts/account.ts';
import type { Account, AdapterContext } from '../adapter.ts';
import { beginSession, channelOf, identifyVisitor, type Session, type Wish } from '../adapters/webchat/start.ts';
import type { ChannelsParts } from '../parts.ts';
import { accountsByKey } from '../store/accounts.ts';
import { accountOf } from './post.ts';

type Proof = Pick<Wish, 'userJwt' | 'identifier' | 'identifierHash'>;

/** Begins a session at the widget or app with this public key, for whoever asks. */
export async function begin(parts: ChannelsParts, who: Principal, key: string, wish: Proof & Pick<Wish, 'ref'>): Promise<Session> {
  const [row, ...others] = await accountsByKey(parts.db, key);
  if (!row || others.length > 0) throw new CodedError('NOT_FOUND', 'No widget or app that is connected has this key.');
  const account = openAccount(row, parts);
  const origin = who.kind === 'anonymous' ? (who.origin ?? undefined) : undefined;
  return sessionFrom(await beginSession(account, { ...wish, key, origin }, contextOf(parts)));
}

/** The visitor of a session under a token that also says who it is. */
export async function identify(parts: ChannelsParts, who: Customer, proof: Proof): Promise<Session> {
  const account: Account = await accountOf(parts, who);
  const { visitorId: sub, externalId } = who.session;
  const known = { sub, ...(externalId === null ? {} : { ext: externalId }) };
  const session = sessionFrom(await identifyVisitor(account, known, { ...proof, key: undefined, origin: undefined }, contextOf(parts)));
  // Known from now on, and not only from the first word under the new token: another browser may be quicker.
  const contact = { addresses: addressesOf({ chn: channelOf(account), sub, ext: session.externalId }) };
  await parts.bus.request('identity.resolve', {
    workspaceId: account.workspaceId,
    accountId: account.id,
    channel: account.channel,
    contact,
  });
  return session;
}

function contextOf({ keys }: ChannelsParts): AdapterContext {
  const document = () => Promise.reject(new CodedError('INTERNAL', 'Sessions prove themselves without documents.'));
  return { sessionKey: keys.session, now: Date.now(), document };
}

function sessionFrom(outcome: Awaited<ReturnType<typeof beginSession>>): Session {
  if ('code' in outcome) throw new CodedError('BAD_INPUT', `${outcome.message} (${outcome.code}).`);
  return outcome;
}
