import { once } from 'node:events';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { ask, openWorld, type World } from '../gateway/world.ts';
import { documents } from './attack.ts';

/** How long a machine that does much else may take. */
const patient = { timeout: 20_000 };

let world: World;
beforeAll(async () => {
  world = await openWorld({ LIMIT_RATE: '20' });
});
afterAll(() => world.close());

interface Message {
  id?: string;
  type: string;
  payload?: { extensions?: { code?: string } }[];
}

/** A socket that says what it likes. */
async function connect(at = world) {
  const socket = new WebSocket(`${at.url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
  onTestFinished(() => socket.terminate());
  const got: Message[] = [];
  socket.on('message', (text: Buffer) => got.push(JSON.parse(text.toString()) as Message));
  socket.on('error', () => {});
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  const say = (message: object) => socket.send(JSON.stringify(message));
  const initialise = async () => {
    say({ type: 'connection_init', payload: { authorization: `Bearer ${at.token}` } });
    await expect.poll(() => got[0]?.type, patient).toBe('connection_ack');
  };
  return { socket, got, closed, say, initialise };
}

async function isServing(at = world): Promise<void> {
  const { status } = await fetch(`${at.url}/health/live`);
  expect(status).toBe(200);
}

describe('a socket is closed, and others are served,', () => {
  test('when it is sent more than anybody can say', async () => {
    const { say, closed, initialise } = await connect();
    await initialise();
    for (let n = 0; n < 5_000; n++) say({ type: 'ping' });
    expect(await closed).toBe(1013);
    await isServing();
  });

  test('when it is sent operations faster than they may come', async () => {
    const own = await openWorld({ LIMIT_RATE: '2' });
    onTestFinished(() => own.close());
    const { say, got, initialise } = await connect(own);
    await initialise();
    for (let n = 0; n < 200; n++) say({ id: `${n}`, type: 'subscribe', payload: { query: '{ viewer { kind } }' } });
    const limited = () => got.filter(({ type, payload }) => type === 'error' && payload?.[0]?.extensions?.code === 'RATE_LIMITED');
    const settled = () => got.filter(({ type }) => type === 'error' || type === 'complete');
    await expect.poll(() => settled().length, patient).toBeGreaterThanOrEqual(100);
    expect(limited().length).toBeGreaterThanOrEqual(25);
    expect(got.filter(({ type }) => type === 'next').length).toBeLessThanOrEqual(100);
    await isServing(own);
  });

  test('when it floods before it has said who it is', async () => {
    const { say, closed } = await connect();
    for (let n = 0; n < 1_000; n++) say({ type: 'ping' });
    expect(await closed).toBe(1013);
  });

  test.each([
    ['with a frame that is too large', (socket: WebSocket) => socket.send('x'.repeat(2_000_000)), 1009],
    [
      'with a frame that is too large, in parts',
      (socket: WebSocket) => {
        for (let n = 0; n < 20; n++) socket.send('x'.repeat(100_000), { fin: n === 19 });
      },
      1009,
    ],
    ['with bytes', (socket: WebSocket) => socket.send(Buffer.alloc(100)), 4400],
    ['with no JSON', (socket: WebSocket) => socket.send('{"type":'), 4400],
    ['with brackets in one another', (socket: WebSocket) => socket.send('['.repeat(500_000)), 4400],
    ['with an unknown message', (socket: WebSocket) => socket.send('{"type":"start"}'), 4400],
    ['with what only a server says', (socket: WebSocket) => socket.send('{"type":"next","id":"1","payload":{}}'), 4400],
    [
      'with an operation before it has said who it is',
      (socket: WebSocket) => socket.send('{"type":"subscribe","id":"1","payload":{"query":"{ viewer { kind } }"}}'),
      4401,
    ],
    [
      'with a token that is none',
      (socket: WebSocket) => socket.send('{"type":"connection_init","payload":{"authorization":"Bearer x"}}'),
      4403,
    ],
  ] as const)('%s', async (_name, attack, code) => {
    const { socket, closed } = await connect();
    attack(socket);
    expect(await closed).toBe(code);
    await isServing();
  });
});

test('hostile documents are refused on a socket too, which stays open', async () => {
  const own = await openWorld({ LIMIT_RATE: '1000' });
  onTestFinished(() => own.close());
  const { say, got, initialise } = await connect(own);
  await initialise();
  for (const [id, query] of documents) say({ id, type: 'subscribe', payload: { query } });
  const told = () => new Map(got.flatMap(({ id, payload }) => (id ? [[id, payload?.[0]?.extensions?.code]] : [])));
  await expect.poll(() => told().size, patient).toBe(documents.length);
  expect([...told()].sort()).toEqual(documents.map(([id, , code]) => [id, code]).sort());
  say({ id: 'usual', type: 'subscribe', payload: { query: '{ viewer { kind } }' } });
  await expect
    .poll(() => got.find(({ id }) => id === 'usual'), patient)
    .toMatchObject({ type: 'next', payload: { data: { viewer: { kind: 'AGENT' } } } });
  expect((await ask(own, '{ viewer { kind } }')).status).toBe(200);
});
