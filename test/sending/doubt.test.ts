import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

describe('a call that is never answered', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  test('is made again where the platform knows it again: said once', async () => {
    const { loft, say, fate } = await world.founded();
    loft.next('/say', { lost: 'answer' });
    const id = await say('repeat after me');
    await expect.poll(() => fate(id)).toMatchObject({ state: 'SENT', attempts: [{ outcome: 'UNKNOWN' }, { outcome: 'ACCEPTED' }] });
    expect([loft.count('/say'), loft.said.length]).toEqual([2, 1]);
  });

  test('is not made again where an echo or a status will tell: the next message waits for that', async () => {
    const { loft, say, fate, post } = await world.founded();
    loft.next('/say', { lost: 'answer' });
    const [first, second] = [await say('report to me'), await say('and then')];
    await expect.poll(() => fate(first)).toMatchObject({ state: 'QUEUED', attempts: [{ outcome: 'UNKNOWN' }] });
    await post({ took: { ref: first, id: 'm1' } });
    await expect.poll(() => fate(first)).toMatchObject({ state: 'SENT', error: null });
    await expect.poll(async () => (await fate(second))?.state).toBe('SENT');
    expect(loft.said.map(({ text }) => text)).toEqual(['report to me', 'and then']);
  });

  test('is looked up where the platform can be asked: what it took counts as sent', async () => {
    const { loft, say, fate } = await world.founded();
    loft.next('/say', { lost: 'answer' });
    const id = await say('lookup please');
    await expect.poll(() => fate(id)).toMatchObject({ state: 'SENT', attempts: [{ outcome: 'UNKNOWN' }] });
    expect([loft.count('/say'), loft.count('/said')]).toEqual([1, 1]);
  });

  test('is made again once a platform that can be asked surely has not got it', async () => {
    const { loft, say, fate } = await world.founded();
    loft.next('/say', { lost: 'request' });
    const id = await say('lookup in vain');
    await expect
      .poll(() => fate(id), { timeout: 30_000 })
      .toMatchObject({ state: 'SENT', attempts: [{ outcome: 'UNKNOWN' }, { outcome: 'ACCEPTED' }] });
    expect([loft.said.length, loft.count('/said')]).toEqual([1, 3]);
  });

  test('fails in words where nothing will ever tell, and is not made again', async () => {
    const { loft, say, fate } = await world.founded();
    loft.next('/say', { lost: 'answer' });
    const id = await say('lost at sea');
    const message = expect.stringContaining('never said whether');
    await expect
      .poll(() => fate(id))
      .toMatchObject({ state: 'FAILED', error: { code: 'unknown', message }, attempts: [{ outcome: 'UNKNOWN' }] });
    expect(loft.count('/say')).toBe(1);
  });
});
