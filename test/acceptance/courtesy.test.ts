import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiCall } from '../../services/channels/plan.ts';
import { cage, type Ground, openGround, robin, says } from './ground.ts';

let ground: Ground;
const asked: string[] = [];
const platform = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(request.url === '/refused' ? 500 : 200, { 'content-type': 'application/json' }).end('{}');
});
beforeAll(async () => {
  ground = await openGround();
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await ground.close();
  platform.close();
});

const call = (path: string): ApiCall => ({
  protocol: 'http',
  method: 'POST',
  path,
  headers: {},
  body: { json: {} },
  gives: 'nothing',
  unanswered: 'lost',
});

test('A courtesy is done once, after what came with it is safe, and what fails of it is nobody’s trouble', async () => {
  const apiBaseUrl = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  const on = await cage(ground, { apiBaseUrl });
  const events = [says('press'), { kind: 'call', call: call('/refused') }, { kind: 'call', call: call('/answered') }] as const;
  for (let times = 0; times < 2; times++) await on.hear(...events);
  await on.hear({ kind: 'call', call: call('/last') });
  await expect.poll(() => asked.toSorted()).toEqual(['/answered', '/last', '/refused']);
  expect((await on.told()).map(({ told }) => told)).toEqual(['message.received']);
});

test('Typing is told of those who ever wrote, and is kept nowhere', async () => {
  const told: unknown[] = [];
  const listening = await ground.bus.respond('conversations.typing', async (body) => {
    told.push(body);
    return null;
  });
  const on = await cage(ground);
  const wren = { addresses: [{ kind: 'nest', value: 'wren' }] as typeof robin.addresses };
  await on.hear(says('hello'));
  await on.hear({ kind: 'typing', contact: wren, on: true }, { kind: 'typing', contact: robin, on: true });
  await on.hear({ kind: 'typing', contact: robin, on: false });
  await expect
    .poll(() => told)
    .toMatchObject([
      { accountId: on.accountId, contact: robin, on: true },
      { accountId: on.accountId, contact: robin, on: false },
    ]);
  expect((await on.raws()).size).toBe(1);
  await listening.stop();
});
