import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { createSigner } from '../../../gateway/principal.ts';
import type { Ask } from '../../../gateway/subgraphs/ask.ts';
import { busTransport } from '../../../gateway/subgraphs/bus.ts';
import { httpTransport } from '../../../gateway/subgraphs/http.ts';
import { createSend } from '../../../gateway/subgraphs/send.ts';
import type { Transport } from '../../../gateway/subgraphs/transport.ts';
import { memoryBus } from '../../../kit/bus/memory.ts';
import { createLog } from '../../../kit/log.ts';
import { createMeters } from '../../../kit/metrics.ts';
import type { Principal } from '../../../kit/principal.ts';
import { freePort } from '../../worlds/port.ts';
import { keys } from '../world.ts';

/** What a scripted subgraph was asked. */
export interface Asked {
  body: string;
  principal: string;
}

/** Answers a request with the text of a reply; over HTTP it may give a status too. */
export type Script = (asked: Asked) => Promise<string | { status: number; text: string }>;

interface Way {
  transport: Transport;
  start(answer: Script): Promise<void>;
  stop(): Promise<void>;
}

const log = createLog('silent', 'test');

function overBus(): Way {
  const bus = memoryBus();
  let responder: { stop(): Promise<void> } | undefined;
  return {
    transport: busTransport(bus),
    start: async (answer) => {
      responder = await bus.serve('graph.identity', async (whole) => {
        const { principal, ...body } = JSON.parse(whole);
        return String(await answer({ principal, body: JSON.stringify(body) }));
      });
    },
    stop: async () => void responder?.stop(),
  };
}

async function overHttp(): Promise<Way> {
  const port = await freePort();
  let server: Server | undefined;
  const read = async (request: IncomingMessage): Promise<Asked> => ({
    principal: request.headers.authorization?.replace('Bearer ', '') ?? '',
    body: await text(request),
  });
  return {
    transport: httpTransport({ urlOf: () => `http://127.0.0.1:${port}/graphql`, log }),
    start: async (answer) => {
      server = createServer(async (request, response) => {
        const given = await answer(await read(request));
        const { status, text } = typeof given === 'string' ? { status: 200, text: given } : given;
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    stop: async () => {
      server?.close();
      server?.closeAllConnections();
    },
  };
}

export const ways = { bus: async () => overBus(), http: overHttp };

export const ana = { kind: 'agent', workspaceId: 'wsp_1', agentId: 'agt_ana', role: 'agent' } as const satisfies Principal;

/** One scripted subgraph, and how a gateway asks it; it answers `{"data":<number of the call>}` unless told. */
export async function openSubgraph(way: keyof typeof ways, settings: { SUBGRAPH_TIMEOUT?: number; share?: boolean } = {}) {
  const { SUBGRAPH_TIMEOUT = 10_000, share } = settings;
  const { transport, start, stop } = await ways[way]();
  const meters = createMeters();
  const send = createSend({ transport, sign: createSigner(keys.principal), settings: { SUBGRAPH_TIMEOUT }, log, meters, share });
  const asked: Asked[] = [];
  const world = {
    asked,
    answer: (async () => `{"data":${asked.length}}`) as Script,
    start: () =>
      start((request) => {
        asked.push(request);
        return world.answer(request);
      }),
    stop,
    ask: (ask: Partial<Ask> = {}) => send({ service: 'identity', body: '{"query":"{ a }"}', who: ana, kind: 'query', ...ask }),
    retries: async () => (await meters.subgraphs.retries.get()).values.reduce((sum, { value }) => sum + value, 0),
    close: async () => {
      await stop();
      await transport.close();
    },
  };
  await world.start();
  return world;
}

/** Holds answers back until opened. */
export function barrier() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, passed: promise };
}
