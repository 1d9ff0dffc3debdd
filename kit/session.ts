import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTVerifyOptions,
  jwtVerify,
  SignJWT,
} from 'jose';
import { z } from 'zod';
import { CodedError } from '../schema/errors.ts';
import type { Address } from '../schema/events.ts';

/** Who a session token speaks for: a visitor (`sub`) of a channel account (`acc`) of a channel (`chn`) in a workspace (`wid`). */
const claims = z.object({
  sub: z.string().min(1),
  acc: z.string().min(1),
  wid: z.string().min(1),
  /** Tokens of before there was another channel name none. */
  chn: z.enum(['webchat', 'inapp']).default('webchat'),
  /** The company's own id of the visitor, when the session began with an identity the company signed; and the name it gave. */
  ext: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  /** What led the visitor here: a campaign's reference. */
  ref: z.string().min(1).max(256).optional(),
  exp: z.number(),
});
export type SessionClaims = z.infer<typeof claims>;

const issuer = 'parlor';
const audience = 'webchat';
/** Thirty days (webchat.md §2). */
const lifetime = 30 * 24 * 3600;

/** A session token, valid for thirty days, and when it ends. */
export async function mintSession(
  who: Omit<SessionClaims, 'exp'>,
  key: Uint8Array,
  now: number,
): Promise<{ token: string; expiresAt: Date }> {
  const issued = Math.floor(now / 1000);
  const token = await new SignJWT({ ...who, iss: issuer, aud: audience, iat: issued, exp: issued + lifetime })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(key);
  return { token, expiresAt: new Date((issued + lifetime) * 1000) };
}

/** The claims of a token that `mintSession` made; UNAUTHENTICATED for any other, saying so when it has only expired. */
export async function verifySession(token: string, key: Uint8Array, now: number = Date.now()): Promise<SessionClaims> {
  try {
    const { payload } = await jwtVerify(token, key, { issuer, audience, algorithms: ['HS256'], currentDate: new Date(now) });
    return claims.parse(payload);
  } catch (error) {
    const expired = error instanceof errors.JWTExpired;
    throw new CodedError(
      'UNAUTHENTICATED',
      expired ? 'The session has expired: start a new one.' : 'The session token is not valid: start a new session.',
    );
  }
}

/** What a session token claims, unverified: only for a request that `verifySession` let through. */
export function readSession(token: string): SessionClaims | undefined {
  try {
    return claims.parse(decodeJwt(token));
  } catch {
    return undefined;
  }
}

/**
 * The addresses of whom a session speaks for. Who the company has said it is comes first: all their browsers and devices are then one identity.
 * In an app nobody is anonymous, so there the device is no address at all.
 */
export function addressesOf({ chn, sub, ext }: Pick<SessionClaims, 'chn' | 'sub' | 'ext'>): [Address, ...Address[]] {
  const visitor = { kind: 'visitor', value: sub };
  if (ext === undefined) return [visitor];
  const known = { kind: 'external_id', value: ext };
  return chn === 'inapp' ? [known] : [known, visitor];
}

/** A visitor as the company itself knows them. */
export interface SignedIdentity {
  externalId: string;
  name?: string;
}

/** By what a company's identity tokens are verified: its shared secret (HS256), its public keys (RS256, ES256, EdDSA), or both. */
export interface IdentityKeys {
  secret?: string;
  keySet?: JSONWebKeySet;
}

/**
 * The identity in a token that the company signed (webchat.md §2): with an end no more than a day away. `kid` chooses among public keys. Else why not,
 * in webchat.md's words.
 */
export async function verifyIdentity(
  token: string,
  keys: IdentityKeys,
  now: number,
): Promise<SignedIdentity | 'identity_expired' | 'identity_signature_invalid'> {
  const skew = 60;
  try {
    const options = { currentDate: new Date(now), clockTolerance: skew, requiredClaims: ['exp'] };
    const { payload } = await verifiedBy(token, keys, options);
    if ((payload.exp ?? Number.POSITIVE_INFINITY) > now / 1000 + 24 * 3600 + skew) return 'identity_signature_invalid';
    const identity = z.object({ external_id: z.string().min(1).max(256), name: z.string().min(1).max(256).optional() });
    const { external_id, name } = identity.parse({ external_id: payload.external_id ?? payload.sub, name: payload.name });
    return { externalId: external_id, ...(name === undefined ? {} : { name }) };
  } catch (error) {
    return error instanceof errors.JWTExpired ? 'identity_expired' : 'identity_signature_invalid';
  }
}

/** The key must be of the algorithm's kind: a public key never serves as a shared secret. */
function verifiedBy(token: string, { secret, keySet }: IdentityKeys, options: JWTVerifyOptions) {
  if (decodeProtectedHeader(token).alg !== 'HS256' && keySet)
    return jwtVerify(token, createLocalJWKSet(keySet), { ...options, algorithms: ['RS256', 'ES256', 'EdDSA', 'Ed25519'] });
  if (!secret) throw new errors.JWSSignatureVerificationFailed();
  return jwtVerify(token, new TextEncoder().encode(secret), { ...options, algorithms: ['HS256'] });
}
