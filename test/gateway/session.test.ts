import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { signAgentToken } from '../../kit/token.ts';
import { generated } from '../../schema/sdl.ts';
import { dial, type Raw, session, subscribe } from './raw.ts';
import { keys, openWorld, type World } from './world.ts';

const watch = (selection: string) =>
  `subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { ${selection} } }`;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const closed = (raw: Raw) => expect.poll(() => raw.closed.map(({ code }) => code), { timeout: 8_000 });
const cursors = (raw: Raw, id: string) =>
  raw.of(id).map(({ payload }) => (payload as { data: { dialogueChanged: { cursor: string } } }).data.dialogueChanged.cursor);

/** A token that ends in so many seconds. */
async function tokenFor(seconds: number, agentId = 'agt_1'): Promise<string> {
  const claims = decodeJwt(await signAgentToken({ agentId, workspaceId: 'wsp_test', role: 'agent' }, keys.agent));
  const exp = Math.ceil(Date.now() / 1000) + seconds;
  return new SignJWT({ ...claims, exp }).setProtectedHeader({ alg: 'HS256' }).sign(keys.agent);
}

describe('a session whose token ends', () => {
  test('goes on when a ping brings another one of the same principal, and only then', async () => {
    const [kept, left] = [await session(world, await tokenFor(2)), await session(world, await tokenFor(2))];
    kept.say({ type: 'ping', payload: { authorization: `Bearer ${await tokenFor(60)}` } });
    await expect.poll(() => kept.texts).toEqual(['{"type":"pong"}']);
    await closed(left).toEqual([4403]);
    subscribe(kept, 'a', '{ viewer { kind } }');
    await expect.poll(() => kept.of('a').map(({ type }) => type)).toEqual(['next', 'complete']);
  });

  test.each([
    ['another principal', () => tokenFor(60, 'agt_2')],
    ['nobody', async () => 'nonsense'],
  ])('is closed with 4403 by a ping with a token of %s', async (_whose, token) => {
    const raw = await session(world, await tokenFor(60));
    raw.say({ type: 'ping', payload: { authorization: `Bearer ${await token()}` } });
    await closed(raw).toEqual([4403]);
  });
});

describe('a page of another origin', () => {
  const origin = 'https://elsewhere.example';

  test('opens no socket, unless its origin is allowed', async () => {
    const own = await openWorld({ CORS_ORIGINS: origin });
    onTestFinished(() => own.close());
    expect((await dial(world, undefined, { origin })).closed).toHaveLength(1);
    expect((await dial(own, undefined, { origin })).closed).toEqual([]);
    expect((await dial(world, undefined, { origin: world.url })).closed).toEqual([]);
  });
});

describe('a gateway that stops', () => {
  test('tells each client a wait of its own, and takes no operation more', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    const many = await Promise.all(Array.from({ length: 20 }, () => session(own)));
    await own.stop();
    await expect.poll(() => many.map(({ closed: [end] }) => end?.code)).toEqual(many.map(() => 1012));
    const waits = many.map(({ closed: [end] }) => Number(/retry after (\d+) ms/.exec(end!.reason)?.[1]));
    expect(waits.every((wait) => wait >= 200 && wait <= 1_500)).toBe(true);
    expect(new Set(waits).size).toBeGreaterThan(10);
  });
});

describe('when the graph changes', () => {
  test('subscriptions go on where they stand, and those that are not valid any more are told to load anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parlor-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'supergraph.graphql');
    const sdl = readFileSync(generated('supergraph.graphql'), 'utf8');
    writeFileSync(file, sdl);
    const own = await openWorld({ SUPERGRAPH_FILE: file });
    onTestFinished(() => own.close());
    const raw = await session(own);
    own.feeds.happen('dlg_1');
    const variables = { id: 'dlg_1', after: 'dialogue.dlg_1@0' };
    subscribe(raw, 'stays', watch('cursor dialogue { customer { name } }'), variables);
    subscribe(raw, 'ends', watch('cursor late'), variables);
    await expect.poll(() => raw.frames.length).toBe(2);
    writeFileSync(file, sdl.replace(/^ {2}late: Boolean!$/m, '  tardy: Boolean!'));
    let happened = 1;
    const ends = () => raw.of('ends').filter(({ type }) => type === 'error');
    await expect
      .poll(
        () => {
          own.feeds.happen('dlg_1');
          happened += 1;
          return ends();
        },
        { timeout: 20_000 },
      )
      .toMatchObject([{ payload: [{ extensions: { code: 'CONFLICT' } }] }]);
    const expected = Array.from({ length: happened }, (_, n) => `dialogue.dlg_1@${n + 1}`);
    await expect.poll(() => cursors(raw, 'stays')).toEqual(expected);
    expect(raw.closed).toEqual([]);
  });
});
