import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Bus } from '../kit/bus/bus.ts';
import type { Settings } from '../kit/env.ts';
import { createMemo } from '../kit/memo.ts';
import { actorOf, type Principal, signPrincipal, verifyPrincipal } from '../kit/principal.ts';
import type { Keys } from '../kit/secret.ts';
import { addressesOf, type SessionClaims, verifySession } from '../kit/session.ts';
import { agentToken } from '../kit/token.ts';
import { CodedError } from '../schema/errors.ts';

/** Who asks, and until when (milliseconds since the epoch) the token says so. */
export interface Caller {
  who: Principal;
  expiresAt: number;
}

/** Who is behind an `authorization` header (or the same value in a WebSocket's `connection_init`); UNAUTHENTICATED without a valid token. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

/** Signs principals for the way inward, each once a minute. */
export type Sign = (who: Principal) => Promise<string>;

interface Options {
  bus: Bus;
  keys: Keys;
  settings: Settings;
}

type Verify = (token: string) => Promise<Principal>;

const minute = 60_000;
const mostKnown = 10_000;
/** As tokens are written. Libraries take them with blanks too, which would make any number of texts of one, each to be remembered. */
const written = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const longest = 16_384;
/** As host names are at most, with a scheme and a port. Who is nobody is remembered signed. */
const longestOrigin = 300;
const agentRole = z.enum(['admin', 'agent']);
const agentClaims = z.object({ sub: z.string().min(1), wid: z.string().min(1), role: agentRole });
const providerClaims = z.object({
  sub: z.string().min(1),
  parlor_agent: z.string().min(1).optional(),
  parlor_workspace: z.string().min(1),
  parlor_role: agentRole.default('agent'),
});
const resolved = z.object({ identityId: z.string(), homeId: z.string() });

/** Knows the tokens there are: agents' (ours or an identity provider's), web-chat sessions, and those of our own services. */
export function createAuthentication({ bus, keys, settings }: Options): Authenticate {
  const provider = providerOf(settings);

  const agent: Verify = async (token) => {
    const { issuer, audience } = agentToken;
    const { payload } = await jwtVerify(token, keys.agent, { issuer, audience, algorithms: ['HS256'] });
    const { sub, wid, role } = agentClaims.parse(payload);
    return { kind: 'agent', workspaceId: wid, agentId: sub, role };
  };

  const visitor: Verify = async (token) => {
    return resolveVisitor(bus, await verifySession(token, keys.session));
  };

  const service: Verify = async (token) => {
    const who = await verifyPrincipal(token, keys.principal);
    if (who.kind !== 'service') throw new CodedError('UNAUTHENTICATED');
    return who;
  };

  /** Which kind of token it claims to be; its signature is checked by the verification chosen here. */
  function verificationOf({ iss, aud }: JWTPayload): Verify | undefined {
    if (iss === 'parlor:gateway') return service;
    if (iss !== agentToken.issuer) return provider;
    return aud === agentToken.audience ? agent : visitor;
  }

  /** A token is verified once a minute: a client shows the same one with every request. */
  const callers = createMemo<Caller>(minute, mostKnown);

  async function callerOf(token: string): Promise<Caller> {
    try {
      const claims = decodeJwt(token);
      const verify = verificationOf(claims);
      if (!verify || claims.exp === undefined) throw new CodedError('UNAUTHENTICATED');
      return { who: await verify(token), expiresAt: claims.exp * 1000 };
    } catch (error) {
      throw refusal(error);
    }
  }

  return async (authorization) => {
    const token = authorization?.replace(/^bearer\s+/i, '').trim();
    if (!token || token.length > longest || !written.test(token)) throw new CodedError('UNAUTHENTICATED');
    const caller = await callers(token, () => callerOf(token));
    if (caller.expiresAt <= Date.now()) throw expired();
    return caller;
  };
}

/** Who comes without a token: may begin a session, from this page and address. */
export function anonymous(origin: string | undefined, address: string): Caller {
  const from = origin !== undefined && origin.length <= longestOrigin ? origin : null;
  return { who: { kind: 'anonymous', workspaceId: '', origin: from, address }, expiresAt: Date.now() + minute };
}

/** By what a caller's requests are counted: who it is, whatever the token. */
export function rateKey(who: Principal): string {
  const { kind, id } = actorOf(who);
  return `${who.workspaceId} ${kind} ${id}`;
}

/** Signs principals, and remembers the signed ones for half of the time they are valid. */
export function createSigner(key: Uint8Array): Sign {
  const signed = createMemo<string>(minute, mostKnown);
  return (who) => signed(JSON.stringify(who), () => signPrincipal(who, key));
}

async function resolveVisitor(bus: Bus, claims: SessionClaims): Promise<Principal> {
  const { wid, acc, chn, sub, ext, name, ref } = claims;
  const contact = { addresses: addressesOf(claims), ...(name === undefined ? {} : { name }) };
  const reply = await bus.request('identity.resolve', { workspaceId: wid, accountId: acc, channel: chn, contact });
  // Where the identity is linked for good: whom that resolves to changes with each merge, and a principal is remembered.
  const { identityId, homeId } = resolved.parse(reply);
  const session = { accountId: acc, visitorId: sub, externalId: ext ?? null, ...(ref === undefined ? {} : { ref }) };
  return { kind: 'customer', workspaceId: wid, customerId: homeId, identityId, session };
}

/** Verifies tokens of the company's identity provider, where there is one. */
function providerOf({ AGENT_JWKS_URL, AGENT_ISSUER, AGENT_AUDIENCE }: Settings): Verify | undefined {
  if (!AGENT_JWKS_URL) return undefined;
  const keySet = createRemoteJWKSet(new URL(AGENT_JWKS_URL));
  const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
  return async (token) => {
    const { payload } = await jwtVerify(token, keySet, { issuer: AGENT_ISSUER, audience: AGENT_AUDIENCE, algorithms });
    const { sub, parlor_agent, parlor_workspace, parlor_role } = providerClaims.parse(payload);
    return { kind: 'agent', workspaceId: parlor_workspace, agentId: parlor_agent ?? sub, role: parlor_role };
  };
}

/** A bad token is the caller's fault; an identity provider that does not answer is not. */
function refusal(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if (error instanceof errors.JWTExpired) return expired();
  const unreachable = error instanceof errors.JWKSTimeout || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC');
  if (unreachable || error instanceof TypeError)
    return new CodedError('UNAVAILABLE', 'The identity provider cannot be asked now: try again.');
  return new CodedError('UNAUTHENTICATED');
}

function expired(): CodedError {
  return new CodedError('UNAUTHENTICATED', 'The token has expired.');
}
