import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { Log } from '../../kit/log.ts';
import { CodedError, httpStatus } from '../../schema/errors.ts';
import type { Apollo } from '../apollo.ts';
import type { Operation } from '../document/read.ts';
import { graphError, outward } from '../fault.ts';
import type { Begin } from '../operation.ts';
import type { Authenticate, Caller, Sign } from '../principal.ts';
import type { Generation } from '../supergraph/generation.ts';
import { createIde } from './ide.ts';
import { createSocketHandler } from './socket.ts';
import { sendEvents } from './sse.ts';

interface Options {
  apollo: Apollo;
  authenticate: Authenticate;
  begin: Begin;
  generation: Generation;
  sign: Sign;
  log: Log;
}

const operation = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** `/graphql`: plain requests go to Apollo Server, those that accept an event stream to SSE, upgrades to the socket, browsers get GraphiQL. */
export async function registerGraph(http: FastifyInstance, { apollo, authenticate, begin, generation, sign, log }: Options): Promise<void> {
  const ide = createIde();
  const execute = fastifyApolloHandler(apollo, { context: async (request) => ({ principal: await sign(callerOf(request).who) }) });

  async function answer(this: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (isBrowsing(request)) return ide(reply);
    if (acceptsEvents(request)) return sendEvents(reply, operationOf(request), callerOf(request), begin);
    const errors = unsubscribable(request, generation);
    return errors ? reply.status(400).send({ errors }) : execute.call(this, request, reply as never);
  }

  await http.register(async (scope) => {
    scope.decorateRequest('caller', null);
    scope.setErrorHandler((thrown, _request, reply) => refuse(reply, coded(thrown, log)));
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      // A socket says who it is in its first message, and the page shows nothing that is anybody's.
      if (!request.ws && !isBrowsing(request)) request.setDecorator('caller', await authenticate(request.headers.authorization));
    });
    const wsHandler = createSocketHandler({ schema: generation.schema, authenticate, begin });
    scope.route({ method: 'GET', url: '/graphql', exposeHeadRoute: false, handler: answer, wsHandler });
    scope.route({ method: 'POST', url: '/graphql', handler: answer });
  });
}

function callerOf(request: FastifyRequest): Caller {
  return request.getDecorator<Caller>('caller');
}

function isBrowsing({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

function acceptsEvents({ method, headers }: FastifyRequest): boolean {
  return method === 'POST' && (headers.accept ?? '').includes('text/event-stream');
}

function operationOf({ body }: FastifyRequest): Operation {
  const { success, data } = operation.safeParse(body);
  if (!success) throw new CodedError('BAD_INPUT', 'The body must be JSON with `query`, and may have `operationName` and `variables`.');
  return data;
}

/** Apollo Server would fail in the middle of its validation of some wrong subscriptions: whatever looks like one is read here before. */
function unsubscribable({ method, body, query }: FastifyRequest, { read }: Generation): readonly GraphQLError[] | undefined {
  const { success, data } = operation.omit({ variables: true }).safeParse(method === 'POST' ? body : query);
  if (!success || !/\bsubscription\b/.test(data.query)) return undefined;
  const result = read(data);
  return 'document' in result ? undefined : result;
}

function refuse(reply: FastifyReply, error: CodedError): FastifyReply {
  if (error.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  if (error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT') reply.header('retry-after', '1');
  return reply.status(httpStatus(error.code)).send({ errors: [graphError(error)] });
}

/** What Fastify refuses by itself (sizes, malformed JSON) as errors of ours. */
function coded(thrown: unknown, log: Log): CodedError {
  const status = thrown instanceof Error && 'statusCode' in thrown ? Number(thrown.statusCode) : 500;
  if (status === 413) return new CodedError('BODY_TOO_LARGE');
  if (status < 500 && thrown instanceof Error) return new CodedError('BAD_INPUT', thrown.message);
  return outward(thrown, log);
}
