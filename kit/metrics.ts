import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { CodedError } from '../schema/errors.ts';

/** What a process counts and times: made once, handed to every part. Durations are in seconds. */
export type Meters = ReturnType<typeof createMeters>;

/** How many different operations are told apart by name; further ones count together as `other`. */
const mostNames = 100;
/** Milliseconds that a look at the database may take when metrics are asked for. */
const patience = 2_000;

const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const slow = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

/** The meters of one process, in a registry of their own. Every label takes few values, whatever is asked of us. */
export function createMeters() {
  const registry = new Registry();
  const registers = [registry];
  const timer = <L extends string>(name: string, help: string, labelNames: L[] = [], buckets = quick) =>
    new Histogram({ name: `parlor_${name}`, help, labelNames, buckets, registers });
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name: `parlor_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name: `parlor_${name}`, help, labelNames, registers });
  const probes = new Set<() => Promise<void>>();

  return {
    registry,
    /** The label for the name of an operation. */
    nameOf: nameBook(),
    /** Does this whenever metrics are about to be read, for what is known only by looking; gives what ends that. */
    probe(look: () => Promise<void>): () => void {
      probes.add(look);
      return () => void probes.delete(look);
    },
    /** All of it in Prometheus' text format. */
    async text(): Promise<string> {
      const late = new Promise((resolve) => setTimeout(resolve, patience).unref());
      await Promise.race([late, Promise.allSettled([...probes].map((look) => look()))]);
      return registry.metrics();
    },
    http: timer('http_seconds', 'HTTP requests, until the answer is sent', ['route', 'status']),
    operations: timer('operation_seconds', 'Queries and mutations, by what they came to', ['operation', 'kind', 'outcome']),
    refused: counter('operation_refused_total', 'Operations that were refused before they were executed', ['code']),
    answers: counter('answer_cache_total', 'Looks for an answer that may be kept: hit or miss', ['outcome']),
    subgraphs: {
      calls: timer('subgraph_seconds', 'Calls to subgraphs', ['subgraph', 'outcome']),
      retries: counter('subgraph_retries_total', 'Calls to subgraphs that were sent again', ['subgraph']),
      shared: counter('subgraph_shared_total', 'Questions to subgraphs that another one under way answered too', ['subgraph']),
      open: gauge('subgraph_breaker_open', '1 while a subgraph is not called because it failed too often', ['subgraph']),
    },
    plans: {
      asked: counter('plan_cache_total', 'Looks for a plan: hit or miss', ['outcome']),
      made: timer('plan_seconds', 'Plans made or refused', ['outcome']),
      bytes: gauge('plan_cache_bytes', 'Plans and what is compiled from them'),
    },
    live: {
      clients: gauge('live_clients', 'WebSockets and streams of results that are open'),
      dropped: counter('live_dropped_total', 'Clients that were let go because they took nothing for a minute'),
      subscriptions: gauge('live_subscriptions', 'Subscriptions that are followed'),
      groups: gauge('live_groups', 'Executions that subscriptions share'),
      executed: counter('live_events_total', 'Events executed for subscriptions, once for all that share them', ['outcome']),
      delivered: counter('live_delivered_total', 'Results written to clients of subscriptions'),
      replayed: counter('live_replayed_total', 'Of those, results of what a client had missed or not taken in time'),
      stalled: counter('live_stalled_total', 'Times a client was too slow to be pushed to, and was served from the store'),
      lagged: counter('live_lagged_total', 'Times a client was told that it missed what is no longer kept'),
      lag: timer('live_lag_seconds', 'From an event to the moment its result was written to all who follow'),
    },
    webhooks: timer('webhook_seconds', 'Webhooks of platforms, until their events are stored', ['channel', 'outcome']),
    deliveries: timer('delivery_seconds', 'Calls to platforms', ['channel', 'outcome'], slow),
    events: {
      waiting: gauge('outbox_events', 'Events in the outbox that not every consumer has handled', ['service']),
      relayed: timer('outbox_seconds', 'From an event to the moment its publishing was confirmed', ['service'], slow),
      handled: timer('event_seconds', 'Tries to handle an event', ['service', 'event', 'outcome']),
      parked: counter('event_parked_total', 'Events that failed to the end and were parked', ['service', 'event']),
    },
  };
}

/** Does the work and tells how it went, and how many seconds it took: `ok`, the code of the error, or `failed` where it has none. */
export async function timed<R>(work: () => Promise<R>, tell: (outcome: string, seconds: number) => void): Promise<R> {
  const start = performance.now();
  try {
    const result = await work();
    tell('ok', since(start));
    return result;
  } catch (error) {
    tell(error instanceof CodedError ? error.code : 'failed', since(start));
    throw error;
  }
}

/** Makes a counter say what is counted elsewhere, where it is cheaper. */
export function tell(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}

/** Seconds since a time by `performance.now()`. */
export function since(start: number): number {
  return (performance.now() - start) / 1_000;
}

/** First come, first told apart: a client that makes up names cannot make up time series. */
function nameBook(): (name: string | null | undefined) => string {
  const known = new Set<string>();
  return (name) => {
    if (!name) return 'unnamed';
    if (known.has(name)) return name;
    if (known.size >= mostNames || name.length > 100) return 'other';
    known.add(name);
    return name;
  };
}

/** Serves `GET /metrics`, with those of the Node process, until it is closed. */
export async function serveMetrics(meters: Meters, host: string, port: number): Promise<{ port: number; stop(): Promise<void> }> {
  const { registry, text } = meters;
  collectDefaultMetrics({ register: registry });
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') return response.writeHead(404).end();
    text().then(
      (body) => response.writeHead(200, { 'content-type': registry.contentType }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
