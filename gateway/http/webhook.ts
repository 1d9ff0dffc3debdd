import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Bus, Json } from '../../kit/bus/bus.ts';
import type { Log } from '../../kit/log.ts';
import { readSession, verifySession } from '../../kit/session.ts';
import { CodedError } from '../../schema/errors.ts';
import { outward } from '../fault.ts';
import type { Rate } from '../rate.ts';

interface Options {
  bus: Bus;
  log: Log;
  /** Largest body, in bytes. */
  limit: number;
  /** Signs the sessions of visitors. */
  sessionKey: Uint8Array;
  rate: Rate;
}

const answer = z.object({ status: z.number().int(), contentType: z.string(), body: z.string() });

/** The widget calls from the pages of any site; it sends its token itself, so that no site's cookies are of use. */
const crossOrigin = { 'access-control-allow-origin': '*' };
const preflight = {
  ...crossOrigin,
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '86400',
};

/** What is over when one comes again. */
const passing = new Set<string>(['UNAVAILABLE', 'TIMEOUT', 'RATE_LIMITED']);

/** How much of a body that is too large is read before its sender is cut off, in bytes. */
const patience = 67_108_864;

/** Takes platforms' webhooks, byte for byte, to the channels service; its answer is the answer. */
export async function registerWebhooks(http: FastifyInstance, { bus, log, limit, sessionKey, rate }: Options): Promise<void> {
  const route = '/webhooks/:accountId';

  async function pass(request: FastifyRequest<{ Params: { accountId: string } }>, reply: FastifyReply): Promise<FastifyReply> {
    const body = Buffer.isBuffer(request.body) ? request.body.toString('base64') : '';
    const { accountId } = request.params;
    const headers = request.getDecorator<Record<string, string>>('given');
    const url = `${request.protocol}://${request.host}${request.raw.url}`;
    const asked = { accountId, method: request.method, url, query: queryOf(request), headers, body, receivedAt: Date.now() };
    try {
      await countVisitor(request, sessionKey, rate);
      const { status, contentType, body: text } = answer.parse(await bus.request('webhook.channels', asked as Json));
      return reply.status(status).header('content-type', contentType).send(text);
    } catch (error) {
      const told = outward(error, log);
      if (passing.has(told.code)) reply.header('retry-after', String(told.retryAfter ?? 1));
      throw told;
    }
  }

  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (request: FastifyRequest, payload: Readable) => collect(request, payload, limit));
    scope.decorateRequest('given', null);
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers(crossOrigin);
      const encoding = request.headers['content-encoding'];
      // A channel that knows gzipped bodies inflates them itself, and caps what they grow to; signatures are over the bytes as they came.
      if (encoding && !/^(identity|gzip)$/i.test(encoding)) throw new CodedError('BAD_INPUT', 'Send the body as it is, or gzipped.');
      request.setDecorator('given', headersOf(request));
      // The bytes are all that counts: no name of a type, not even a malformed one, keeps them out.
      delete request.raw.headers['content-type'];
    });
    scope.options(route, async (_request, reply) => reply.status(204).headers(preflight).send());
    // Apple calls `/message` below the address it was given (apple-messages.md §1).
    for (const url of [route, `${route}/message`]) scope.route({ method: ['GET', 'POST'], url, exposeHeadRoute: false, handler: pass });
  });
}

/**
 * The body's bytes. One that is too large is dropped, and refused when its sender has sent it all or waits for an answer: a sender that is cut
 * off while it still sends could not read why.
 */
function collect(request: FastifyRequest, payload: Readable, limit: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  const declared = Number(request.headers['content-length'] ?? 0);
  let size = 0;
  let waits: NodeJS.Timeout | undefined;
  const refuse = () => reject(new CodedError('BODY_TOO_LARGE'));
  payload.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > patience) payload.destroy();
    if (Math.max(size, declared) <= limit) chunks.push(chunk);
    else waits = waits?.refresh() ?? setTimeout(refuse, 500);
  });
  payload.on('end', () => (Math.max(size, declared) > limit ? refuse() : resolve(Buffer.concat(chunks))));
  payload.on('error', () => reject(new CodedError('BAD_INPUT', 'The body broke off before its end.')));
  return promise.finally(() => clearTimeout(waits));
}

function headersOf({ headers }: FastifyRequest): Record<string, string> {
  const given = Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

/** So many bytes count as another request: a batch says much at once. */
const pointed = 4_096;

/** Platforms send as much as they have. Visitors, of whom anybody can be as many as they like, are heard as often as over the graph. */
async function countVisitor({ headers: { authorization = '' }, body }: FastifyRequest, sessionKey: Uint8Array, rate: Rate): Promise<void> {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
  const session = readSession(token);
  // Whoever could name any visitor could use up what is theirs.
  const known = session && (await verifySession(token, sessionKey).catch(() => undefined));
  if (known) rate.take(`${known.wid} visitor ${known.sub}`, 1 + Math.floor((Buffer.isBuffer(body) ? body.length : 0) / pointed));
}

/** The first of each name. */
function queryOf({ raw }: FastifyRequest): Record<string, string> {
  const given = [...new URLSearchParams(raw.url?.split('?')[1] ?? '')];
  return Object.fromEntries(given.reverse());
}
