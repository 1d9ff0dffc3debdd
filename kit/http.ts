import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { ulid } from 'ulid';
import { CodedError, httpStatus } from '../schema/errors.ts';
import { givenId, watchRequests } from './access.ts';
import type { Log } from './log.ts';
import { createMeters } from './metrics.ts';

/** The HTTP server that routes are added to. */
export type Http = FastifyInstance;

/** Checks that a part can serve; rejects with the reason when it cannot. */
export type Check = () => Promise<void>;

/**
 * An HTTP server with health, limits and coded errors: the base of the gateway's and of every service's. A request must be there, to the end
 * of its body, within `patience` milliseconds.
 */
export function createHttp(log: Log, checks: Record<string, Check>, meters = createMeters(), patience = 30_000): Http {
  const http = fastify({
    bodyLimit: 1_048_576,
    requestTimeout: patience,
    http: { headersTimeout: patience / 2, connectionsCheckingInterval: patience / 6 },
    clientErrorHandler: refuseConnection,
    // No secret: true chance would cost every request fifty microseconds.
    genReqId: ({ headers }) => givenId(headers['x-request-id']) ?? ulid(undefined, Math.random),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200 },
    // A URL that cannot be read comes to no route and no handler of errors.
    frameworkErrors: (error, request, reply) => refuse(error, request, reply as never),
  });
  const refuse = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = coded(thrown, request.id, log);
    const status = httpStatus(error.code);
    if (status === 503) reply.header('retry-after', '1');
    return reply
      .status(status)
      .header('x-request-id', request.id)
      .send({ error: { code: error.code, message: error.message } });
  };
  watchRequests(http, log, meters);
  const connections = connectionsOf(http);
  http.addHook('preClose', async () => hurry(http, connections));
  http.get('/health/live', async () => ({ status: 'live' }));
  http.get('/health/ready', async (_request, reply) => {
    const parts = await readiness(checks);
    const ready = Object.values(parts).every((state) => state === 'ready');
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', parts });
  });
  http.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .send({ error: { code: 'NOT_FOUND', message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.` } }),
  );
  http.setErrorHandler(refuse);
  return http;
}

/** What never becomes a request: too slow, too long, or not HTTP. Whoever sent it is told, and cut off. */
function refuseConnection({ code }: { code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const status = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const reason = STATUS_CODES[status];
  const body = JSON.stringify({ error: { code: 'BAD_INPUT', message: `The request cannot be read: ${reason}.` } });
  const head = `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
  if (socket.writable) socket.write(head + body);
  socket.destroySoon();
}

/** How long requests in hand may take when the server stops, in milliseconds. */
const farewell = 8_000;

function connectionsOf({ server }: Http): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}

/**
 * A connection that was busy when the server began to close is kept alive after its answer: it is let go as soon as it is idle, or when time
 * is up. One on which nothing was asked yet counts as busy to Node, and is let go too.
 */
function hurry({ server }: Http, connections: ReadonlySet<Socket>): void {
  const end = Date.now() + farewell;
  const sweep = setInterval(() => {
    if (Date.now() >= end) return server.closeAllConnections();
    server.closeIdleConnections();
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  }, 50);
  sweep.unref();
  server.once('close', () => clearInterval(sweep));
}

async function readiness(checks: Record<string, Check>): Promise<Record<string, string>> {
  const states = Object.entries(checks).map(async ([part, check]) => {
    try {
      await check();
      return [part, 'ready'];
    } catch (error) {
      return [part, error instanceof CodedError ? error.code : 'UNAVAILABLE'];
    }
  });
  return Object.fromEntries(await Promise.all(states));
}

/** Any thrown thing as an error the caller may see; ours are logged under the request's id. */
function coded(thrown: unknown, id: string, log: Log): CodedError {
  if (thrown instanceof CodedError) return thrown;
  const status = typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? Number(thrown.statusCode) : 500;
  if (status === 413) return new CodedError('BODY_TOO_LARGE');
  if (status < 500 && thrown instanceof Error) return new CodedError('BAD_INPUT', thrown.message);
  log.error({ id, error: thrown instanceof Error ? thrown.stack : String(thrown) }, 'a request failed');
  return new CodedError('INTERNAL', `Something went wrong on our side; it is logged as ${id}.`);
}
