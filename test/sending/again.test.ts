import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type Scene, type World } from './world.ts';

const retried = ({ mutate }: Scene, messageId: string) => mutate('retryMessage', 'RetryMessageInput', '', { messageId });

describe('a message that its platform took and could not deliver', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  async function lostAfter(on: Scene, text: string, lost: string) {
    const id = await on.say(text);
    await expect.poll(async () => (await on.fate(id))?.state).toBe('SENT');
    await on.post({ took: { ref: id, id: lost, why: 'Nobody there.' } });
    await expect.poll(() => on.fate(id)).toMatchObject({ state: 'FAILED', error: { code: 'recipient_invalid' } });
    return id;
  }

  test('is said again when somebody retries it, and holds up nobody', async () => {
    const on = await world.founded();
    const id = await lostAfter(on, 'hello', 'm1');
    expect(await retried(on, id)).toMatchObject({ userErrors: [] });
    await expect.poll(() => on.fate(id)).toMatchObject({ state: 'SENT', error: null, attempts: [{}, { outcome: 'ACCEPTED' }] });
    const next = await on.say('and on');
    await expect.poll(async () => (await on.fate(next))?.state).toBe('SENT');
    expect(on.loft.said.map(({ text }) => text)).toEqual(['hello', 'hello', 'and on']);
  });

  test('is said again from the part that was lost; the same failure told twice is none of the new one', async () => {
    const on = await world.founded();
    const id = await lostAfter(on, 'paced out', 'm2');
    expect(await retried(on, id)).toMatchObject({ userErrors: [] });
    await expect.poll(async () => (await on.fate(id))?.state).toBe('SENT');
    expect(on.loft.said.map(({ text }) => text)).toEqual(['paced out', 'paced out', 'paced out']);
    await on.post({ took: { ref: id, id: 'm2', why: 'Nobody there, still.' } });
    const next = await on.say('and on');
    await expect.poll(async () => (await on.fate(next))?.state).toBe('SENT');
    expect(await on.fate(id)).toMatchObject({ state: 'SENT', error: null });
  });

  test('fails again where the platform refuses it now: what it took before counts no more', async () => {
    const on = await world.founded();
    const id = await lostAfter(on, 'hello', 'm1');
    on.loft.next('/say', { status: 403, body: { why: 'They moved out.' } });
    expect(await retried(on, id)).toMatchObject({ userErrors: [] });
    await expect.poll(() => on.fate(id)).toMatchObject({ state: 'FAILED', error: { code: 'recipient_blocked' } });
  });

  test('that was seen at the platform after it failed for want of an answer is not said twice', async () => {
    const on = await world.founded();
    on.loft.next('/say', { lost: 'answer' });
    const id = await on.say('lost at sea');
    await expect.poll(() => on.fate(id)).toMatchObject({ state: 'FAILED', error: { code: 'unknown' } });
    await on.post({ took: { ref: id, id: 'm1' } });
    expect(await retried(on, id)).toMatchObject({ userErrors: [] });
    await expect.poll(() => on.fate(id)).toMatchObject({ state: 'SENT', error: null });
    expect(on.loft.said.map(({ text }) => text)).toEqual(['lost at sea']);
  });
});
