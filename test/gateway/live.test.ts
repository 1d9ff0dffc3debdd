import { createClient } from 'graphql-sse';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import { signAgentToken } from '../../kit/token.ts';
import { CodedError } from '../../schema/errors.ts';
import { type Got, host, keys, openWorld, socket, type World } from './world.ts';

const watch = 'subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { cursor kind } }';
const deep = 'subscription ($id: ID!) { dialogueChanged(dialogueId: $id) { cursor dialogue { customer { name } } } }';

let world: World;
beforeAll(async () => {
  world = await openWorld({}, 50);
});
afterAll(() => world.close());

let last = 0;
const newDialogue = () => `dlg_${++last}`;
const seen = (got: Got) => got.results.map(({ data }) => `${data?.dialogueChanged?.kind} ${data?.dialogueChanged?.cursor}`);
const codes = (got: Got) => got.results.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions?.code));

/** Subscribed, and known to be live: it has shown a first event. */
async function live(id: string, query = watch) {
  const got = socket(world).subscribe(query, { id });
  await expect.poll(() => world.heard).toContain(`conversations.dialogue.${id}`);
  world.feeds.happen(id);
  await expect.poll(() => got.results.length).toBe(1);
  return got;
}

function events(in_: World, id: string, token = in_.token) {
  const client = createClient({ url: `${in_.url}/graphql`, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
  onTestFinished(() => client.dispose());
  const got: Got = { results: [], failure: undefined, complete: false };
  const stop = client.subscribe(
    { query: watch, variables: { id } },
    {
      next: (result) => void got.results.push(result as Got['results'][number]),
      error: (failure) => {
        got.failure = failure;
      },
      complete: () => {
        got.complete = true;
      },
    },
  );
  return Object.assign(got, { stop });
}

describe('a subscription', () => {
  test('shows what happens, in order, from notices alone', async () => {
    const id = newDialogue();
    const got = await live(id);
    for (let n = 0; n < 3; n++) world.feeds.happen(id);
    await expect.poll(() => seen(got)).toEqual([1, 2, 3, 4].map((n) => `APPENDED dialogue.${id}@${n}`));
  });

  test('resumes behind a cursor without a hole and without a double', async () => {
    const id = newDialogue();
    for (let n = 0; n < 250; n++) world.feeds.happen(id);
    const got = socket(world).subscribe(watch, { id, after: `dialogue.${id}@7` });
    await expect.poll(() => got.results.length).toBeGreaterThan(100);
    world.feeds.happen(id);
    await expect.poll(() => got.results.length).toBe(244);
    expect(seen(got)).toEqual(Array.from({ length: 244 }, (_, n) => `APPENDED dialogue.${id}@${n + 8}`));
  });

  test('fills from the store what a lost notice left out', async () => {
    const id = newDialogue();
    const got = await live(id);
    world.feeds.happen(id, { lost: true });
    world.feeds.happen(id);
    await expect.poll(() => seen(got).slice(1)).toEqual([`APPENDED dialogue.${id}@2`, `APPENDED dialogue.${id}@3`]);
  });

  test('finds what happened though no notice of it or after it ever came', async () => {
    const id = newDialogue();
    const got = await live(id);
    world.feeds.happen(id, { lost: true });
    await expect.poll(() => seen(got).at(-1)).toBe(`APPENDED dialogue.${id}@2`);
  });

  test('finds it also while notices of what is long known keep coming', async () => {
    const id = newDialogue();
    const got = await live(id);
    const known = world.feeds.happen(id);
    const again = setInterval(() => world.bus.notify(`conversations.${known.topic}`, known as unknown as Json), 5);
    onTestFinished(() => clearInterval(again));
    world.feeds.happen(id, { lost: true });
    await expect.poll(() => seen(got).at(-1)).toBe(`APPENDED dialogue.${id}@3`);
  });

  test('follows a dialogue into the one it was merged into', async () => {
    const [from, into] = [newDialogue(), newDialogue()];
    world.feeds.happen(into);
    const got = await live(from);
    world.feeds.happen(from, { moves: [{ from: `dialogue.${from}`, to: `dialogue.${into}` }] });
    world.feeds.happen(into);
    await expect.poll(() => seen(got).slice(1)).toEqual([`APPENDED dialogue.${from}@2`, `APPENDED dialogue.${into}@3`]);
  });

  test('stays where a move concerns only those who began elsewhere', async () => {
    const [from, into] = [newDialogue(), newDialogue()];
    const got = await live(from);
    world.feeds.happen(from, { moves: [{ from: `dialogue.${from}`, to: `dialogue.${into}`, origins: ['dialogue.other'] }] });
    world.feeds.happen(into);
    world.feeds.happen(from);
    await expect.poll(() => seen(got).slice(1)).toEqual([`APPENDED dialogue.${from}@2`, `APPENDED dialogue.${from}@3`]);
  });

  test('is told when the store has let go of what it missed', async () => {
    const id = newDialogue();
    for (let n = 0; n < 9; n++) world.feeds.happen(id);
    world.feeds.prune(id, 8);
    const got = socket(world).subscribe(watch, { id, after: `dialogue.${id}@2` });
    await expect.poll(() => seen(got)).toEqual([`LAGGED dialogue.${id}@7`, `APPENDED dialogue.${id}@8`, `APPENDED dialogue.${id}@9`]);
  });

  test('leaves out what this client may not see', async () => {
    const id = newDialogue();
    const got = await live(id);
    world.feeds.happen(id, { name: 'hidden' });
    world.feeds.happen(id);
    await expect.poll(() => seen(got).slice(1)).toEqual([`APPENDED dialogue.${id}@3`]);
  });

  test('shares what listens to a feed with the others, and lets go of it with the last', async () => {
    const id = newDialogue();
    const [one, other] = [await live(id), socket(world).subscribe(watch, { id, after: `dialogue.${id}@0` })];
    await expect.poll(() => other.results.length).toBe(1);
    one.stop();
    world.feeds.happen(id);
    await expect.poll(() => other.results.length).toBe(2);
    expect(world.heard.filter((subject) => subject.endsWith(id))).toHaveLength(1);
  });

  test('adds what other subgraphs know', async () => {
    const got = await live(newDialogue(), deep);
    expect(got.results[0]?.data?.dialogueChanged?.dialogue).toEqual({ customer: { name: 'Name of cus_1' } });
  });

  test('refused by its subgraph ends with the code', async () => {
    const got = socket(world).subscribe(watch, { id: 'dlg_none' });
    await expect.poll(() => got.failure).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test('tells what failed at an event, without its details, and goes on', async () => {
    const id = newDialogue();
    const got = await live(id);
    world.feeds.happen(id, { name: 'broken' });
    world.feeds.happen(id);
    await expect.poll(() => got.results.length, { timeout: 5_000 }).toBe(3);
    expect(codes(got)).toEqual(['INTERNAL']);
    expect(JSON.stringify(got.results)).not.toContain('secret');
  });
});

describe('while something is down', () => {
  test('no event is skipped: it comes when its subgraph is back', async () => {
    const own = await openWorld({}, 50);
    onTestFinished(() => own.close());
    const got = socket(own).subscribe(watch, { id: 'dlg_1', after: 'dialogue.dlg_1@0' });
    await expect.poll(() => own.feeds.replays).toBeGreaterThan(0);
    own.feeds.outage = new CodedError('UNAVAILABLE', 'down');
    await own.hosts.conversations!.stop();
    own.feeds.happen('dlg_1', { lost: true });
    own.feeds.happen('dlg_1');
    own.feeds.outage = undefined;
    await host(own.bus, 'conversations');
    await expect.poll(() => seen(got), { timeout: 5_000 }).toEqual(['APPENDED dialogue.dlg_1@1', 'APPENDED dialogue.dlg_1@2']);
  });

  test('an event comes without the part that another subgraph cannot give, and says so', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    await own.hosts.identity!.stop();
    const got = socket(own).subscribe(deep, { id: 'dlg_1' });
    await expect.poll(() => own.heard).toHaveLength(1);
    own.feeds.happen('dlg_1');
    await expect.poll(() => codes(got), { timeout: 5_000 }).toEqual(['UNAVAILABLE']);
    expect(got.results[0]?.data?.dialogueChanged).toEqual({ cursor: 'dialogue.dlg_1@1', dialogue: { customer: { name: null } } });
  });
});

describe('over server-sent events', () => {
  test('a subscription runs like on a socket', async () => {
    const id = newDialogue();
    const got = events(world, id);
    await expect.poll(() => world.heard).toContain(`conversations.dialogue.${id}`);
    world.feeds.happen(id);
    await expect.poll(() => seen(got)).toEqual([`APPENDED dialogue.${id}@1`]);
  });

  test('a refusal is a result, and then it is over', async () => {
    const got = events(world, 'dlg_none');
    await expect.poll(() => got.complete).toBe(true);
    expect(codes(got)).toEqual(['NOT_FOUND']);
  });

  test('the end of the token ends the stream with UNAUTHENTICATED', async () => {
    const got = events(world, newDialogue(), await shortToken());
    await expect.poll(() => got.complete, { timeout: 4_000 }).toBe(true);
    expect(codes(got)).toEqual(['UNAUTHENTICATED']);
  });

  test('the end of the gateway ends the stream with UNAVAILABLE', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    const got = events(own, 'dlg_1');
    await expect.poll(() => own.heard).toHaveLength(1);
    await own.stop();
    await expect.poll(() => got.complete).toBe(true);
    expect(codes(got)).toEqual(['UNAVAILABLE']);
  });
});

describe('on a socket', () => {
  test('queries and mutations work too', async () => {
    const client = socket(world);
    const query = client.subscribe('{ viewer { kind } }');
    const mutation = client.subscribe('mutation { addNote(input: { dialogueId: "dlg_1", text: "hi" }) { note { text } } }');
    await expect.poll(() => query.complete && mutation.complete).toBe(true);
    expect(query.results).toMatchObject([{ data: { viewer: { kind: 'AGENT' } } }]);
    expect(mutation.results).toMatchObject([{ data: { addNote: { note: { text: 'hi' } } } }]);
  });

  test('the token may come with the upgrade instead', async () => {
    const client = socket(world, null, { authorization: `Bearer ${world.token}` });
    const query = client.subscribe('{ viewer { kind } }');
    await expect.poll(() => query.complete).toBe(true);
  });

  test.each([null, 'nonsense'])('the token %s is refused with 4403', async (token) => {
    const client = socket(world, token);
    client.subscribe('{ viewer { kind } }');
    await expect.poll(() => client.closed.map(({ code }) => code)).toEqual([4403]);
  });

  test('the end of the token closes it with 4403', async () => {
    const client = socket(world, await shortToken());
    client.subscribe(watch, { id: newDialogue() });
    await expect.poll(() => client.closed.map(({ code }) => code), { timeout: 4_000 }).toEqual([4403]);
  });

  test('the end of the gateway closes it with 1012, so that clients come back', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    const client = socket(own);
    const got = client.subscribe(watch, { id: 'dlg_1' });
    await expect.poll(() => own.heard).toHaveLength(1);
    await own.stop();
    await expect.poll(() => client.closed.map(({ code }) => code)).toEqual([1012]);
    expect(got.complete).toBe(false);
  });

  test.each([
    ['subscription ($v: Boolean = true) { dialogueChanged(dialogueId: "dlg_1") @include(if: $v) { cursor } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { a: dialogueChanged(dialogueId: "dlg_1") { cursor } inboxChanged { cursor } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription ($id: ID!) { dialogueChanged(dialogueId: $id) { cursor } }', 'BAD_USER_INPUT'],
    ['subscription { dialogueChanged(', 'GRAPHQL_PARSE_FAILED'],
  ])('%s is refused with %s', async (query, code) => {
    const got = socket(world).subscribe(query);
    await expect.poll(() => got.failure).toMatchObject([{ extensions: { code } }]);
  });
});

/** A token that ends in a second or two. */
async function shortToken(): Promise<string> {
  const claims = decodeJwt(await signAgentToken({ agentId: 'agt_1', workspaceId: 'wsp_test', role: 'agent' }, keys.agent));
  return new SignJWT({ ...claims, exp: Math.ceil(Date.now() / 1000) + 1 }).setProtectedHeader({ alg: 'HS256' }).sign(keys.agent);
}
