import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

const second = 1_000;

describe('a platform that refuses', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  test('is asked again after the time it names, and not before', async () => {
    const { loft, say, fate } = await world.founded();
    loft.next('/say', { status: 429, headers: { 'retry-after': '2' } });
    const id = await say('slow down');
    await expect.poll(() => fate(id)).toMatchObject({ state: 'SENT', attempts: [{ errorClass: 'rate_limited' }, { outcome: 'ACCEPTED' }] });
    const [first, again] = loft.calls.map(({ at }) => at);
    expect(again! - first!).toBeGreaterThanOrEqual(2 * second);
    expect(again! - first!).toBeLessThan(4 * second);
  });

  test('that does not take a token any more gets a fresh one, once, within the same try', async () => {
    const { loft, say, fate } = await world.founded('courier');
    const warm = await say('warm up');
    await expect.poll(async () => (await fate(warm))?.state).toBe('SENT');
    loft.next('/say', { status: 401 });
    const id = await say('with a token');
    await expect.poll(() => fate(id)).toMatchObject({ state: 'SENT', attempts: [{ outcome: 'ACCEPTED' }] });
    const said = loft.calls.filter(({ path }) => path === '/say');
    expect(said.map(({ headers }) => headers.authorization)).toEqual(['token-1', 'token-1', 'token-2']);
  });

  test('that takes no fresh token either pauses the account; it resumes when it is mended, in order', async () => {
    const { id: channelAccountId, loft, say, fate, status, mutate } = await world.founded('courier');
    loft.next('/say', { status: 401 }, { status: 401, body: { why: 'Who are you?' } });
    const ids = [await say('one'), await say('two')];
    await expect.poll(status).toMatchObject({ status: 'PAUSED', statusReason: expect.stringContaining('Who are you?') });
    expect(await fate(ids[1]!)).toMatchObject({ state: 'QUEUED' });
    await mutate('updateChannelAccount', 'UpdateChannelAccountInput', '', { channelAccountId, secrets: { key: 'k2' } });
    for (const id of ids) await expect.poll(async () => (await fate(id))?.state).toBe('SENT');
    expect(loft.said.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test('because the person blocked us is believed: nothing more is tried until they write again', async () => {
    const { loft, say, fate, met, post } = await world.founded();
    const both = Promise.withResolvers<void>();
    loft.next('/say', { until: both.promise, status: 403, body: { why: 'They moved out.' } });
    const [first, then] = [await say('one'), await say('two')];
    both.resolve();
    await expect
      .poll(() => fate(first))
      .toMatchObject({ state: 'FAILED', error: { code: 'recipient_blocked', message: expect.stringContaining('moved out') } });
    await expect.poll(() => fate(then)).toMatchObject({ state: 'FAILED', error: { code: 'recipient_blocked' } });
    expect(loft.count('/say')).toBe(1);
    await met(post);
    const last = await say('three');
    await expect.poll(async () => (await fate(last))?.state).toBe('SENT');
  });

  test('to answer in time holds up nobody but its own account', async () => {
    const { loft, post, say, fate, connect, met } = await world.founded();
    const open = Promise.withResolvers<void>();
    const people = Array.from({ length: 30 }, (_, index) => `guest ${index}`);
    loft.next('/say', ...people.map(() => ({ until: open.promise })));
    const dialogues = [];
    for (const person of people) dialogues.push(await met(post, person));
    const stuck = await Promise.all(dialogues.map((dialogue) => say('late', dialogue)));
    await expect.poll(() => loft.count('/say')).toBe(24);
    const other = await connect();
    const id = await say('quick', await met(other.post, 'ben'));
    await expect.poll(async () => (await fate(id))?.state).toBe('SENT');
    expect(loft.count('/say')).toBe(24);
    open.resolve();
    for (const each of stuck) await expect.poll(async () => (await fate(each))?.state).toBe('SENT');
  });
});
