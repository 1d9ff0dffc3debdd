import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { signAgentToken } from '../../kit/token.ts';
import { type Raw, session, subscribe } from './raw.ts';
import { keys, openWorld, type World } from './world.ts';

const watch = 'subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { cursor } }';
const federated = `subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) {
  cursor late dialogue { id customer { name } } } }`;
const personal =
  'subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { cursor dialogue { unreadCount } } }';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let last = 0;
const newDialogue = () => `dlg_fan${++last}`;
const token = (agentId: string, role: 'admin' | 'agent' = 'admin') =>
  signAgentToken({ agentId, workspaceId: 'wsp_test', role }, keys.agent);

/** What happens between now and the end of the work: executions of events, and requests to one subgraph. */
async function counted(work: () => Promise<void>): Promise<{ executions: number; identity: number }> {
  const before = world.asked.length;
  await work();
  const asked = world.asked.slice(before);
  return {
    executions: asked.filter(({ body }) => body.includes('"item":')).length,
    identity: asked.filter(({ subject }) => subject === 'graph.identity').length,
  };
}

/** Subscribes many times on each session, and waits until every one of them has shown what happened first. */
async function follow(sessions: Raw[], each: number, query: string, { id }: { id: string }): Promise<void> {
  const { topic, position } = world.feeds.happen(id);
  const variables = { id, after: `${topic}@${position - 1}` };
  for (const raw of sessions) for (let n = 0; n < each; n++) subscribe(raw, String(n), query, variables);
  await expect.poll(() => sessions.map(({ frames }) => frames.length)).toEqual(sessions.map(() => each));
}

/** One more happens, and everybody is told of it. */
async function tell(sessions: Raw[], id: string): Promise<void> {
  const before = sessions.map(({ frames }) => frames.length);
  const { topic, position } = world.feeds.happen(id);
  const each = new Set(sessions[0]!.frames.map((frame) => frame.id)).size;
  await expect.poll(() => sessions.map(({ frames }, n) => frames.length - before[n]!)).toEqual(sessions.map(() => each));
  for (const { frames } of sessions) {
    const told = frames.slice(-each).map(({ payload }) => payload as { data: { dialogueChanged: { cursor: string } } });
    expect(new Set(told.map(({ data }) => data.dialogueChanged.cursor))).toEqual(new Set([`${topic}@${position}`]));
  }
}

describe('an event', () => {
  test('is executed once for 200 subscribers of the same dialogue, and each subgraph it needs is asked once', async () => {
    const id = newDialogue();
    const sessions = await Promise.all(Array.from({ length: 10 }, async (_, n) => session(world, await token(`agt_${n}`))));
    await follow(sessions, 20, federated, { id });
    expect(await counted(() => tell(sessions, id))).toEqual({ executions: 1, identity: 1 });
    const payloads = sessions.flatMap(({ texts }) => texts.slice(-20).map((text) => text.slice(text.indexOf('"payload"'))));
    expect(new Set(payloads).size).toBe(1);
  });

  test('is executed for each role and for each selection', async () => {
    const id = newDialogue();
    const admins = [await session(world, await token('agt_1')), await session(world, await token('agt_2'))];
    const agents = [await session(world, await token('agt_3', 'agent')), await session(world, await token('agt_4', 'agent'))];
    await follow([...admins, ...agents], 1, federated, { id });
    const others = [await session(world)];
    await follow(others, 1, watch, { id });
    await expect.poll(() => [...admins, ...agents].map(({ frames }) => frames.length)).toEqual([2, 2, 2, 2]);
    expect(await counted(() => tell([...admins, ...agents, ...others], id))).toEqual({ executions: 3, identity: 2 });
    const late = ({ frames }: Raw) =>
      (frames.at(-1)!.payload as { data: { dialogueChanged: { late: boolean } } }).data.dialogueChanged.late;
    expect([...admins, ...agents].map(late)).toEqual([true, true, false, false]);
  });

  test('is executed for each principal where what is selected depends on the principal', async () => {
    const id = newDialogue();
    const sessions = await Promise.all([1, 2, 3].map(async (n) => session(world, await token(`agt_${n}`))));
    await follow(sessions, 2, personal, { id });
    expect((await counted(() => tell(sessions, id))).executions).toBe(3);
    const unread = ({ frames }: Raw) =>
      (frames.at(-1)!.payload as { data: { dialogueChanged: { dialogue: { unreadCount: number } } } }).data.dialogueChanged.dialogue
        .unreadCount;
    expect(sessions.map(unread)).toEqual([1, 2, 3]);
  });

  test('is executed for whoever is shown it in common only in the name of what they have in common', async () => {
    const id = newDialogue();
    const sessions = [await session(world, await token('agt_7', 'agent'))];
    await follow(sessions, 1, federated, { id });
    const before = world.asked.length;
    await tell(sessions, id);
    for (const { body } of world.asked.slice(before)) expect(body).not.toContain('agt_7');
  });
});

describe('those who come back behind a cursor', () => {
  test('share the executions of what they missed, wherever each of them was cut off', async () => {
    const id = newDialogue();
    for (let n = 0; n < 20; n++) world.feeds.happen(id);
    const raw = await session(world);
    const { executions } = await counted(async () => {
      for (let n = 0; n < 40; n++) subscribe(raw, String(n), federated, { id, after: `dialogue.${id}@${n % 10}` });
      await expect.poll(() => raw.frames.length).toBe(40 * 20 - 4 * 45);
    });
    expect(executions).toBe(20);
    const cursors = raw
      .of('7')
      .map(({ payload }) => (payload as { data: { dialogueChanged: { cursor: string } } }).data.dialogueChanged.cursor);
    expect(cursors).toEqual(Array.from({ length: 13 }, (_, n) => `dialogue.${id}@${n + 8}`));
  });

  test('ask together where they begin and what they missed', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    for (let n = 0; n < 5; n++) own.feeds.happen('dlg_1');
    const sessions = await Promise.all(Array.from({ length: 5 }, () => session(own)));
    for (const raw of sessions) for (let n = 0; n < 20; n++) subscribe(raw, String(n), watch, { id: 'dlg_1', after: 'dialogue.dlg_1@2' });
    await expect.poll(() => sessions.map(({ frames }) => frames.length)).toEqual(sessions.map(() => 60));
    expect(own.feeds.opens).toBeLessThan(20);
    expect(own.feeds.replays).toBeLessThan(20);
  });
});

describe('a client that takes nothing', () => {
  test('holds up nobody, is kept nothing for, and misses nothing when it takes again', async () => {
    const own = await openWorld({ LIMIT_QUEUE: '16384' });
    onTestFinished(() => own.close());
    const [slow, quick] = [await session(own), await session(own)];
    for (const raw of [slow, quick]) subscribe(raw, 'a', watch, { id: 'dlg_1' });
    await expect.poll(() => own.heard.length).toBe(1);
    own.feeds.happen('dlg_1');
    await expect.poll(() => [slow.frames.length, quick.frames.length]).toEqual([1, 1]);
    slow.socket.pause();
    const { replays } = own.feeds;
    for (let n = 2; n <= 200; n++) {
      own.feeds.happen('dlg_1', { name: 'large' });
      await expect.poll(() => quick.frames.length, { interval: 1 }).toBe(n);
      quick.texts.length = 0;
    }
    expect(slow.frames.length).toBe(1);
    expect(own.feeds.replays).toBe(replays);
    slow.socket.resume();
    await expect.poll(() => slow.frames.length, { timeout: 20_000 }).toBe(200);
    const cursors = slow.frames.map(({ payload }) =>
      (payload as { data: { dialogueChanged: { cursor: string } } }).data.dialogueChanged.cursor.trim(),
    );
    expect(own.feeds.replays).toBeGreaterThan(replays);
    expect(cursors).toEqual(Array.from({ length: 200 }, (_, n) => `dialogue.dlg_1@${n + 1}`));
  });
});
