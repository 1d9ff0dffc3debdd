import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { CodedError } from '../schema/errors.ts';
import { createMemo } from './memo.ts';

/** Who asks. Everything but a service belongs to one workspace. */
const principal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), workspaceId: z.string(), agentId: z.string(), role: z.enum(['admin', 'agent']) }),
  /** A customer in a session of a widget or an app: sees its own dialogue, through its own identity. */
  z.object({
    kind: z.literal('customer'),
    workspaceId: z.string(),
    customerId: z.string(),
    identityId: z.string(),
    /** The channel account the session is of, its visitor, the company's own id of the customer, where it has said who it is; what led here. */
    session: z.object({ accountId: z.string(), visitorId: z.string(), externalId: z.string().nullable(), ref: z.string().optional() }),
  }),
  /** Nobody yet: may begin a session, and nothing else. `origin` is the web page it comes from, `address` its IP. */
  z.object({ kind: z.literal('anonymous'), workspaceId: z.literal(''), origin: z.string().nullable(), address: z.string() }),
  /** One of ours (automation, the first run): may do what an admin may, in the workspace it names. */
  z.object({ kind: z.literal('service'), workspaceId: z.string(), name: z.string() }),
]);
export type Principal = z.infer<typeof principal>;
/** Who works for the workspace. */
export type Staff = Extract<Principal, { kind: 'agent' | 'service' }>;
/** Who is served, in a session. */
export type Customer = Extract<Principal, { kind: 'customer' }>;

const issuer = 'parlor:gateway';
/** How many seconds the clocks of two machines may differ. */
const tolerance = 30;

/** Signs a principal for the way inward; valid for two minutes. */
export function signPrincipal(who: Principal, key: Uint8Array): Promise<string> {
  return new SignJWT({ who }).setProtectedHeader({ alg: 'HS256' }).setIssuer(issuer).setExpirationTime('2m').sign(key);
}

/** The principal in a token that `signPrincipal` made; UNAUTHENTICATED for anything else. */
export async function verifyPrincipal(token: string, key: Uint8Array): Promise<Principal> {
  return (await read(token, key)).who;
}

/** `verifyPrincipal` for who sees the same tokens again and again: each is verified once a minute. */
export function createVerifier(key: Uint8Array): (token: string) => Promise<Principal> {
  const known = createMemo<Awaited<ReturnType<typeof read>>>(60_000, 10_000);
  return async (token) => {
    const { who, until } = await known(token, () => read(token, key));
    if (until < Date.now()) throw invalid();
    return who;
  };
}

async function read(token: string, key: Uint8Array): Promise<{ who: Principal; until: number }> {
  try {
    const { payload } = await jwtVerify(token, key, { issuer, algorithms: ['HS256'], clockTolerance: tolerance, requiredClaims: ['exp'] });
    return { who: principal.parse(payload.who), until: (payload.exp! + tolerance) * 1000 };
  } catch {
    throw invalid();
  }
}

function invalid(): CodedError {
  return new CodedError('UNAUTHENTICATED', 'The request carries no valid principal: it must come through the gateway.');
}

/** Lets staff through; FORBIDDEN for everybody else. */
export function requireStaff(who: Principal): Staff {
  if (who.kind === 'agent' || who.kind === 'service') return who;
  throw new CodedError('FORBIDDEN', 'Customers may not do this.');
}

/** Lets customers in a session through; FORBIDDEN for everybody else. */
export function requireCustomer(who: Principal): Customer {
  if (who.kind === 'customer') return who;
  throw new CodedError('FORBIDDEN', 'Only a customer in a session may do this: begin one with `startSession`.');
}

/** Lets admins and our own services through. */
export function requireAdmin(who: Principal): Staff {
  const staff = requireStaff(who);
  if (staff.kind === 'agent' && staff.role !== 'admin') throw new CodedError('FORBIDDEN', 'Only admins may do this.');
  return staff;
}

/** Lets only Parlor's own services through, and whoever runs it. */
export function requireService(who: Principal): void {
  if (who.kind !== 'service') throw new CodedError('FORBIDDEN', 'Only whoever runs Parlor may do this, with a service token.');
}

/** What a record keeps of who did it. */
export function actorOf(who: Principal): { kind: Principal['kind']; id: string } {
  switch (who.kind) {
    case 'agent':
      return { kind: who.kind, id: who.agentId };
    case 'customer':
      return { kind: who.kind, id: who.customerId };
    case 'service':
      return { kind: who.kind, id: who.name };
    case 'anonymous':
      return { kind: who.kind, id: who.address };
  }
}
