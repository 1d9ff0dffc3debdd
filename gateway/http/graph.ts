import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { type Notes, notesOf } from '../../kit/access.ts';
import type { Log } from '../../kit/log.ts';
import { CodedError, type ErrorCode, httpStatus } from '../../schema/errors.ts';
import type { Operation } from '../document/read.ts';
import { codeOf, graphError, isOfTheDocument, outward } from '../fault.ts';
import type { Begin, Door } from '../operation.ts';
import type { Authenticate, Caller } from '../principal.ts';
import type { Rate } from '../rate.ts';
import { askedOf } from './asked.ts';
import type { Clients } from './clients.ts';
import { createIde } from './ide.ts';
import { createNegotiation, type Media } from './media.ts';
import { partFormat } from './multipart.ts';
import { createPace } from './pace.ts';
import { callerOfRequest, registerCors } from './policy.ts';
import { checkOrigin, createSocketHandler } from './socket.ts';
import { eventFormat } from './sse.ts';
import { createStreams } from './stream.ts';

interface Options {
  authenticate: Authenticate;
  begin: Begin;
  clients: Clients;
  rate: Rate;
  /** Origins of pages that may call; beside this host's own. */
  origins: readonly string[];
  /** Bytes that may wait unsent for one client of a stream. */
  queueLimit: number;
  /** The most bytes of a request. */
  bodyLimit: number;
  /** The most operations in one batch. */
  batchLimit: number;
  log: Log;
}

/** A result as it goes out, with its status where it went alone. */
interface Result {
  text: string;
  status: number;
  headers?: Record<string, string>;
}

/** `/graphql`: GraphQL over HTTP, alone or in batches; event streams to who accepts them, upgrades to the socket, GraphiQL to browsers. */
export async function registerGraph(
  http: FastifyInstance,
  { authenticate, begin, clients, rate, origins, log, ...limits }: Options,
): Promise<void> {
  const { bodyLimit, batchLimit, queueLimit: queue } = limits;
  const sendStream = createStreams({ begin, clients, queue, log });
  const pace = createPace(greetings);
  const [events, parts] = [eventFormat(), partFormat()];
  const ide = createIde();
  const negotiate = createNegotiation();

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (isBrowsing(request)) return ide(reply);
    const media = negotiate(request.headers.accept);
    if (!media) throw new CodedError('NOT_ACCEPTABLE');
    const asked = askedOf(request);
    const caller = request.getDecorator<Caller>('caller');
    const notes = Object.assign(notesOf(request), { who: caller.who.kind, workspace: caller.who.workspaceId });
    if (Array.isArray(asked)) return sendBatch(reply, asked, caller, notes);
    if (media === 'text/event-stream') return sendStream(request, reply, caller, asked, events);
    if (media === 'multipart/mixed') return sendStream(request, reply, caller, asked, parts);
    const kinds = request.method === 'GET' ? readable : postable;
    const { text, status, headers = {} } = await resultOf(asked, caller, media, { kinds, notes });
    return reply.status(status).headers(headers).type(`${media}; charset=utf-8`).send(text);
  }

  async function sendBatch(reply: FastifyReply, asked: Operation[], caller: Caller, notes: Notes): Promise<FastifyReply> {
    if (asked.length === 0) throw new CodedError('BAD_INPUT', 'The batch has no operations.');
    if (asked.length > batchLimit) throw new CodedError('LIMIT_EXCEEDED', `A batch has at most ${batchLimit} operations (LIMIT_BATCH).`);
    const results = await Promise.all(
      asked.map((operation) => resultOf(operation, caller, 'application/json', { kinds: postable, notes })),
    );
    return reply.type('application/json; charset=utf-8').send(`[${results.map(({ text }) => text).join(',')}]`);
  }

  async function resultOf(operation: Operation, caller: Caller, media: Media, door: Door): Promise<Result> {
    const begun = await begin(operation, caller, door);
    if (!('kind' in begun)) return refusal(begun, media);
    if (begun.kind === 'stream') throw new Error('a subscription came through a door that has no room for it');
    return { text: await begun.result(), status: 200, headers: begun.headers?.() };
  }

  await http.register(async (scope) => {
    // Only JSON: what a form can send without asking first is not for the graph.
    scope.removeContentTypeParser('text/plain');
    scope.decorateRequest('caller', null);
    scope.setErrorHandler((thrown, _request, reply) => refuse(reply, coded(thrown, log)));
    await registerCors(scope, origins);
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      // A socket says who it is in its first message, and the page shows nothing that is anybody's.
      if (request.ws) {
        checkOrigin(request, origins);
        await pace();
      } else if (!isBrowsing(request)) {
        request.setDecorator('caller', await callerOfRequest(request, authenticate, rate));
      }
    });
    const wsHandler = createSocketHandler({ authenticate, begin, clients, rate, pace, queue, log });
    scope.route({ method: 'GET', url: '/graphql', exposeHeadRoute: false, handler: answer, wsHandler });
    scope.route({ method: 'POST', url: '/graphql', bodyLimit, handler: answer });
  });
}

/** How many sockets are greeted in one turn of the event loop. */
const greetings = 8;
const readable: Door['kinds'] = ['query'];
const postable: Door['kinds'] = ['query', 'mutation'];

function isBrowsing({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

/** Errors of the document and its variables are answers to clients that take plain JSON, as GraphQL over HTTP has it; the others go by their code. */
function refusal(errors: readonly GraphQLFormattedError[], media: Media): Result {
  const text = JSON.stringify({ errors });
  const code = codeOf(errors[0]!);
  if (isOfTheDocument(code)) return { text, status: media === 'application/json' ? 200 : 400 };
  return { text, status: httpStatus(code as ErrorCode), headers: headersOf(code, errors[0]!.extensions?.retryAfter) };
}

function refuse(reply: FastifyReply, error: CodedError): FastifyReply {
  return reply
    .status(httpStatus(error.code))
    .headers(headersOf(error.code, error.retryAfter))
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [graphError(error)] }));
}

/** What HTTP says beside some codes. */
function headersOf(code: string, retryAfter: unknown): Record<string, string> {
  if (code === 'UNAUTHENTICATED') return { 'www-authenticate': 'Bearer' };
  if (code === 'METHOD_NOT_ALLOWED') return { allow: 'POST' };
  const passes = code === 'UNAVAILABLE' || code === 'TIMEOUT' || code === 'RATE_LIMITED';
  return passes ? { 'retry-after': String(retryAfter ?? 1) } : {};
}

/** What Fastify refuses by itself (sizes, malformed JSON) as errors of ours. */
function coded(thrown: unknown, log: Log): CodedError {
  const status = thrown instanceof Error && 'statusCode' in thrown ? Number(thrown.statusCode) : 500;
  if (status === 413) return new CodedError('BODY_TOO_LARGE');
  if (status === 415) return new CodedError('UNSUPPORTED_MEDIA_TYPE');
  if (status < 500 && thrown instanceof Error) return new CodedError('BAD_INPUT', thrown.message);
  return outward(thrown, log);
}
