import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { dial, type Raw, session, subscribe } from './raw.ts';
import { openWorld, type World } from './world.ts';

const watch = 'subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { cursor } }';
const viewer = '{ viewer { kind } }';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let last = 0;
const newDialogue = () => `dlg_raw${++last}`;
const init = () => ({ type: 'connection_init', payload: { authorization: `Bearer ${world.token}` } });
const closeCode = (raw: Raw) => expect.poll(() => raw.closed.map(({ code }) => code), { timeout: 8_000 });
const types = (raw: Raw, id: string) => raw.of(id).map(({ type }) => type);

/** Subscribed under an id, and known to be live. */
async function live(raw: Raw, id: string, dialogue = newDialogue()): Promise<string> {
  const { topic, position } = world.feeds.happen(dialogue);
  subscribe(raw, id, watch, { id: dialogue, after: `${topic}@${position - 1}` });
  await expect.poll(() => types(raw, id)).toEqual(['next']);
  return dialogue;
}

describe('before a session', () => {
  test('without the subprotocol the socket is closed with 4406', async () => {
    await closeCode(await dial(world, null)).toEqual([4406]);
  });

  test('another subprotocol opens nothing', async () => {
    const raw = await dial(world, 'graphql-ws');
    expect(raw.frames).toEqual([]);
    await expect.poll(() => raw.closed.length).toBe(1);
  });

  test('the subprotocol is confirmed', async () => {
    expect((await dial(world)).socket.protocol).toBe('graphql-transport-ws');
  });

  test('silence is closed with 4408', async () => {
    await closeCode(await dial(world)).toEqual([4408]);
  });

  test('an operation is closed with 4401', async () => {
    const raw = await dial(world);
    subscribe(raw, 'a', viewer);
    await closeCode(raw).toEqual([4401]);
  });

  test('an operation that does not wait until the session is acknowledged is closed with 4401', async () => {
    const raw = await dial(world);
    raw.say(init());
    subscribe(raw, 'a', viewer);
    await closeCode(raw).toEqual([4401]);
  });

  test('a ping is answered', async () => {
    const raw = await dial(world);
    raw.say({ type: 'ping', payload: { n: 1 } });
    await expect.poll(() => raw.frames).toEqual([{ type: 'pong', payload: { n: 1 } }]);
  });

  test('a flood is turned away with 1013', async () => {
    const raw = await dial(world);
    for (let n = 0; n < 20; n++) raw.say({ type: 'ping' });
    await closeCode(raw).toEqual([1013]);
  });

  test('a token that is none is closed with 4403, which says so', async () => {
    const raw = await dial(world);
    raw.say({ type: 'connection_init', payload: { authorization: 'Bearer nonsense' } });
    await closeCode(raw).toEqual([4403]);
    expect(raw.closed[0]!.reason).toContain('token');
  });

  test('a second greeting at the same time is closed with 4429', async () => {
    const raw = await dial(world);
    raw.say(init());
    raw.say(init());
    await closeCode(raw).toEqual([4429]);
  });
});

describe('in a session', () => {
  test('a second greeting is closed with 4429', async () => {
    const raw = await session(world);
    raw.say(init());
    await closeCode(raw).toEqual([4429]);
  });

  test.each([
    ['no JSON', 'hello'],
    ['no object', '[]'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"start","id":"a"}'],
    ['a message of the server', '{"type":"connection_ack"}'],
    ['an operation without an id', '{"type":"subscribe","payload":{"query":"{ a }"}}'],
    ['an operation with an empty id', '{"type":"subscribe","id":"","payload":{"query":"{ a }"}}'],
    ['an operation without a query', '{"type":"subscribe","id":"a","payload":{}}'],
    ['variables that are no object', '{"type":"subscribe","id":"a","payload":{"query":"{ a }","variables":"x"}}'],
    ['an endless id', JSON.stringify({ type: 'subscribe', id: 'x'.repeat(300), payload: { query: viewer } })],
  ])('%s is closed with 4400', async (_what, message) => {
    const raw = await session(world);
    raw.say(message);
    await closeCode(raw).toEqual([4400]);
  });

  test('a binary message is closed with 4400', async () => {
    const raw = await session(world);
    raw.socket.send(Buffer.from(JSON.stringify({ type: 'ping' })), { binary: true });
    await closeCode(raw).toEqual([4400]);
  });

  test('a message of more than a megabyte is closed with 1009', async () => {
    const raw = await session(world);
    subscribe(raw, 'a', `${viewer} # ${'x'.repeat(1_100_000)}`);
    await closeCode(raw).toEqual([1009]);
  });

  test('a query gives one result and is complete', async () => {
    const raw = await session(world);
    subscribe(raw, 'a', viewer);
    await expect.poll(() => types(raw, 'a')).toEqual(['next', 'complete']);
    expect(raw.of('a')[0]!.payload).toMatchObject({ data: { viewer: { kind: 'AGENT' } } });
  });

  test('an operation that is refused gives an error, and nothing after it', async () => {
    const raw = await session(world);
    subscribe(raw, 'a', '{ nothing }');
    subscribe(raw, 'b', viewer);
    await expect.poll(() => types(raw, 'b')).toEqual(['next', 'complete']);
    expect(raw.of('a')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }]);
  });

  test('a subscription that its subgraph refuses gives an error, and nothing after it', async () => {
    const raw = await session(world);
    subscribe(raw, 'a', watch, { id: 'dlg_none' });
    await expect.poll(() => raw.of('a')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'NOT_FOUND' } }] }]);
  });

  test('the same id twice is closed with 4409', async () => {
    const raw = await session(world);
    await live(raw, 'a');
    subscribe(raw, 'a', viewer);
    await closeCode(raw).toEqual([4409]);
  });

  test('the same id twice at the same time is closed with 4409, also for queries', async () => {
    const raw = await session(world);
    subscribe(raw, 'a', viewer);
    subscribe(raw, 'a', viewer);
    await closeCode(raw).toEqual([4409]);
  });

  test('an id is free again when its operation is complete, failed, or was ended by the client', async () => {
    const raw = await session(world);
    subscribe(raw, 'a', viewer);
    await expect.poll(() => types(raw, 'a')).toEqual(['next', 'complete']);
    subscribe(raw, 'a', '{ nothing }');
    await expect.poll(() => types(raw, 'a')).toEqual(['next', 'complete', 'error']);
    raw.frames.length = 0;
    const dialogue = await live(raw, 'a');
    raw.say({ id: 'a', type: 'complete' });
    subscribe(raw, 'a', viewer);
    await expect.poll(() => types(raw, 'a')).toEqual(['next', 'next', 'complete']);
    world.feeds.happen(dialogue);
    await live(raw, 'b', dialogue);
    expect(types(raw, 'a')).toEqual(['next', 'next', 'complete']);
    expect(raw.closed).toEqual([]);
  });

  test('a query that the client completes before its result gives nothing', async () => {
    const raw = await session(world);
    subscribe(raw, 'a', viewer);
    raw.say({ id: 'a', type: 'complete' });
    subscribe(raw, 'b', viewer);
    await expect.poll(() => types(raw, 'b')).toEqual(['next', 'complete']);
    expect(raw.of('a')).toEqual([]);
  });

  test('completing what nobody knows is nothing', async () => {
    const raw = await session(world);
    raw.say({ id: 'unknown', type: 'complete' });
    subscribe(raw, 'b', viewer);
    await expect.poll(() => types(raw, 'b')).toEqual(['next', 'complete']);
  });

  test('pings are answered, pongs are taken', async () => {
    const raw = await session(world);
    raw.say({ type: 'pong' });
    raw.say({ type: 'ping' });
    await expect.poll(() => raw.frames).toEqual([{ type: 'pong' }]);
  });

  test('ids may have any characters', async () => {
    const raw = await session(world);
    const id = '"ключ" 🔑\n';
    await live(raw, id);
    raw.say({ id, type: 'complete' });
    subscribe(raw, id, viewer);
    await expect.poll(() => types(raw, id)).toEqual(['next', 'next', 'complete']);
  });

  test.each([{ name: 'small' }, { name: 'large' }])('a result that is $name comes in one frame', async ({ name }) => {
    const raw = await session(world);
    const dialogue = await live(raw, 'a');
    world.feeds.happen(dialogue, { name });
    await expect.poll(() => raw.texts.length).toBe(2);
    expect(raw.texts[1]!.length > 200_000).toBe(name === 'large');
    expect(JSON.parse(raw.texts[1]!)).toMatchObject({ id: 'a', type: 'next', payload: { data: { dialogueChanged: {} } } });
  });

  test('more operations than a socket carries, or a principal may have, are refused one by one', async () => {
    const own = await openWorld({ LIMIT_SUBSCRIPTIONS: '2' });
    onTestFinished(() => own.close());
    const [one, other] = [await session(own), await session(own)];
    subscribe(one, 'a', watch, { id: 'dlg_1' });
    subscribe(one, 'b', watch, { id: 'dlg_2' });
    await expect.poll(() => own.heard.length).toBe(2);
    subscribe(other, 'c', watch, { id: 'dlg_3' });
    await expect.poll(() => other.of('c')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] }]);
    one.say({ id: 'b', type: 'complete' });
    subscribe(one, 'd', watch, { id: 'dlg_4' });
    await expect.poll(() => own.heard.length).toBe(3);
  });

  test('a subscription that is completed while it is being opened counts no longer', async () => {
    const own = await openWorld({ LIMIT_SUBSCRIPTIONS: '1' });
    onTestFinished(() => own.close());
    const raw = await session(own);
    for (let n = 1; n <= 3; n++) {
      subscribe(raw, 'early', watch, { id: 'dlg_1' });
      raw.say({ id: 'early', type: 'complete' });
      await expect.poll(() => own.feeds.opens).toBe(n);
      subscribe(raw, `after ${n}`, viewer);
      await expect.poll(() => types(raw, `after ${n}`)).toEqual(['next', 'complete']);
    }
    own.feeds.happen('dlg_1');
    subscribe(raw, 'last', watch, { id: 'dlg_1', after: 'dialogue.dlg_1@0' });
    await expect.poll(() => types(raw, 'last')).toEqual(['next']);
    expect(raw.of('early')).toEqual([]);
  });

  test('more messages a second than allowed end it with 1013; operations are refused with RATE_LIMITED', async () => {
    const own = await openWorld({ LIMIT_RATE: '1' });
    onTestFinished(() => own.close());
    const raw = await session(own);
    for (let n = 0; n < 12; n++) subscribe(raw, String(n), viewer);
    await expect.poll(() => raw.of('11')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] }]);
    raw.say({ type: 'ping' });
    await closeCode(raw).toEqual([1013]);
  });
});
