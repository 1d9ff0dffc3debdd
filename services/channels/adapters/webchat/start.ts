import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type IdentityKeys, mintSession, type SessionClaims, type SignedIdentity, verifyIdentity } from '../../../../kit/session.ts';
import type { Account, AdapterContext } from '../../adapter.ts';
import { list, text } from '../read.ts';

/** What a widget or an app asks a session for. */
export interface Wish {
  /** The widget's or app's public key. */
  key: string | undefined;
  /** The page it comes from. */
  origin: string | undefined;
  /** Who it is, in a token that the company signed. */
  userJwt?: string;
  /** The same in the old way: an id, and its hex HMAC-SHA256 under `identifierSecret`, which never ends. */
  identifier?: string;
  identifierHash?: string;
  /** What led the visitor here. */
  ref?: string;
}

/** A session that has begun. */
export interface Session {
  visitorId: string;
  token: string;
  expiresAt: Date;
  /** Who the company has said it is. */
  externalId: string | undefined;
}

/** Why there is no session, in webchat.md's words. */
export interface SessionRefusal {
  code: keyof typeof refusals;
  message: string;
}

/** Characters; a campaign's name is short. */
const longestRef = 256;
/** Characters of an id of the company's own. */
const longestId = 256;

const refusals = {
  widget_key_invalid: 'No widget has this key',
  origin_not_allowed: 'This site may not use the widget',
  identity_required: 'In an app the company says who it is: send `userJwt`',
  identity_expired: 'Identity token rejected',
  identity_signature_invalid: 'Identity token rejected',
  identity_differs: 'The session is of somebody else: log out by starting a new one',
};

/** Begins a session of a new visitor (webchat.md §2); with a bad proof of who it is there is none at all. */
export async function beginSession(account: Account, wish: Wish, context: AdapterContext): Promise<Session | SessionRefusal> {
  if (wish.key === undefined || wish.key !== text(keyOf(account))) return refusal('widget_key_invalid');
  if (!originAllowed(wish.origin, account)) return refusal('origin_not_allowed');
  const identity = await identityIn(account, wish, context.now);
  if (typeof identity === 'string') return refusal(identity);
  if (identity === undefined && account.channel === 'inapp') return refusal('identity_required');
  const sub = `vis_${randomBytes(16).toString('hex')}`;
  return sessionOf(account, sub, identity, wish.ref, context);
}

/** The same visitor under a token that also says who it is. Who is somebody already stays that: another needs a session of its own. */
export async function identifyVisitor(
  account: Account,
  known: Pick<SessionClaims, 'sub' | 'ext' | 'ref'>,
  wish: Wish,
  context: AdapterContext,
): Promise<Session | SessionRefusal> {
  const identity = await identityIn(account, wish, context.now);
  if (typeof identity === 'string') return refusal(identity);
  if (identity === undefined) return refusal('identity_signature_invalid');
  if (known.ext !== undefined && known.ext !== identity.externalId) return refusal('identity_differs');
  return sessionOf(account, known.sub, identity, known.ref, context);
}

/** The public key of a widget (`widgetKey`) or an app (`appKey`). */
export function keyOf({ settings }: Pick<Account, 'settings'>): Account['settings'][string] | undefined {
  return settings.widgetKey ?? settings.appKey;
}

/** Which of our own two channels an account is on. */
export function channelOf({ channel }: Pick<Account, 'channel'>): 'inapp' | 'webchat' {
  return channel === 'inapp' ? 'inapp' : 'webchat';
}

async function sessionOf(
  account: Account,
  sub: string,
  identity: SignedIdentity | undefined,
  ref: string | undefined,
  { sessionKey, now }: AdapterContext,
): Promise<Session> {
  // A longer one, or an empty one, would make a token that nobody takes.
  const led = ref !== undefined && ref !== '' && ref.length <= longestRef ? { ref } : {};
  const known = identity && { ext: identity.externalId, ...(identity.name === undefined ? {} : { name: identity.name }) };
  const who = { sub, acc: account.id, wid: account.workspaceId, chn: channelOf(account), ...known, ...led };
  const { token, expiresAt } = await mintSession(who, sessionKey, now);
  return { visitorId: sub, token, expiresAt, externalId: identity?.externalId };
}

function originAllowed(origin: string | undefined, account: Account): boolean {
  const allowed = list(account.settings.allowedOrigins);
  const plain = (value: string) => value.toLowerCase().replace(/\/+$/, '');
  return allowed.length === 0 || (origin !== undefined && allowed.some((one) => typeof one === 'string' && plain(one) === plain(origin)));
}

async function identityIn(
  { secrets, settings }: Account,
  { userJwt, identifier, identifierHash }: Wish,
  now: number,
): Promise<SignedIdentity | 'identity_expired' | 'identity_signature_invalid' | undefined> {
  if (userJwt !== undefined) {
    const keySet = settings.identityKeys as unknown as IdentityKeys['keySet'];
    return verifyIdentity(userJwt, { secret: secrets.signingSecret, keySet }, now);
  }
  if (identifier === undefined && identifierHash === undefined) return undefined;
  const secret = secrets.identifierSecret;
  if (!secret || !identifier || identifier.length > longestId || !/^[0-9a-f]{64}$/i.test(identifierHash ?? ''))
    return 'identity_signature_invalid';
  const expected = createHmac('sha256', secret).update(identifier).digest();
  return timingSafeEqual(expected, Buffer.from(identifierHash!, 'hex')) ? { externalId: identifier } : 'identity_signature_invalid';
}

function refusal(code: SessionRefusal['code']): SessionRefusal {
  return { code, message: refusals[code] };
}
