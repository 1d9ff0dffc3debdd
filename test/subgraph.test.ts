import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../kit/bus/bus.ts';
import { memoryBus } from '../kit/bus/memory.ts';
import { openDatabase } from '../kit/database.ts';
import { readSettings } from '../kit/env.ts';
import { createHttp } from '../kit/http.ts';
import type { Replayed } from '../kit/live.ts';
import { createLog } from '../kit/log.ts';
import { emission, emit } from '../kit/outbox/emit.ts';
import { number } from '../kit/outbox/feed.ts';
import type { KitTables } from '../kit/outbox/tables.ts';
import { type Principal, signPrincipal } from '../kit/principal.ts';
import { deriveKeys } from '../kit/secret.ts';
import { startService } from '../kit/service.ts';
import { subgraphRoute } from '../kit/subgraph.ts';
import type { CodedError } from '../schema/errors.ts';
import { conversations } from '../services/conversations/service.ts';

const keys = deriveKeys('cd'.repeat(32));
const log = createLog('silent', 'test');
const who: Principal = { kind: 'agent', workspaceId: 'wsp_1', agentId: 'agt_1', role: 'admin' };

const world = await open();
afterAll(() => world.close());

/** One service on a bus of its own, with its subgraph over HTTP too. */
async function open() {
  const dataDir = mkdtempSync(join(tmpdir(), 'parlor-subgraph-'));
  const bus = memoryBus({ log });
  const database = await openDatabase({ dataDir, pool: 1, log });
  const running = await startService(conversations, { database, bus, keys, log, settings: readSettings({ DATA_DIR: dataDir }) });
  const http = createHttp(log, {});
  subgraphRoute(http, running.graph);
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  return {
    bus,
    db: database.schema<KitTables>('conversations'),
    post: async (principal: string, body: string) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${principal}` };
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
      return { status: response.status, ...((await response.json()) as { data?: Json; errors?: { extensions: { code: string } }[] }) };
    },
    close: async () => {
      await http.close();
      await running.stop();
      await bus.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const query = '{ inbox(first: 1) { edges { cursor } } }';
const empty = { data: { inbox: { edges: [] } } };
const codeOf = (work: Promise<unknown>) => work.then(String, (error: CodedError) => error.code);
const sign = (claims: object, header: { alg: string }, key: Uint8Array, until: string | number = '2m') =>
  new SignJWT({ who, ...claims }).setProtectedHeader(header).setIssuer('parlor:gateway').setExpirationTime(until).sign(key);
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

const forged: [string, () => Promise<string>][] = [
  ['none', async () => ''],
  ['no token', async () => 'me'],
  ['signed with another key', () => sign({}, { alg: 'HS256' }, keys.agent)],
  ['signed in another way', () => sign({}, { alg: 'HS512' }, keys.principal)],
  [
    'without a signature',
    async () => `${encoded({ alg: 'none' })}.${encoded({ who, iss: 'parlor:gateway', exp: Math.floor(Date.now() / 1000) + 60 })}.`,
  ],
  ['changed', async () => (await signPrincipal(who, keys.principal)).replace(/\.[^.]+\./, `.${encoded({ who, iss: 'parlor:gateway' })}.`)],
  ['expired', () => sign({}, { alg: 'HS256' }, keys.principal, Math.floor(Date.now() / 1000) - 60)],
  ['without an end', () => new SignJWT({ who }).setProtectedHeader({ alg: 'HS256' }).setIssuer('parlor:gateway').sign(keys.principal)],
  ['of nobody', () => sign({ who: { kind: 'agent' } }, { alg: 'HS256' }, keys.principal)],
];

describe('a principal that the gateway did not sign', () => {
  test.each(forged)('(%s) is UNAUTHENTICATED at the subject of a subgraph', async (_name, make) => {
    expect(await codeOf(world.bus.request('graph.conversations', { query, principal: await make() }))).toBe('UNAUTHENTICATED');
  });

  test.each(forged)('(%s) is UNAUTHENTICATED at the subgraph over HTTP', async (_name, make) => {
    const { status, errors, data } = await world.post(
      await make(),
      JSON.stringify({ query, principal: await signPrincipal(who, keys.principal) }),
    );
    expect([status, errors?.[0]?.extensions.code, data]).toEqual([401, 'UNAUTHENTICATED', undefined]);
  });

  test.each(forged)('(%s) is UNAUTHENTICATED where subscriptions begin and where they are replayed', async (_name, make) => {
    const principal = await make();
    const place = { origin: 'inbox.wsp_1', topic: 'inbox.wsp_1', position: 0 };
    const live = (request: Json) => codeOf(world.bus.request('live.conversations', request));
    expect(await live({ action: 'open', principal, field: 'inboxChanged', args: {} })).toBe('UNAUTHENTICATED');
    expect(await live({ action: 'replay', principal, place, limit: 10 })).toBe('UNAUTHENTICATED');
  });

  test('is refused before its document is looked at', async () => {
    expect(await codeOf(world.bus.request('graph.conversations', { query: '{', principal: 'x' }))).toBe('UNAUTHENTICATED');
  });
});

describe('a subgraph', () => {
  let principal: string;
  beforeAll(async () => {
    principal = await signPrincipal(who, keys.principal);
  });

  test('answers whom the gateway vouches for, over the bus and over HTTP', async () => {
    expect(await world.bus.request('graph.conversations', { query, principal })).toEqual(empty);
    expect(await world.post(principal, JSON.stringify({ query }))).toEqual({ status: 200, ...empty });
  });

  test('shows one event of a subscription, over the bus and over HTTP', async () => {
    const lagged = { topic: 'inbox.wsp_1', position: 7, name: 'lagged', workspaceId: 'wsp_1', at: 0, payload: {}, moves: [] };
    const asked = { query: 'subscription { inboxChanged { kind } }', item: lagged };
    const shown = { data: { inboxChanged: { kind: 'LAGGED' } } };
    expect(await world.bus.request('graph.conversations', { ...asked, principal })).toEqual(shown);
    expect(await world.post(principal, JSON.stringify(asked))).toEqual({ status: 200, ...shown });
  });

  test.each([
    ['no JSON', 'x'],
    ['nothing', ''],
    ['a list', '[]'],
    ['no query', '{"variables":{}}'],
    ['variables that are none', '{"query":"{ a }","variables":[1]}'],
    ['an event that is none', '{"query":"{ a }","item":{"topic":"x"}}'],
  ])('refuses %s', async (_name, body) => {
    const { status, errors } = await world.post(principal, body);
    expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_INPUT']);
    if (body.startsWith('{"')) {
      expect(await codeOf(world.bus.exchange('graph.conversations', `{"principal":"${principal}",${body.slice(1)}`))).toBe('BAD_INPUT');
    }
  });

  test('refuses a request of more than 8 MB', async () => {
    const body = JSON.stringify({ query, variables: { x: 'x'.repeat(8 * 1024 * 1024) } });
    expect(await codeOf(world.bus.exchange('graph.conversations', body))).toBe('TOO_LARGE');
    expect(await world.post(principal, body)).toMatchObject({ status: 413 });
  });

  test('gives at most 10,000 entities at once', async () => {
    const entities = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
    const ask = (count: number) => {
      const of = Array.from({ length: count }, (_, n) => ({ __typename: 'Customer', id: `cus_${n}` }));
      return world.bus.request('graph.conversations', { query: entities, variables: { of }, principal });
    };
    expect(((await ask(10_000)) as { data: { _entities: Json[] } }).data._entities.length).toBe(10_000);
    expect(await ask(10_001)).toMatchObject({ data: null, errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
  });

  test('replays a feed only to its own workspace', async () => {
    const topic = 'dialogue.dlg_1';
    const payload = { dialogueId: 'dlg_1', entryId: 'msg_1', change: 'edited', identityId: null } as const;
    const happened = emission({ name: 'conversations.entry.changed', key: 'dlg_1', workspaceId: 'wsp_1', payload, topics: [topic] });
    await world.db.transaction().execute((tx) => emit(tx, [happened]));
    await number(world.db, 'conversations', 10);
    const replay = async (workspaceId: string) => {
      const place = { origin: topic, topic, position: 0 };
      const signed = await signPrincipal({ ...who, workspaceId }, keys.principal);
      return world.bus.request('live.conversations', { action: 'replay', principal: signed, place, limit: 10 });
    };
    expect(((await replay('wsp_1')) as unknown as Replayed).items).toMatchObject([{ topic, position: 1, workspaceId: 'wsp_1' }]);
    expect(await codeOf(replay('wsp_2'))).toBe('NOT_FOUND');
  });
});
