import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as it was sent. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** Of the process that sent it. */
  service: string;
  attributes: { key: string; value: unknown }[];
  status?: { code?: number };
}

interface Batch {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<Span, 'service'>[] }[];
  }[];
}

/** Takes traces as a collector does: OTLP over HTTP, in JSON. */
export async function openCollector() {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== '/v1/traces') return response.writeHead(404).end();
    const { resourceSpans } = (await json(request)) as Batch;
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ ...span, service });
    }
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    /** The spans of one trace that came so far. */
    of: (traceId: string) => spans.filter((span) => span.traceId === traceId),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The names of the spans that lead to one, the first cause first; a span whose parent did not come yet is told by a `?` before it. */
export function wayTo(spans: Span[], last: Span): string[] {
  const parent = spans.find(({ spanId }) => spanId === last.parentSpanId);
  if (parent) return [...wayTo(spans, parent), last.name];
  return last.parentSpanId ? ['?', last.name] : [last.name];
}
