import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Answer, ApiRequest } from './api.ts';

/** The largest body a platform takes: mails and uploads are large. */
export const bodyLimit = 50_000_000;

/** Every path that is not the sandbox's own is some platform's API. */
export function apiRoutes(app: FastifyInstance, serve: (request: ApiRequest) => Promise<Answer | null>) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, async (_: unknown, body: string | Buffer) => body);
  app.all('/*', async (request, reply) => {
    const answer = await serve(requestOf(request.method, request.url, request.headers, request.body));
    if (answer) return reply.code(answer.status).headers(answer.headers).send(Buffer.from(answer.body));
    reply.hijack();
    request.raw.socket.destroy();
  });
}

/** Takes WebSockets under /<channel>/; `open` is undefined for a channel without. */
export function acceptSockets(
  app: FastifyInstance,
  opens: (channel: string) => ((socket: WebSocket, request: ApiRequest) => void) | undefined,
) {
  const server = new WebSocketServer({ noServer: true });
  app.server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    const seen = requestOf('GET', request.url ?? '/', request.headers, undefined);
    const [channel = '', ...rest] = seen.path.slice(1).split('/');
    const open = opens(channel);
    if (!open) return connection.destroy();
    server.handleUpgrade(request, connection, head, (socket) => open(socket, { ...seen, path: `/${rest.join('/')}` }));
  });
  return { close: () => server.clients.forEach((client) => client.terminate()) };
}

function requestOf(method: string, url: string, headers: IncomingHttpHeaders, body: unknown): ApiRequest {
  const { pathname, searchParams } = new URL(url, 'http://sandbox');
  const plain = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return {
    method,
    path: pathname,
    query: searchParams,
    headers: Object.fromEntries(plain),
    body: Buffer.isBuffer(body) ? body : new Uint8Array(),
  };
}
