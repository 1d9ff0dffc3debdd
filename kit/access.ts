import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './log.ts';
import type { Meters } from './metrics.ts';
import { type OpenSpan, openSpan } from './trace.ts';

/** What is known of a request beside its URL, for its line in the log: names, ids, numbers. Whoever learns it puts it in. */
export interface Notes {
  operation?: string;
  /** The kind of the principal, and its workspace. */
  who?: string;
  workspace?: string;
  cost?: number;
}

/** From then on a request is worth a line at the usual level, in milliseconds. */
const slow = 1_000;

/** The id of a request: the one it brings, where that is short and plain. Undefined else. */
export function givenId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\w.-]{1,64}$/.test(header) ? header : undefined;
}

/** The notes on a request. */
export function notesOf(request: FastifyRequest): Notes {
  return request.getDecorator<Notes>('notes');
}

/** Watches every request of a server: answers its id, traces it, times it, writes one line about it. */
export function watchRequests(http: FastifyInstance, log: Log, meters: Meters): void {
  const spanOf = (request: FastifyRequest) => request.getDecorator<OpenSpan | undefined>('span');
  const within = (request: FastifyRequest, work: () => void) => {
    const open = spanOf(request);
    if (open) open.inside(work);
    else work();
  };

  function watched(request: FastifyRequest, reply: FastifyReply): void {
    const { method, id } = request;
    const route = request.routeOptions.url ?? 'none';
    const { statusCode: status, elapsedTime } = reply;
    if (!isStream(reply)) meters.http.observe({ route, status }, elapsedTime / 1_000);
    const ms = Math.round(elapsedTime);
    const level = status >= 500 || (ms > slow && !isStream(reply)) ? 'info' : 'debug';
    log[level]({ id, method, route, status, ms, ...notesOf(request) }, 'request');
    spanOf(request)?.end({ 'http.response.status_code': status }, status >= 500 ? String(status) : undefined);
  }

  http.decorateRequest('notes', null);
  http.decorateRequest('span', null);
  http.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    request.setDecorator('notes', {});
    const { traceparent, upgrade } = request.headers;
    const { method } = request;
    const route = request.routeOptions.url ?? 'none';
    const facts = { 'http.request.method': method, 'http.route': route, 'parlor.request.id': request.id };
    // A socket is open for days, so its operations are traced one by one; and nobody asks for the trace of a look at our health.
    request.setDecorator(
      'span',
      upgrade || route.startsWith('/health') ? undefined : openSpan(String(traceparent ?? ''), `${method} ${route}`, facts),
    );
    within(request, done);
  });
  // The reading of the body has led out of the span.
  http.addHook('preHandler', (request, _reply, done) => within(request, done));
  http.addHook('onResponse', (request, reply, done) => {
    within(request, () => watched(request, reply));
    done();
  });
}

/** Lasts as long as somebody listens. */
function isStream(reply: FastifyReply): boolean {
  return /^(text\/event-stream|multipart\/mixed)/.test(String(reply.getHeader('content-type')));
}
