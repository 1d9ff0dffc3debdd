import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { SandboxAccount } from './account.ts';
import { lacking } from './account.ts';
import type { Conduct } from './conduct.ts';
import { soundConduct } from './conduct.ts';
import { controlRoutes } from './control.ts';
import type { Call } from './graph.ts';
import { graphRoutes } from './graph.ts';
import { openJournal } from './journal.ts';
import { openLanes } from './lane.ts';
import type { Fact, Memory, SentState } from './memory.ts';
import { openMemory } from './memory.ts';
import { messenger } from './messenger.ts';
import type { GraphPlatform, Platform, World } from './platform.ts';
import { webchat } from './webchat.ts';
import type { Outcome, Webhook } from './webhook.ts';
import { deliver, post } from './webhook.ts';
import { whatsapp } from './whatsapp.ts';
import { openWidgets } from './widget.ts';

/** The part of a logger the sandbox needs. */
export interface SandboxLog {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
}

/** What it takes to play the platforms. Without a journal nothing outlives `close`. */
export interface SandboxOptions {
  host: string;
  port: number;
  accounts: SandboxAccount[];
  journal?: string;
  log?: SandboxLog;
}

export interface Sandbox {
  url: string;
  /** Adds a business account, or replaces the one with its id. */
  connect(account: SandboxAccount): void;
  close(): Promise<void>;
}

/** What a phone reports next, once the business has taken note of the state before. */
const following: Partial<Record<SentState, SentState>> = { sent: 'delivered', delivered: 'read' };

/** Plays Messenger, WhatsApp and a web-chat visitor against the product, on one port. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const memory = openMemory(openJournal<Fact>(options.journal), options.accounts.map(complete));
  const conducts = new Map<string, Conduct>();
  const calls: Call[] = [];
  const closing = new AbortController();

  const lanes = openLanes({
    attempt: (webhook) => attempt(memory, webhook, closing.signal),
    done: (webhook, outcome) => done(webhook, outcome),
    refused: ({ account, person }, { status, reason }, attempts) =>
      options.log?.warn({ account, person, status, reason, attempts }, 'webhook refused, will be retried'),
  });
  const world: World = {
    memory,
    now: Date.now,
    conduct(account) {
      const conduct = conducts.get(account.id) ?? soundConduct();
      conducts.set(account.id, conduct);
      return conduct;
    },
    publish(facts, webhooks) {
      memory.remember([...facts, ...webhooks.map((webhook): Fact => ({ kind: 'webhook', webhook }))]);
      return postAll(webhooks);
    },
    call: (url, body, headers) => post(url, JSON.stringify(body), headers, closing.signal),
  };
  const widgets = openWidgets(world, closing.signal, ({ account, alias }, reason) =>
    options.log?.warn({ account, visitor: alias, reason }, 'a web-chat visitor cannot follow the dialogue'),
  );
  const graph: GraphPlatform[] = [messenger(world), whatsapp(world)];
  const platforms: Platform[] = [...graph, webchat(world, widgets)];

  async function postAll(webhooks: Webhook[]): Promise<Outcome> {
    const outcomes = await Promise.all(webhooks.map((webhook) => lanes.post(webhook)));
    return outcomes.at(-1) ?? { ok: true, status: null, body: '' };
  }

  function done(webhook: Webhook, outcome: Outcome) {
    const fact: Fact = { kind: 'done', webhook: webhook.id, ok: outcome.ok };
    const next = outcome.ok ? receipt(webhook) : [];
    if (!outcome.ok) options.log?.warn({ account: webhook.account, person: webhook.person }, 'webhook given up');
    void world.publish([fact], next);
  }

  function receipt({ account: id, reports }: Webhook): Webhook[] {
    const account = memory.accounts.get(id);
    const state = reports && following[reports.state];
    const platform = platforms.find(({ channel }) => channel === account?.channel);
    if (!account || !platform || !state || world.conduct(account).receipts === 'none') return [];
    return [
      platform.report(
        account,
        reports.messages.flatMap((n) => memory.sent[n - 1] ?? []),
        state,
      ),
    ];
  }

  const app = fastify({ forceCloseConnections: true, bodyLimit: 4_000_000 });
  app.get('/health/live', async () => ({ ok: true }));
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: { code: 'NOT_FOUND', message: `${request.method} ${request.url}: see GET /sandbox` } }),
  );
  await app.register(async (scope) => graphRoutes(scope, world, graph, (call) => calls.splice(0, calls.push(call) - 500)));
  await app.register(async (scope) => controlRoutes(scope, world, platforms, calls));
  await app.listen({ host: options.host, port: options.port });
  void postAll([...memory.pending.values()]);
  for (const visitor of memory.visitors()) widgets.follow(visitor);
  const url = `http://${options.host}:${(app.server.address() as AddressInfo).port}`;
  options.log?.info({ url }, 'sandbox platforms are up');
  return {
    url,
    connect: (account) => memory.remember([{ kind: 'account', account: complete(account) }]),
    async close() {
      closing.abort();
      lanes.close();
      await Promise.all([app.close(), widgets.ended()]);
    },
  };
}

function complete(account: SandboxAccount): SandboxAccount {
  const names = lacking(account);
  if (names.length > 0) throw new Error(`sandbox account ${account.id} lacks ${names.join(', ')}`);
  return account;
}

async function attempt(memory: Memory, webhook: Webhook, signal: AbortSignal): Promise<Outcome> {
  const account = memory.accounts.get(webhook.account);
  if (!account) return { ok: false, status: null, body: '', reason: `no account ${webhook.account}` };
  return deliver(webhook, account, memory.visitor(account.id, webhook.person)?.sessionToken, signal);
}
