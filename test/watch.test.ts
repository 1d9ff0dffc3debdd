import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ask, openWorld } from './gateway/world.ts';
import { openCollector } from './watch/collector.ts';
import { scrape } from './watch/metrics.ts';
import { openScene, patience, type Scene } from './watch/scene.ts';
import { freePort } from './worlds/port.ts';
import { type OpenWorld, openEmbedded } from './worlds/world.ts';

describe('a product whose metrics are served, and which is told of no collector', () => {
  const lines: string[] = [];
  let collector: Awaited<ReturnType<typeof openCollector>>;
  let world: OpenWorld | undefined;
  let scene: Scene;
  let port: number;
  beforeAll(async () => {
    collector = await openCollector();
    port = await freePort();
    // What an SDK would look at by itself, if one ran.
    const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`, OTEL_TRACES_EXPORTER: 'otlp' };
    const environment = { METRICS_PORT: String(port), LIMIT_RATE: '100000', LOG_LEVEL: 'debug', ...traces };
    world = await openEmbedded({ environment, hear: (line) => lines.push(line) });
    scene = await openScene(world);
  }, 180_000);
  afterAll(async () => {
    await scene?.end();
    await world?.close();
    await collector.close();
    expect(collector.spans).toEqual([]);
  });

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${world!.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${scene.door.agentToken}`, ...headers },
      body: JSON.stringify(body),
    });
  const counted = async (name: string, labels?: Record<string, string>) => (await scrape(port)).value(name, labels);

  test('tells how long operations and subgraphs take, by name and outcome', async () => {
    const asked = { subgraph: 'identity', outcome: 'ok' };
    const before = await counted('parlor_subgraph_seconds_count', asked);
    for (const _ of [1, 2]) await post({ query: 'query Who { viewer { kind agent { name } } }' });
    const missing = { input: { dialogueId: 'dlg_00000000000000000000000000', text: 'Hi' } };
    await post({
      query: 'mutation Nobody($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      variables: missing,
    });
    await post({ query: 'query Wrong { viewer {' });
    const samples = await scrape(port);
    expect(samples.value('parlor_operation_seconds_count', { operation: 'Who', kind: 'query', outcome: 'ok' })).toBe(2);
    expect(samples.value('parlor_operation_seconds_count', { operation: 'Nobody', kind: 'mutation' })).toBe(1);
    expect(samples.value('parlor_operation_refused_total', { code: 'GRAPHQL_PARSE_FAILED' })).toBe(1);
    expect(samples.value('parlor_subgraph_seconds_count', asked)).toBeGreaterThanOrEqual(before + 2);
    expect(samples.value('parlor_http_seconds_count', { route: '/graphql', status: '200' })).toBeGreaterThan(3);
  });

  test('tells what was planned, and what was found ready', async () => {
    const query = 'query Ready { viewer { kind } }';
    const [hit, miss] = [{ outcome: 'hit' }, { outcome: 'miss' }];
    const before = await scrape(port);
    for (const _ of [1, 2, 3]) await post({ query });
    const after = await scrape(port);
    const grown = (name: string, labels: Record<string, string>) => after.value(name, labels) - before.value(name, labels);
    expect(grown('parlor_plan_cache_total', miss)).toBe(1);
    expect(grown('parlor_plan_cache_total', hit)).toBe(2);
    expect(grown('parlor_plan_seconds_count', { outcome: 'ok' })).toBe(1);
    expect(after.value('parlor_plan_cache_bytes')).toBeGreaterThan(before.value('parlor_plan_cache_bytes'));
  });

  test('tells of webhooks, events, the outbox and deliveries, of each service', async () => {
    await scene.say('How are you?');
    await scene.heard('How are you?');
    const { dialogueId } = scene;
    const query = 'mutation Reply($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
    await post({ query, variables: { input: { dialogueId, text: 'Well, thank you' } } });
    await expect.poll(() => counted('parlor_delivery_seconds_count', { channel: 'messenger' }), patience).toBeGreaterThan(0);
    const received = { service: 'conversations', event: 'channels.message.received', outcome: 'ok' };
    expect(await counted('parlor_event_seconds_count', received)).toBeGreaterThan(1);
    expect(await counted('parlor_webhook_seconds_count', { channel: 'messenger', outcome: 'ok' })).toBeGreaterThan(1);
    await expect.poll(() => counted('parlor_outbox_seconds_count', { service: 'channels' }), patience).toBeGreaterThan(1);
    await expect.poll(() => counted('parlor_outbox_events'), patience).toBe(0);
    const services = ['identity', 'channels', 'conversations', 'automation'];
    expect((await scrape(port)).values('parlor_outbox_events', 'service')).toEqual(services);
  });

  test('tells of live clients, of what was executed for them and written to them, and of the lag', async () => {
    const before = await scrape(port);
    expect(['clients', 'subscriptions', 'groups'].map((name) => before.value(`parlor_live_${name}`))).toEqual([1, 1, 1]);
    await scene.say('Are you there?');
    await scene.heard('Are you there?');
    const after = await scrape(port);
    const grown = (name: string) => after.value(`parlor_live_${name}`) - before.value(`parlor_live_${name}`);
    expect(grown('events_total')).toBeGreaterThan(0);
    expect(grown('delivered_total')).toBeGreaterThan(0);
    expect(grown('lag_seconds_count')).toBeGreaterThan(0);
    expect(after.value('parlor_live_lag_seconds_sum')).toBeGreaterThan(0);
    expect(after.value('nodejs_eventloop_lag_seconds')).toBeGreaterThan(0);
  });

  test('has a bounded number of series, though a thousand operations have a thousand names', async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `Name${index}`);
    for (let from = 0; from < names.length; from += 10)
      await post(names.slice(from, from + 10).map((name) => ({ query: `query ${name} { viewer { kind } }` })));
    const samples = await scrape(port);
    const told = samples.values('parlor_operation_seconds_count', 'operation');
    expect(told).toContain('other');
    expect(told.length).toBeLessThanOrEqual(102);
    expect(samples.value('parlor_operation_seconds_count', { kind: 'query', outcome: 'ok' })).toBeGreaterThanOrEqual(1_000);
    expect(samples.count).toBeLessThan(5_000);
  }, 120_000);

  test('writes one line about a request: its id, its operation, who asked, what it cost and how long it took; nothing of what was said', async () => {
    const query = 'query Line($search: String!) { customers(search: $search, first: 3) { edges { node { id } } } }';
    await post({ query, variables: { search: 'a secret name' } }, { 'x-request-id': 'desk-42' });
    const line = () => lines.map((each) => JSON.parse(each)).find(({ id }) => id === 'desk-42');
    await expect.poll(line, patience).toMatchObject({
      ...{ method: 'POST', route: '/graphql', status: 200, operation: 'Line', who: 'agent', workspace: scene.door.workspaceId },
      ...{ ms: expect.any(Number), cost: expect.any(Number), level: 20, msg: 'request' },
    });
    expect(lines.join('\n')).not.toContain('a secret name');
  });

  test('serves nothing but the metrics at that port', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`);
    expect(response.status).toBe(404);
  });
});

describe('a request', () => {
  test('is answered with its id: its own where that is short and plain, else a new one', async () => {
    const world = await openWorld();
    onTestFinished(world.close);
    const idOf = async (id?: string, path = '/health/live') => {
      const response = await fetch(`${world.url}${path}`, { headers: id ? { 'x-request-id': id } : {} });
      return response.headers.get('x-request-id');
    };
    const made = /^[0-9A-HJKMNP-TV-Z]{26}$/;
    expect(await idOf('desk-42')).toBe('desk-42');
    expect(await idOf('desk-42', '/nowhere')).toBe('desk-42');
    expect(await idOf('desk-42', '/%zz')).toBe('desk-42');
    expect(await idOf('x'.repeat(65))).toMatch(made);
    expect(await idOf('<b>')).toMatch(made);
    expect(await idOf()).toMatch(made);
    const { headers } = await ask(world, '{ viewer { kind } }', { headers: { 'x-request-id': 'desk-43' } });
    expect(headers.get('x-request-id')).toBe('desk-43');
  });
});
