import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { SandboxAccount } from './account.ts';
import { secret, setting } from './account.ts';
import { GraphError } from './checks/graph.ts';
import { faultBody, meet } from './conduct.ts';
import type { GraphPlatform, World } from './platform.ts';

/** One API call as the sandbox met it, for those who debug. `status` null: the answer was lost on purpose. */
export interface Call {
  account: string;
  at: number;
  path: string;
  status: number | null;
  request: unknown;
  answer: unknown;
}

type Path = { Params: { version: string; object: string } };

/** The Graph API of Meta: Messenger and WhatsApp share a host, and are told apart by whose id the path names. */
export function graphRoutes(app: FastifyInstance, world: World, platforms: GraphPlatform[], called: (call: Call) => void) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_: unknown, body: string | Buffer) => parsed(String(body)));
  app.setErrorHandler<FastifyError>((error, _, reply) => {
    const refusal = error instanceof GraphError ? error : unforeseen(error);
    return reply.code(refusal.status).send(refusal.body);
  });

  app.post<Path>('/:version(^v\\d+\\.\\d+$)/:object/messages', async (request, reply) => {
    const { platform, account } = whose(request, world, platforms);
    const conduct = world.conduct(account);
    const call = { account: account.id, at: world.now(), path: request.url.split('?')[0] ?? '', request: request.body };
    if (conduct.latency > 0) await sleep(conduct.latency);
    const fault = meet(conduct);
    try {
      if (fault && fault.lost !== 'answer') {
        if (fault.lost === 'request') return await hangUp();
        called({ ...call, status: fault.status, answer: faultBody(fault) });
        return await reply.code(fault.status).headers(fault.headers).send(faultBody(fault));
      }
      const answer = platform.send(account, request.body);
      if (fault) return await hangUp();
      called({ ...call, status: 200, answer });
      return answer;
    } catch (error) {
      if (error instanceof GraphError) called({ ...call, status: error.status, answer: error.body });
      throw error;
    }
    async function hangUp() {
      called({ ...call, status: null, answer: null });
      reply.hijack();
      request.raw.socket.destroy();
    }
  });

  app.get<Path>('/:version(^v\\d+\\.\\d+$)/:object', async (request) => {
    const mine = accountsOf(world, platforms).filter(({ account }) => secret(account, 'accessToken') === tokenOf(request));
    if (mine.length === 0) throw badToken(400);
    for (const { platform, account } of mine) {
      const found = platform.look(account, request.params.object);
      if (found) return found;
    }
    throw unknownObject('get', request.params.object);
  });
}

/** The account a send is for: the path names it, and the token must be its own. `me` is the page the token belongs to (messenger.md §2). */
function whose(request: FastifyRequest<Path>, world: World, platforms: GraphPlatform[]) {
  const { object } = request.params;
  const token = tokenOf(request);
  const named = accountsOf(world, platforms).filter(({ platform, account }) =>
    object === 'me' ? platform.object === 'pageId' : setting(account, platform.object) === object,
  );
  const mine = named.find(({ account }) => secret(account, 'accessToken') === token);
  if (mine) return mine;
  const other = named[0];
  if (other || object === 'me') throw badToken(other?.platform.unauthorized ?? 400);
  throw unknownObject('post', object);
}

function accountsOf(world: World, platforms: GraphPlatform[]): { platform: GraphPlatform; account: SandboxAccount }[] {
  return [...world.memory.accounts.values()].flatMap((account) =>
    platforms.filter((platform) => platform.channel === account.channel).map((platform) => ({ platform, account })),
  );
}

/** From the header, or the query, as Graph takes it (messenger.md §2). */
function tokenOf(request: FastifyRequest): string | undefined {
  const [scheme, token] = request.headers.authorization?.split(' ') ?? [];
  if (scheme?.toLowerCase() === 'bearer') return token;
  return new URL(request.url, 'http://sandbox').searchParams.get('access_token') ?? undefined;
}

/** samples/messenger/error-invalid-token.json with status 400, samples/whatsapp/error-invalid-token.json with 401. */
function badToken(status: number): GraphError {
  if (status === 400)
    return new GraphError({
      code: 190,
      subcode: 467,
      message: 'Error validating access token: The access token is not valid for this page.',
    });
  return new GraphError({ status, code: 190, message: '(#190) Error validating access token', details: 'The access token is not valid.' });
}

function unknownObject(method: string, object: string): GraphError {
  const why = 'does not exist, cannot be loaded due to missing permissions, or does not support this operation';
  return new GraphError({ code: 100, subcode: 33, message: `Unsupported ${method} request. Object with ID '${object}' ${why}` });
}

function parsed(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new GraphError({ code: 100, message: '(#100) The request body is not JSON' });
  }
}

function unforeseen(error: FastifyError): GraphError {
  if (error.statusCode !== undefined && error.statusCode < 500) return new GraphError({ code: 100, message: `(#100) ${error.message}` });
  return new GraphError({ status: 500, code: 1, message: `An unknown error occurred: ${error.message}` });
}
