import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openWorld, type World } from './world.ts';

const watch = 'subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { cursor } }';
const parts = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let last = 0;
const newDialogue = () => `dlg_stream${++last}`;

/** Asks, and reads the answer as it comes. */
async function read(in_: World, accept: string, query: string, variables: object = {}, more: RequestInit = {}) {
  const control = new AbortController();
  onTestFinished(() => control.abort());
  const response = await fetch(`${in_.url}/graphql`, {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${in_.token}` },
    body: JSON.stringify({ query, variables }),
    signal: control.signal,
    ...more,
  });
  const got = { response, text: '', ended: false, cut: () => control.abort() };
  const take = async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) got.text += chunk;
    got.ended = true;
  };
  void take().catch(() => undefined);
  return got;
}

/** Follows a dialogue in which one thing has happened, of which it is told. */
async function follow(in_: World, accept: string, id: string) {
  const { topic, position } = in_.feeds.happen(id);
  const got = await read(in_, accept, watch, { id, after: `${topic}@${position - 1}` });
  await expect.poll(() => got.text).toContain(`${topic}@${position}`);
  return got;
}

describe('server-sent events', () => {
  const accept = 'text/event-stream';

  test('begin with how long to wait before coming back, and are written as graphql-sse has it', async () => {
    const id = newDialogue();
    const got = await follow(world, accept, id);
    expect(got.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(got.response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.text).toMatch(/^retry: \d{4}\n\n/);
    const event = `event: next\ndata: {"data":{"dialogueChanged":{"cursor":"dialogue.${id}@1"}}}\n\n`;
    expect(got.text.slice(got.text.indexOf('event:'))).toBe(event);
  });

  test('of a query are its result and the end', async () => {
    const got = await read(world, accept, '{ viewer { kind } }');
    await expect.poll(() => got.ended).toBe(true);
    expect(got.text).toMatch(/event: next\ndata: \{"data":\{"viewer":\{"kind":"AGENT"\}\}.*\}\n\nevent: complete\ndata: \n\n$/);
  });

  test('change nothing when they are asked for by GET', async () => {
    const search = new URLSearchParams({ query: 'mutation { addNote(input: { dialogueId: "dlg_1", text: "hi" }) { note { text } } }' });
    const headers = { accept, authorization: `Bearer ${world.token}` };
    const response = await fetch(`${world.url}/graphql?${search}`, { headers });
    expect(await response.text()).toContain('METHOD_NOT_ALLOWED');
  });

  test('in the single connection mode are refused', async () => {
    const headers = { authorization: `Bearer ${world.token}` };
    expect((await fetch(`${world.url}/graphql`, { method: 'PUT', headers })).status).toBe(404);
  });

  test('when this gateway stops, end with UNAVAILABLE and how long to wait', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    const got = await follow(own, accept, 'dlg_1');
    await own.stop();
    await expect.poll(() => got.ended).toBe(true);
    expect(got.text).toMatch(
      /retry: \d+\n\nevent: next\ndata: \{"errors":\[\{.*"code":"UNAVAILABLE".*\]\}\n\nevent: complete\ndata: \n\n$/,
    );
  });

  test('are let go of when their client goes', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    const got = await follow(own, accept, 'dlg_1');
    const other = await read(own, accept, watch.replace('cursor', 'cursor kind'), { id: 'dlg_1', after: 'dialogue.dlg_1@0' });
    got.cut();
    const executed = async () => {
      const { position } = own.feeds.happen('dlg_1');
      await expect.poll(() => other.text).toContain(`@${position}"`);
      return own.asked.filter(({ body }) => body.includes(`"position":${position},`)).length;
    };
    await expect.poll(executed, { timeout: 5_000 }).toBe(1);
  });
});

/** A connection on which a test writes its requests itself, and what came. */
function wire(in_: World) {
  const socket = connect(in_.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const got = { socket, text: '', ask };
  socket.on('data', (chunk) => {
    got.text += chunk;
  });
  function ask(...queries: string[]): void {
    const requests = queries.map((query) => {
      const body = JSON.stringify({ query });
      const headers = `host: test\r\naccept: text/event-stream\r\ncontent-type: application/json\r\nauthorization: Bearer ${in_.token}`;
      return `POST /graphql HTTP/1.1\r\n${headers}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    });
    socket.write(requests.join(''));
  }
  return got;
}

describe('several streams on one connection', () => {
  const viewer = '{ viewer { kind } }';

  test('one after the other leave nothing behind on it', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => void (warning.name.startsWith('MaxListeners') && warnings.push(warning));
    process.on('warning', warned);
    onTestFinished(() => void process.off('warning', warned));
    const got = wire(world);
    for (let n = 1; n <= 12; n++) {
      got.ask(viewer);
      await expect.poll(() => got.text.split('event: complete').length - 1, { interval: 5 }).toBe(n);
    }
    expect(warnings).toEqual([]);
  });

  test('at once are refused but the first: nobody is held who would never be told', async () => {
    const own = await openWorld({ LIMIT_CLIENTS: '2' });
    onTestFinished(() => own.close());
    const got = wire(own);
    got.ask('subscription { dialogueChanged(dialogueId: "dlg_1") { cursor } }', viewer, viewer);
    await expect.poll(() => got.text).toContain('retry: ');
    const other = await read(own, 'text/event-stream', viewer);
    expect(other.response.status).toBe(200);
    await own.stop();
    await expect.poll(() => got.text).toContain('BAD_INPUT');
  });
});

describe('parts of one answer', () => {
  test('are written as Apollo’s clients read them', async () => {
    const id = newDialogue();
    const got = await follow(world, parts, id);
    expect(got.response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    const part = `\r\ncontent-type: application/json\r\n\r\n{"payload":{"data":{"dialogueChanged":{"cursor":"dialogue.${id}@1"}}}}\r\n--graphql`;
    expect(got.text).toBe(`\r\n--graphql${part}`);
  });

  test('show that the connection lives while nothing happens', async () => {
    const got = await follow(world, parts, newDialogue());
    await expect.poll(() => got.text, { timeout: 8_000 }).toMatch(/\r\n\r\n\{\}\r\n--graphql$/);
  });

  test('of a refusal are the refusal and the end', async () => {
    const got = await read(world, parts, watch, { id: 'dlg_none' });
    await expect.poll(() => got.ended).toBe(true);
    expect(got.text).toMatch(/\{"payload":\{"errors":\[\{.*"code":"NOT_FOUND".*\]\}\}\r\n--graphql--\r\n$/);
  });

  test('when this gateway stops, end with an error of the transport', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    const got = await follow(own, parts, 'dlg_1');
    await own.stop();
    await expect.poll(() => got.ended).toBe(true);
    expect(got.text).toMatch(/\{"payload":null,"errors":\[\{.*"code":"UNAVAILABLE".*\]\}\r\n--graphql--\r\n$/);
  });
});

describe('one client more than there is room for', () => {
  test('is told to come back, over HTTP and on a socket', async () => {
    const own = await openWorld({ LIMIT_CLIENTS: '1' });
    onTestFinished(() => own.close());
    const got = await follow(own, 'text/event-stream', 'dlg_1');
    const refused = await read(own, 'text/event-stream', watch, { id: 'dlg_1' });
    await expect.poll(() => refused.text).toContain('"code":"UNAVAILABLE"');
    expect([refused.response.status, refused.response.headers.has('retry-after')]).toEqual([503, true]);
    got.cut();
    await expect.poll(async () => (await read(own, 'text/event-stream', '{ viewer { kind } }')).response.status).toBe(200);
  });
});
