import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import { mintSession } from '../../kit/session.ts';
import { CodedError, type ErrorCode } from '../../schema/errors.ts';
import { keys, openWorld, type World } from './world.ts';

interface Asked {
  accountId: string;
  method: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
  receivedAt: number;
}

let world: World;
let asked: Asked[] = [];
beforeAll(async () => {
  world = await openWorld();
  await world.bus.respond('webhook.channels', async (body) => {
    const request = body as unknown as Asked;
    if (request.accountId.startsWith('acc_')) asked.push(request);
    else throw new CodedError(request.accountId as ErrorCode);
    return { status: 202, contentType: 'text/plain', body: request.query['hub.challenge'] ?? 'EVENT_RECEIVED' } satisfies Json;
  });
});
afterAll(() => world.close());

function post(path: string, body: BodyInit, headers: Record<string, string> = {}) {
  asked = [];
  return fetch(`${world.url}/webhooks/${path}`, { method: 'POST', body, headers });
}

test.each(['application/json', 'application/json charset', 'text/plain', 'application/x-www-form-urlencoded', 'image/png', ''])(
  'a webhook arrives byte for byte, whatever its type is called: %s',
  async (type) => {
    const bytes = Uint8Array.from([0x7b, 0x20, 0xff, 0x00, 0x0d, 0x0a, 0x7d]);
    const before = Date.now();
    const response = await post('acc_1?a=1&a=2&b=%20c', new Blob([bytes]), { 'content-type': type, 'X-Hub-Signature-256': 'sha256=00' });
    expect([response.status, await response.text()]).toEqual([202, 'EVENT_RECEIVED']);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const [got] = asked;
    expect(got).toMatchObject({ accountId: 'acc_1', method: 'POST', query: { a: '1', b: ' c' } });
    expect(Buffer.from(got!.body, 'base64')).toEqual(Buffer.from(bytes));
    expect(got!.headers).toMatchObject({ 'x-hub-signature-256': 'sha256=00', 'content-type': type });
    expect(got!.receivedAt).toBeGreaterThanOrEqual(before);
  },
);

test('a visitor’s session is heard as often as over the graph, and a platform as often as it comes', async () => {
  const own = await openWorld({ LIMIT_RATE: '5', WEBHOOK_LIMIT: '65536' });
  onTestFinished(() => own.close());
  await own.bus.respond('webhook.channels', async () => ({ status: 200, contentType: 'text/plain', body: 'taken' }));
  const session = async (sub: string, key = keys.session) =>
    (await mintSession({ sub, acc: 'acc_1', wid: 'wsp_1', chn: 'webchat' }, key, Date.now())).token;
  const flood = async (token: string, body = '{}') => {
    const call = () => fetch(`${own.url}/webhooks/acc_1`, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } });
    const answers = await Promise.all(Array.from({ length: 80 }, call));
    return answers.filter(({ status }) => status === 429);
  };
  const refused = await flood(await session('vis_1'));
  expect(refused.length).toBeGreaterThan(10);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  // A long batch counts for more; a token that is forged or of a platform is nobody's to use up.
  expect((await flood(await session('vis_2'), ' '.repeat(12_288))).length).toBeGreaterThan(50);
  for (const token of [await session('vis_3', new Uint8Array(32)), 'a-token-of-a-platform']) expect(await flood(token)).toEqual([]);
});

test('a handshake is answered with what channels says', async () => {
  asked = [];
  const response = await fetch(`${world.url}/webhooks/acc_1?hub.mode=subscribe&hub.challenge=1158201444`);
  expect(await response.text()).toBe('1158201444');
  expect(asked).toMatchObject([{ method: 'GET', query: { 'hub.mode': 'subscribe' }, body: '' }]);
});

test.each([
  ['BAD_SIGNATURE', 401],
  ['BAD_HANDSHAKE', 403],
  ['NOT_FOUND', 404],
  ['UNAVAILABLE', 503],
  ['TIMEOUT', 504],
  ['INTERNAL', 500],
] as const)('%s of channels is HTTP %d', async (code, status) => {
  const response = await post(code, '{}');
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { code } });
  expect(response.headers.get('retry-after')).toBe(status === 503 || status === 504 ? '1' : null);
});

test('a body above the limit is refused, and channels is not asked', async () => {
  const response = await post('acc_1', 'x'.repeat(4_097));
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ error: { code: 'BODY_TOO_LARGE' } });
  expect((await post('acc_1', 'x'.repeat(4_096))).status).toBe(202);
});

test('a gzipped body goes to channels as it came, any other encoding is refused', async () => {
  expect((await post('acc_1', 'x', { 'content-encoding': 'gzip' })).status).toBe(202);
  expect(asked).toMatchObject([{ body: btoa('x'), headers: { 'content-encoding': 'gzip' } }]);
  asked = [];
  const response = await post('acc_1', 'x', { 'content-encoding': 'br' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'BAD_INPUT' } });
  expect(asked).toEqual([]);
});

test('a body that breaks off is not passed on', async () => {
  asked = [];
  const broken = connect(world.port, '127.0.0.1');
  broken.end('POST /webhooks/acc_1 HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"half":');
  expect(await text(broken)).toMatch(/^HTTP\/1\.1 400/);
  expect(asked).toEqual([]);
});

test('the widget may call from the pages of any site', async () => {
  const response = await fetch(`${world.url}/webhooks/acc_1`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
  expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  expect((await post('NOT_FOUND', '{}')).headers.get('access-control-allow-origin')).toBe('*');
});
