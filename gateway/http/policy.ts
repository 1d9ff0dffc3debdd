import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CodedError } from '../../schema/errors.ts';
import { type Authenticate, anonymous, type Caller } from '../principal.ts';
import type { Rate } from '../rate.ts';

/** What browsers are told with every answer: to show nothing of it as a page, to guess nothing, to pass nothing on. */
const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
};
const year = 31_536_000;

/** Gives every answer its headers of security; behind a proxy that speaks HTTPS, also that it shall stay so. */
export function registerHeaders(http: FastifyInstance): void {
  http.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    if (request.headers['x-forwarded-proto'] === 'https') reply.header('strict-transport-security', `max-age=${year}`);
  });
}

/**
 * Lets pages of some origins call and read; without any, none. Tokens come in a header that pages set themselves, so there are no cookies
 * or other credentials that a browser would add: they are never allowed.
 */
export async function registerCors(scope: FastifyInstance, origins: readonly string[]): Promise<void> {
  await scope.register(cors, {
    origin: origins.length > 0 ? [...origins] : false,
    methods: ['GET', 'POST'],
    exposedHeaders: ['age', 'retry-after', 'x-request-id'],
    credentials: false,
    maxAge: 600,
  });
}

/** How much of a body is read without a token, in bytes: enough to begin a session. */
const shortBody = 16_384;

/** Who asks by HTTP: who comes with no token at all is nobody yet, counted by the address and heard for a few words only. */
export async function callerOfRequest(request: FastifyRequest, authenticate: Authenticate, rate: Rate): Promise<Caller> {
  const { headers, ip, method } = request;
  const brief = method === 'POST' && Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= shortBody;
  if (headers.authorization !== undefined || !brief) return callerOf(headers.authorization, ip, authenticate, rate);
  rate.take(`address ${ip}`);
  return anonymous(headers.origin, ip);
}

/** Who comes with a token. Tokens that are none are counted by the address they come from, and RATE_LIMITED when there are too many. */
export async function callerOf(token: string | undefined, ip: string, authenticate: Authenticate, rate: Rate): Promise<Caller> {
  try {
    return await authenticate(token);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'UNAUTHENTICATED') rate.take(`address ${ip}`);
    throw error;
  }
}
