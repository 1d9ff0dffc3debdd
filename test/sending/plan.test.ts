import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

describe('a plan of several calls', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  test('goes on at the call that failed, with what the calls before it gave', async () => {
    const { loft, say, fate } = await world.founded();
    loft.next('/say', { status: 500 });
    const id = await say('album of ana');
    await expect
      .poll(() => fate(id))
      .toMatchObject({ state: 'SENT', attempts: [{ outcome: 'REFUSED', errorClass: 'transient' }, { outcome: 'ACCEPTED' }] });
    expect([loft.count('/open'), loft.count('/say')]).toEqual([1, 2]);
    expect(loft.calls.filter(({ path }) => path === '/say').map(({ body }) => JSON.parse(body))).toEqual([
      { ref: id, text: 'album of ana', ticket: 't1', again: true },
      { ref: id, text: 'album of ana', ticket: 't1', again: true },
    ]);
  });

  test('does not fail for a courtesy', async () => {
    const { loft, say, fate } = await world.founded();
    loft.next('/typing', { status: 400 });
    const id = await say('courteous as ever');
    await expect.poll(() => fate(id)).toMatchObject({ state: 'SENT', attempts: [{ outcome: 'ACCEPTED' }] });
  });

  test('takes the lane of each call that names one', async () => {
    const { loft, say, fate } = await world.founded();
    const id = await say('paced twice');
    await expect.poll(async () => (await fate(id))?.state).toBe('SENT');
    const [first, second] = loft.calls.map(({ at }) => at);
    expect(second! - first!).toBeGreaterThanOrEqual(250);
  });

  test('what the platform did before is done', async () => {
    const { loft, say, fate } = await world.founded();
    loft.next('/say', { status: 409 });
    const id = await say('once');
    await expect.poll(() => fate(id)).toMatchObject({ state: 'SENT', error: null });
    expect(loft.count('/say')).toBe(1);
  });
});
