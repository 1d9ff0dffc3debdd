import type { FastifyError, FastifyInstance } from 'fastify';
import type { Channel, SandboxAccount } from './account.ts';
import { lacking, secret } from './account.ts';
import { act, json, listing, newAccount, ofAccount, read } from './checks/control.ts';
import { conductChange } from './conduct.ts';
import type { Call } from './graph.ts';
import type { Act, Platform, World } from './platform.ts';
import { ControlError, deeds } from './platform.ts';

type Named = { Params: { platform: string } };

/** How people, tests and scripts move the platforms: everything under /sandbox. */
export function controlRoutes(app: FastifyInstance, world: World, platforms: Platform[], calls: Call[]) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_: unknown, body: string | Buffer) => json(String(body)));
  app.setErrorHandler<FastifyError | ControlError>((error, _, reply) => {
    const status = error instanceof ControlError ? error.status : (error.statusCode ?? 500);
    const code = error instanceof ControlError ? error.code : status < 500 ? 'BAD_INPUT' : 'INTERNAL';
    return reply.code(status).send({ error: { code, message: error.message } });
  });

  app.get('/sandbox', async () => help(world, platforms));
  deedRoutes(app, world, platforms);
  listRoutes(app, world, platforms, calls);
  accountRoutes(app, world, platforms);
}

/** What people do. */
function deedRoutes(app: FastifyInstance, world: World, platforms: Platform[]) {
  for (const deed of deeds)
    app.post<Named>(`/sandbox/:platform/${deed}`, async (request, reply) => {
      const platform = platformOf(platforms, request.params.platform);
      const run = platform.people[deed];
      if (!run) throw new ControlError(501, 'NOT_IMPLEMENTED', `people on ${platform.channel} cannot ${deed}`);
      const { account: id, ...rest } = read(act, request.body) satisfies Act & { account?: string };
      const account = accountOf(world, platform.channel, id);
      const { from, messageId, outcome, more } = await run(account, rest);
      const webhook = { status: outcome.status, ...(outcome.ok ? {} : { reason: outcome.reason ?? outcome.body.slice(0, 500) }) };
      const told = { messageId, from, account: account.id, webhook, ...more };
      if (outcome.ok) return { ok: true, ...told };
      const message = `the product did not accept the webhook (${outcome.status ?? webhook.reason})${platform.channel === 'webchat' ? '' : '; it is retried'}`;
      return reply.code(502).send({ ok: false, error: { code: 'WEBHOOK_REFUSED', message }, ...told });
    });
}

/** What the platforms saw. */
function listRoutes(app: FastifyInstance, world: World, platforms: Platform[], calls: Call[]) {
  app.get<Named>('/sandbox/:platform/sent', async (request) => {
    const { channel } = platformOf(platforms, request.params.platform);
    const { to, account, after, limit } = read(listing, request.query);
    const found = world.memory.sent.filter(
      (sent) =>
        world.memory.accounts.get(sent.account)?.channel === channel &&
        (to === undefined || sent.to === to || world.memory.person(sent.account, to.replace(/[+\s]/g, ''))?.id === sent.to) &&
        (account === undefined || sent.account === account) &&
        sent.n > (after ?? 0),
    );
    return { sent: after === undefined ? found.slice(-limit) : found.slice(0, limit) };
  });

  app.get<Named>('/sandbox/:platform/calls', async (request) => {
    const { channel } = platformOf(platforms, request.params.platform);
    return { calls: calls.filter((call) => world.memory.accounts.get(call.account)?.channel === channel) };
  });
}

/** How the platforms are set up and behave. */
function accountRoutes(app: FastifyInstance, world: World, platforms: Platform[]) {
  app.post('/sandbox/accounts', async (request) => {
    const account: SandboxAccount = read(newAccount, request.body);
    const names = lacking(account);
    if (names.length > 0) throw new ControlError(400, 'BAD_INPUT', `${names.join(', ')}: needed by ${account.channel}`);
    world.memory.remember([{ kind: 'account', account }]);
    return { ok: true, account: account.id };
  });

  app.post<Named>('/sandbox/:platform/settings', async (request) => {
    const { channel } = platformOf(platforms, request.params.platform);
    const { account: id, ...change } = read(conductChange, request.body);
    const accounts =
      id === undefined
        ? [...world.memory.accounts.values()].filter((account) => account.channel === channel)
        : [accountOf(world, channel, id)];
    const changed = Object.entries(change).filter(([, value]) => value !== undefined);
    for (const account of accounts) Object.assign(world.conduct(account), structuredClone(Object.fromEntries(changed)));
    return { ok: true, settings: Object.fromEntries(accounts.map((account) => [account.id, world.conduct(account)])) };
  });

  app.post<Named>('/sandbox/:platform/verify', async (request) => {
    const { channel } = platformOf(platforms, request.params.platform);
    if (channel === 'webchat') throw new ControlError(501, 'NOT_IMPLEMENTED', 'web chat has no handshake');
    return handshake(accountOf(world, channel, read(ofAccount, request.body).account));
  });
}

/** What Meta does when a callback URL is entered: the challenge must come back as it went (messenger.md §1, Handshake). */
async function handshake(account: SandboxAccount) {
  const challenge = String(Date.now());
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.verify_token': secret(account, 'verifyToken'),
    'hub.challenge': challenge,
  });
  const response = await fetch(`${account.webhookUrl}?${query}`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  const answer = (await response?.text()) ?? null;
  return { ok: response?.status === 200 && answer === challenge, account: account.id, webhook: { status: response?.status ?? null } };
}

function platformOf(platforms: Platform[], name: string): Platform {
  const platform = platforms.find(({ channel }) => channel === name);
  if (!platform)
    throw new ControlError(404, 'NOT_FOUND', `no platform ${name}: there are ${platforms.map(({ channel }) => channel).join(', ')}`);
  return platform;
}

function accountOf(world: World, channel: Channel, id: string | undefined): SandboxAccount {
  const accounts = [...world.memory.accounts.values()].filter((account) => account.channel === channel);
  const account = id === undefined ? accounts[0] : accounts.find((candidate) => candidate.id === id);
  if (!account)
    throw new ControlError(404, 'NOT_FOUND', id === undefined ? `there is no ${channel} account` : `no ${channel} account ${id}`);
  return account;
}

function help(world: World, platforms: Platform[]) {
  return {
    accounts: [...world.memory.accounts.values()].map(({ secrets: _, ...account }) => account),
    platforms: platforms.map(({ channel, people }) => ({ channel, deeds: Object.keys(people) })),
    pendingWebhooks: world.memory.pending.size,
    controls: {
      'POST /sandbox/<platform>/say':
        'a person writes: { from, name, text, account, replyTo, attachment: { type, url }, payload, timestamp, id }, all optional',
      'POST /sandbox/<platform>/react': '{ from, messageId, emoji }; without messageId the last that was sent, no emoji takes it back',
      'POST /sandbox/<platform>/edit': '{ from, messageId, text }',
      'POST /sandbox/<platform>/unsend': '{ from, messageId }',
      'POST /sandbox/<platform>/read': '{ from, messageId }; without messageId all that was sent',
      'GET /sandbox/<platform>/sent':
        'what the product sent (web chat: what the visitor saw in the graph), oldest first: ?to=&account=&after=<n>&limit=',
      'GET /sandbox/<platform>/calls': 'the latest API calls and their answers, refused ones too; web chat has none',
      'POST /sandbox/<platform>/settings':
        '{ account, receipts: auto | none, latency: ms, fault: { next, status, error, headers, lost: request | answer } | null }',
      'POST /sandbox/<platform>/verify': '{ account }; does the webhook handshake; web chat has none',
      'POST /sandbox/accounts': 'adds or replaces an account: { id, channel, webhookUrl, settings, secrets }',
    },
  };
}
