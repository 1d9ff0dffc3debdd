import type { AddressInfo } from 'node:net';
import type { Bus } from '../kit/bus/bus.ts';
import { reachable, type Settings } from '../kit/env.ts';
import { type Check, createHttp } from '../kit/http.ts';
import type { Log } from '../kit/log.ts';
import { createMeters, type Meters } from '../kit/metrics.ts';
import type { Keys } from '../kit/secret.ts';
import { openStore } from '../kit/store/store.ts';
import { subgraphs } from '../schema/sdl.ts';
import { createGateway, startApollo } from './apollo.ts';
import { createAnswerCache } from './cache.ts';
import { createAdmission } from './document/admit.ts';
import { openPersisted } from './document/persisted.ts';
import { createRecorder } from './document/recorded.ts';
import { createClients } from './http/clients.ts';
import { registerFiles } from './http/files/serve.ts';
import { registerUploads } from './http/files/upload.ts';
import { registerGraph } from './http/graph.ts';
import { registerParked } from './http/parked.ts';
import { registerHeaders } from './http/policy.ts';
import { registerSockets } from './http/socket.ts';
import { registerWebhooks } from './http/webhook.ts';
import { createLive } from './live/subscription.ts';
import { createOperations } from './operation.ts';
import { createAuthentication, createSigner } from './principal.ts';
import { createRate } from './rate.ts';
import { createStockGateway } from './stock.ts';
import { createSend } from './subgraphs/send.ts';
import { openTransport } from './subgraphs/transport.ts';
import { subgraphUrls } from './subgraphs/urls.ts';
import { openSupergraph } from './supergraph/reload.ts';

export interface GatewayOptions {
  bus: Bus;
  keys: Keys;
  settings: Settings;
  log: Log;
  /** Those of the process; of its own where nobody reads them. */
  meters?: Meters;
  /** Milliseconds after which a subscription that hears nothing looks into the store; ten seconds unless told. */
  idle?: number;
  /** Whether the same queries to a subgraph at the same time share one reply; they do unless told. */
  share?: boolean;
}

export interface Gateway {
  /** Where it is reached from this machine, without a slash at the end. */
  url: string;
  port: number;
  /** Takes no more, ends subscriptions so that clients go on elsewhere, finishes what is in hand. */
  stop(): Promise<void>;
}

/** The front door: the graph over HTTP, WebSocket and SSE, and the platforms' webhooks. */
export async function startGateway({
  bus,
  keys,
  settings,
  idle,
  share,
  meters = createMeters(),
  ...rest
}: GatewayOptions): Promise<Gateway> {
  const log = rest.log.child({ service: 'gateway' });
  const sign = createSigner(keys.principal);
  const authenticate = createAuthentication({ bus, keys, settings });
  const served = await openSupergraph({ settings, log, meters });
  let urls = subgraphUrls(served.current().routed);
  served.onChange((next) => {
    urls = subgraphUrls(next.routed);
  });
  const transport = openTransport({ bus, settings, urlOf: (service) => urls[service], log });
  const send = createSend({ transport, sign, settings, log, meters, share });
  const execution = settings.EXECUTOR === 'apollo' ? createStockGateway(served, send, log) : createGateway(served);
  const apollo = await startApollo(execution, send, log);
  const live = createLive({ bus, current: served.current, send, sign, settings, log, meters, idle });
  served.onChange(() => void live.regenerate());
  const clients = createClients(settings.LIMIT_CLIENTS, meters);
  const rate = createRate(settings);
  const persisted = openPersisted(settings, log);
  const admit = createAdmission(settings, persisted);
  const answers = createAnswerCache(settings, meters);
  const recorder = settings.OPERATIONS_FILE === undefined ? undefined : createRecorder(settings.OPERATIONS_FILE, log);
  const begin = createOperations({ served, admit, recorder, answers, apollo, live, rate, settings, log, meters });

  const http = createHttp(log, { bus: () => bus.ping(), ...serviceChecks(bus) }, meters);
  registerHeaders(http);
  await registerSockets(http);
  await registerGraph(http, {
    authenticate,
    begin,
    clients,
    rate,
    queueLimit: settings.LIMIT_QUEUE,
    origins: settings.CORS_ORIGINS,
    bodyLimit: settings.LIMIT_BODY,
    batchLimit: settings.LIMIT_BATCH,
    log,
  });
  registerParked(http, { bus, authenticate });
  const store = openStore(settings);
  registerFiles(http, { store, key: keys.media, log });
  await registerUploads(http, { bus, store, key: keys.media, authenticate, rate, settings, log });
  await registerWebhooks(http, { bus, log, limit: settings.WEBHOOK_LIMIT, sessionKey: keys.session, rate });
  await http.listen({ host: settings.HOST, port: settings.PORT });
  const { port } = http.server.address() as AddressInfo;

  return {
    url: `http://${reachable(settings.HOST)}:${port}`,
    port,
    stop: async () => {
      live.drain();
      await clients.dismiss();
      await http.close();
      live.stop();
      await apollo.stop();
      await transport.close();
      persisted.close();
      await recorder?.close();
      served.close();
    },
  };
}

/** Whether every service answers, and its database with it. */
function serviceChecks(bus: Bus): Record<string, Check> {
  const check = (name: string) => async () => {
    await bus.request(`health.${name}`, null, { timeout: 2_000 });
  };
  return Object.fromEntries(subgraphs.map((name) => [name, check(name)]));
}
