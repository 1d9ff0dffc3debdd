import { setTimeout as slowly } from 'node:timers/promises';
import { createClient as createSocketClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startGateway } from '../../gateway/gateway.ts';
import type { Bus } from '../../kit/bus/bus.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { readSettings } from '../../kit/env.ts';
import { createSubgraph, type LiveField } from '../../kit/graph.ts';
import { createHttp } from '../../kit/http.ts';
import { createLog } from '../../kit/log.ts';
import { actorOf, type Principal, verifyPrincipal } from '../../kit/principal.ts';
import { deriveKeys } from '../../kit/secret.ts';
import { type AnswerGraph, overText, serveGraph, subgraphRoute } from '../../kit/subgraph.ts';
import { signAgentToken } from '../../kit/token.ts';
import { CodedError } from '../../schema/errors.ts';
import { type SubgraphName, subgraphSdl } from '../../schema/sdl.ts';
import { freePort } from '../worlds/port.ts';
import { type Feeds, scriptFeeds } from './feeds.ts';

export const keys = deriveKeys('ab'.repeat(32));
const log = createLog('silent', 'test');
const workspaceId = 'wsp_test';

interface Who {
  who: Principal;
}

const at = new Date('2026-11-01T10:00:00Z');
const customer = (id: string) => ({ __typename: 'Customer', id });

/** What is `hidden` nobody is shown, what is for `staff` no customer; `late` tells admins from the others. */
const show: LiveField<Who>['show'] = async (item, args, { who }) => {
  if (item.name === 'hidden' || (item.name === 'staff' && who.kind === 'customer')) return null;
  if (item.name === 'broken') throw new Error('secret detail');
  const kind = item.name === 'lagged' ? 'LAGGED' : 'APPENDED';
  const dialogue = { id: args.dialogueId, customer: customer('cus_1') };
  const padding = item.name === 'large' ? ' '.repeat(200_000) : '';
  const late = who.kind === 'agent' && who.role === 'admin';
  return { cursor: `${item.topic}@${item.position}${padding}`, kind, at: new Date(item.at), dialogue, late };
};
const open: LiveField<Who>['open'] = async () => {
  throw new CodedError('INTERNAL', 'the scripted feeds answer this');
};

/** Canned answers under the real schemas. */
const canned: Record<string, { resolvers: object; live: Record<string, LiveField<Who>> }> = {
  identity: {
    resolvers: {
      Query: {
        viewer: (_: object, _args: object, { who }: Who) => ({ kind: who.kind.toUpperCase(), who }),
        customer: (_: object, { id }: { id: string }) => {
          if (id === 'cus_none') throw new CodedError('NOT_FOUND', 'There is no customer cus_none in this workspace.');
          if (id === 'cus_broken') throw new Error('secret detail');
          return customer(id);
        },
      },
      Viewer: {
        workspace: ({ who }: Who) => ({ id: who.workspaceId, name: 'Test', createdAt: at }),
        customer: ({ who }: Who) => (who.kind === 'customer' ? customer(who.customerId) : null),
        agent: ({ who }: Who) => (who.kind === 'agent' ? { id: who.agentId, name: 'Ana', role: who.role.toUpperCase() } : null),
      },
      Customer: { __resolveReference: ({ id }: { id: string }) => customer(id), name: ({ id }: { id: string }) => `Name of ${id}` },
    },
    live: {},
  },
  conversations: {
    resolvers: {
      Query: { conversation: () => null },
      Mutation: {
        addNote: (_: object, { input }: { input: { text: string } }) => ({ note: { id: 'nte_1', text: input.text }, userErrors: [] }),
      },
      Customer: {
        __resolveReference: ({ id }: { id: string }) => customer(id),
        dialogue: ({ id }: { id: string }) => ({ id: id.replace('cus', 'dlg'), unreadCount: 3, customer: customer(id) }),
        conversations: async ({ id }: { id: string }) => {
          if (id === 'cus_slow') await slowly(1_000);
          return { edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } };
        },
      },
      Dialogue: {
        __resolveReference: ({ id }: { id: string }) => ({ id, customer: customer('cus_1') }),
        unreadCount: ({ unreadCount }: { unreadCount?: number }, _: object, { who }: Who) => unreadCount ?? Number(actorOf(who).id.at(-1)),
      },
    },
    live: { dialogueChanged: { open, show } },
  },
  channels: {
    resolvers: { Query: { channelAccounts: () => [], channels: () => [{ id: 'webchat', name: 'Web chat', capabilities: {} }] } },
    live: {},
  },
  automation: { resolvers: { Query: { automationRules: () => [] } }, live: {} },
};

/** Answers a subgraph's requests until stopped: over the bus, or over HTTP where there is a port. */
export async function host(bus: Bus, name: string, port?: number) {
  const typeDefs = subgraphSdl(name as SubgraphName);
  const contextOf = async (token: string) => ({ who: await verifyPrincipal(token, keys.principal) });
  const answer = overText(createSubgraph({ typeDefs, ...canned[name]!, contextOf, log }));
  const health = await bus.respond(`health.${name}`, async () => 'ready');
  const answering = [health, port ? await hostOverHttp(answer, port) : await serveGraph(bus, name, answer)];
  return {
    stop: async () => {
      for (const responder of answering) await responder.stop();
    },
  };
}

async function hostOverHttp(answer: AnswerGraph, port: number) {
  const http = createHttp(log, {});
  subgraphRoute(http, answer);
  await http.listen({ host: '127.0.0.1', port });
  return { stop: () => http.close() };
}

/** A gateway on a bus with four canned subgraphs, on the bus or over HTTP as SUBGRAPH_TRANSPORT says, and scripted feeds. */
export async function openWorld(env: Record<string, string> = {}, idle?: number) {
  const bus = memoryBus();
  const ports = new Map<string, number>();
  if (env.SUBGRAPH_TRANSPORT === 'http') for (const name of Object.keys(canned)) ports.set(name, await freePort());
  const hosts: Record<string, Awaited<ReturnType<typeof host>>> = {};
  const start = async (name: string) => {
    hosts[name] = await host(bus, name, ports.get(name));
  };
  for (const name of Object.keys(canned)) await start(name);
  const urls = Object.fromEntries([...ports].map(([name, port]) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${port}/graphql`]));
  const feeds: Feeds = await scriptFeeds(bus);
  const heard: string[] = [];
  const asked: { subject: string; body: string }[] = [];
  const listening: Bus = {
    ...bus,
    exchange: (subject, body, options) => {
      asked.push({ subject, body });
      return bus.exchange(subject, body, options);
    },
    listen: (subject, ...rest) => {
      heard.push(subject);
      return bus.listen(subject, ...rest);
    },
  };
  const { OPERATIONS_FILE } = process.env;
  const recording = OPERATIONS_FILE ? { OPERATIONS_FILE } : {};
  const settings = readSettings({ PORT: '0', WEBHOOK_LIMIT: '4096', ...recording, ...urls, ...env });
  const gateway = await startGateway({ bus: listening, keys, settings, log, idle });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= gateway.stop();
    return stopped;
  };
  const close = async () => {
    await stop();
    await bus.close();
  };
  const token = await signAgentToken({ agentId: 'agt_1', workspaceId, role: 'admin' }, keys.agent);
  const executions = () => asked.filter(({ body }) => body.includes('"item":')).length;
  return { bus, hosts, start, feeds, heard, asked, executions, url: gateway.url, port: gateway.port, token, stop, close };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** One GraphQL request over HTTP. */
export async function ask(
  world: World,
  query: string,
  options: { token?: string | null; headers?: Record<string, string>; variables?: object } = {},
) {
  const { token = world.token, headers, variables } = options;
  const response = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text) as {
    data?: Record<string, unknown>;
    errors?: { message: string; extensions: { code: string } }[];
  };
  return { status: response.status, headers: response.headers, text, data, errors, codes: errors.map(({ extensions }) => extensions.code) };
}

/** What a client of a stream has got so far. */
export interface Got {
  results: { data?: Record<string, Record<string, unknown>> | null; errors?: readonly { extensions?: { code?: unknown } }[] }[];
  /** Why it failed: GraphQL errors, or the close event. */
  failure: unknown;
  complete: boolean;
}

/** A graphql-transport-ws client that does not try again. */
export function socket(world: World, token: string | null = world.token, headers: Record<string, string> = {}) {
  const events: { code: number; reason: string }[] = [];
  const client = createSocketClient({
    url: `${world.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers });
      }
    },
    retryAttempts: 0,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    on: { closed: (event) => events.push(event as { code: number; reason: string }) },
  });
  onTestFinished(async () => client.dispose());
  const subscribe = (query: string, variables: Record<string, unknown> = {}, extensions?: Record<string, unknown>) => {
    const got: Got = { results: [], failure: undefined, complete: false };
    const stop = client.subscribe(
      { query, variables, extensions },
      {
        next: (result) => got.results.push(result as Got['results'][number]),
        error: (failure) => {
          got.failure = failure;
        },
        complete: () => {
          got.complete = true;
        },
      },
    );
    return Object.assign(got, { stop });
  };
  return { subscribe, closed: events };
}
