import type { FastifyError, FastifyInstance } from 'fastify';
import { lacking, type SandboxAccount } from './account.ts';
import { change, conductChange, faultNames } from './conduct.ts';
import { ControlError } from './deed.ts';
import { act, json, listing, newAccount, read } from './input.ts';
import type { Platform, Play, World } from './platform.ts';
import type { Call } from './serve.ts';

type Named = { Params: { channel: string } };
type Plays = Map<string, Play>;

/** How people, tests and scripts move the platforms: everything under /sandbox. */
export function controlRoutes(app: FastifyInstance, world: World, platforms: Platform[], plays: Plays, calls: Call[]) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_: unknown, body: string | Buffer) => json(String(body)));
  app.setErrorHandler<FastifyError | ControlError>((error, _, reply) => {
    const status = error instanceof ControlError ? error.status : (error.statusCode ?? 500);
    const code = error instanceof ControlError ? error.code : status < 500 ? 'BAD_INPUT' : 'INTERNAL';
    return reply.code(status).send({ error: { code, message: error.message } });
  });

  app.get('/sandbox', async () => help(world, plays));
  app.get('/sandbox/*', async (request) => {
    throw new ControlError(404, 'NOT_FOUND', `${request.method} ${request.url}: see GET /sandbox`);
  });
  deedRoute(app, world, plays);
  listRoutes(app, world, plays, calls);
  accountRoutes(app, world, platforms, plays);
}

/** What people do. */
function deedRoute(app: FastifyInstance, world: World, plays: Plays) {
  app.post<{ Params: { channel: string; deed: string } }>('/sandbox/:channel/:deed', async (request, reply) => {
    const { channel, deed: name } = request.params;
    const { deeds, webhooks } = playOf(plays, channel);
    const deed = Object.hasOwn(deeds, name) ? deeds[name] : undefined;
    if (!deed)
      throw new ControlError(501, 'NOT_IMPLEMENTED', `on ${channel} nobody can ${name}: there are ${Object.keys(deeds).join(', ')}`);
    const { account: id, ...rest } = read(act, request.body);
    const account = accountOf(world, channel, id);
    const { from, messageId, outcome, more } = await deed.run(account, rest);
    const webhook = { status: outcome.status, ...(outcome.ok ? {} : { reason: outcome.reason ?? outcome.body.slice(0, 500) }) };
    const told = { messageId, from, account: account.id, webhook, ...more };
    if (outcome.ok) return { ok: true, ...told };
    const again = webhooks && webhooks.retries.waits.length > 0 ? '; where it is an event, it is retried' : '';
    const message = `the product did not accept the webhook (${outcome.status ?? webhook.reason})${again}`;
    return reply.code(502).send({ ok: false, error: { code: 'WEBHOOK_REFUSED', message }, ...told });
  });
}

/** What the platforms saw. */
function listRoutes(app: FastifyInstance, world: World, plays: Plays, calls: Call[]) {
  const isOn = (channel: string, account: string) => world.memory.accounts.get(account)?.channel === channel;
  app.get<Named>('/sandbox/:channel/sent', async ({ params: { channel }, query }) => {
    playOf(plays, channel);
    const { to, account, after, limit } = read(listing, query);
    const found = world.memory.sent.filter(
      (sent) =>
        isOn(channel, sent.account) &&
        (to === undefined || sent.to === to || world.memory.person(sent.account, to.replace(/[+\s]/g, ''))?.id === sent.to) &&
        (account === undefined || sent.account === account) &&
        sent.n > (after ?? 0),
    );
    return { sent: after === undefined ? found.slice(-limit) : found.slice(0, limit) };
  });

  app.get<Named>('/sandbox/:channel/calls', async ({ params: { channel } }) => {
    playOf(plays, channel);
    return { calls: calls.filter(({ account }) => isOn(channel, account)) };
  });
}

/** How the platforms are set up and behave. */
function accountRoutes(app: FastifyInstance, world: World, platforms: Platform[], plays: Plays) {
  app.post('/sandbox/accounts', async (request) => {
    const account: SandboxAccount = read(newAccount, request.body);
    const names = lacking(account, platforms);
    if (names.length > 0) throw new ControlError(400, 'BAD_INPUT', `${names.join(', ')}: needed by ${account.channel}`);
    world.memory.remember([{ kind: 'account', account }]);
    return { ok: true, account: account.id };
  });

  app.post<Named>('/sandbox/:channel/settings', async (request) => {
    const { channel } = request.params;
    playOf(plays, channel);
    const { account: id, ...given } = read(conductChange, request.body);
    const accounts = id === undefined ? world.memory.accountsOn(channel) : [accountOf(world, channel, id)];
    for (const account of accounts) change(world.conduct(account), given);
    return { ok: true, settings: Object.fromEntries(accounts.map((account) => [account.id, world.conduct(account)])) };
  });
}

function playOf(plays: Plays, channel: string): Play {
  const play = plays.get(channel);
  if (!play) throw new ControlError(404, 'NOT_FOUND', `no platform ${channel}: there are ${[...plays.keys()].join(', ')}`);
  return play;
}

function accountOf(world: World, channel: string, id: string | undefined): SandboxAccount {
  const accounts = world.memory.accountsOn(channel);
  const account = id === undefined ? accounts[0] : accounts.find((candidate) => candidate.id === id);
  if (!account)
    throw new ControlError(404, 'NOT_FOUND', id === undefined ? `there is no ${channel} account` : `no ${channel} account ${id}`);
  return account;
}

function help(world: World, plays: Plays) {
  const deedsOf = ({ deeds }: Play) => Object.fromEntries(Object.entries(deeds).map(([name, { what }]) => [name, what]));
  return {
    accounts: [...world.memory.accounts.values()].map(({ secrets: _, ...account }) => account),
    platforms: [...plays].map(([channel, play]) => ({ channel, deeds: deedsOf(play) })),
    pendingWebhooks: world.memory.pending.size,
    controls: {
      'POST /sandbox/<channel>/<deed>': `something a person does: { ${Object.keys(act.shape).join(', ')} }, each deed takes what it needs`,
      'GET /sandbox/<channel>/sent':
        'what the product sent (web chat: what the visitor saw in the graph), oldest first: ?to=&account=&after=<n>&limit=',
      'GET /sandbox/<channel>/calls': 'the latest API calls and their answers, refused ones too; web chat has none',
      'POST /sandbox/<channel>/settings':
        '{ account, receipts: auto | none, latency: ms, fault: { next, status, error, headers, lost: request | answer } | null, ' +
        `faults: { <name>: probability }, slowness: ms, seed }; names of faults: ${faultNames.join(', ')}`,
      'POST /sandbox/accounts': 'adds or replaces an account: { id, channel, webhookUrl, settings, secrets }',
    },
  };
}
