import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tellPassing } from '../../kit/live.ts';
import { type Got, openWorld, socket, type World } from './world.ts';

const watch = 'subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { cursor } }';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const pass = (id: string) =>
  tellPassing(world.bus, 'conversations', {
    topic: `dialogue.${id}`,
    name: 'passing',
    workspaceId: 'wsp_test',
    at: Date.now(),
    payload: {},
  });
const cursors = ({ results }: Got) => results.map(({ data }) => data?.dialogueChanged?.cursor);

describe('what is worth nothing a moment later', () => {
  test('is told to who follows now, among what has a place, and moves no place', async () => {
    const id = 'dlg_passing';
    const { position } = world.feeds.happen(id);
    const got = socket(world).subscribe(watch, { id, after: `dialogue.${id}@${position - 1}` });
    await expect.poll(() => cursors(got)).toEqual([`dialogue.${id}@1`]);
    const replays = world.feeds.replays;
    pass(id);
    world.feeds.happen(id);
    pass(id);
    world.feeds.happen(id);
    await expect.poll(() => cursors(got).slice(1)).toEqual(['0', '2', '0', '3'].map((place) => `dialogue.${id}@${place}`));
    expect(world.feeds.replays).toBe(replays);
  });

  test('is executed once for all who follow', async () => {
    const id = 'dlg_shared';
    const { position } = world.feeds.happen(id);
    const all = [1, 2, 3].map(() => socket(world).subscribe(watch, { id, after: `dialogue.${id}@${position - 1}` }));
    await expect.poll(() => all.map(({ results }) => results.length)).toEqual([1, 1, 1]);
    const before = world.executions();
    pass(id);
    await expect.poll(() => all.map(({ results }) => results.length)).toEqual([2, 2, 2]);
    expect(world.executions() - before).toBe(1);
  });

  test('is not told to who comes after', async () => {
    const id = 'dlg_late';
    world.feeds.happen(id);
    pass(id);
    const got = socket(world).subscribe(watch, { id, after: `dialogue.${id}@0` });
    await expect.poll(() => cursors(got)).toEqual([`dialogue.${id}@1`]);
    world.feeds.happen(id);
    await expect.poll(() => cursors(got)).toEqual([`dialogue.${id}@1`, `dialogue.${id}@2`]);
  });
});
