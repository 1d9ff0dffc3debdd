import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { lacking, type SandboxAccount } from './account.ts';
import type { Answer, ApiRequest } from './api.ts';
import { type Conduct, soundConduct } from './conduct.ts';
import { controlRoutes } from './control.ts';
import { acceptSockets, apiRoutes, bodyLimit } from './door.ts';
import { openJournal } from './journal.ts';
import { type Fact, openMemory } from './memory.ts';
import type { Platform, Play, Running, World } from './platform.ts';
import { platforms as all } from './platforms/all.ts';
import { openPost } from './post.ts';
import { type Call, serve } from './serve.ts';
import { post } from './webhook.ts';

/** The part of a logger the sandbox needs. */
export interface SandboxLog {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
}

/** What it takes to play the platforms; all of them, unless some are given. Without a journal nothing outlives `close`. */
export interface SandboxOptions {
  host: string;
  port: number;
  accounts: SandboxAccount[];
  platforms?: Platform[];
  journal?: string;
  log?: SandboxLog;
  /** The platforms' clock, in milliseconds; the machine's unless told. */
  now?: () => number;
}

/** The platforms at play. */
export interface Sandbox {
  url: string;
  /** Adds a business account, or replaces the one with its id. */
  connect(account: SandboxAccount): void;
  /** A call to any platform's API without the network, faults and all; null: the connection would have broken. */
  answer(request: ApiRequest): Promise<Answer | null>;
  close(): Promise<void>;
}

/** How long a person's own device waits for the product, in milliseconds. */
const patience = 5_000;

/** Plays the platforms, and the people on them, against the product, on one port. */
export async function startSandbox({ platforms = all, ...options }: SandboxOptions): Promise<Sandbox> {
  const complete = (account: SandboxAccount) => checked(account, platforms);
  const memory = openMemory(openJournal<Fact>(options.journal), options.accounts.map(complete));
  const conducts = new Map<string, Conduct>();
  const calls: Call[] = [];
  const closing = new AbortController();
  const plays = new Map<string, Play>();

  const ground = {
    memory,
    url: '',
    now: options.now ?? Date.now,
    conduct(account: SandboxAccount) {
      const conduct = conducts.get(account.id) ?? soundConduct();
      conducts.set(account.id, conduct);
      return conduct;
    },
    call: (url: string, body: unknown, headers: Record<string, string>) =>
      post(url, JSON.stringify(body), { 'content-type': 'application/json', ...headers }, patience, closing.signal),
    warn: (data: object, message: string) => options.log?.warn(data, message),
    closing: closing.signal,
  };
  const office = openPost(ground, plays);
  const world: World = Object.assign(ground, { publish: office.publish, once: office.once });
  for (const platform of platforms) plays.set(platform.channel, platform.play(world));
  const hosts = [...plays].flatMap(([channel, { api }]) => (api ? [{ channel, api }] : []));
  const answer = (request: ApiRequest) => serve(hosts, world, request, (call) => calls.splice(0, calls.push(call) - 500));

  const app = fastify({ forceCloseConnections: true, bodyLimit });
  app.get('/health/live', async () => ({ ok: true }));
  await app.register(async (scope) => apiRoutes(scope, answer));
  await app.register(async (scope) => controlRoutes(scope, world, platforms, plays, calls));
  const sockets = acceptSockets(app, (channel) => plays.get(channel)?.socket);
  await app.listen({ host: options.host, port: options.port });
  world.url = `http://${options.host}:${(app.server.address() as AddressInfo).port}`;
  const running: Running[] = [];
  for (const { start } of plays.values()) if (start) running.push(await start(world.url));
  office.resume();
  options.log?.info({ url: world.url }, 'sandbox platforms are up');
  return {
    url: world.url,
    connect: (account) => memory.remember([{ kind: 'account', account: complete(account) }]),
    answer,
    async close() {
      closing.abort();
      office.close();
      sockets.close();
      await Promise.all([app.close(), ...running.map((one) => one.stop())]);
    },
  };
}

function checked(account: SandboxAccount, platforms: Platform[]): SandboxAccount {
  const names = lacking(account, platforms);
  if (names.length > 0) throw new Error(`sandbox account ${account.id} lacks ${names.join(', ')}`);
  return account;
}
