import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiCall } from '../../services/channels/plan.ts';
import { callsBehind, firstCall } from '../../services/channels/sending/parts.ts';
import { carrier } from './carrier.ts';
import { openCounter } from './counter.ts';

const faulty = {
  ...carrier,
  render: (...given: Parameters<typeof carrier.render>) => {
    if (JSON.stringify(given[0]).includes('faulty')) throw new TypeError('a fault of ours');
    return carrier.render(...given);
  },
};

let counter: Awaited<ReturnType<typeof openCounter>>;
beforeAll(async () => {
  counter = await openCounter([faulty]);
});
afterAll(() => counter.close());

const stateOf = async (id: string) => (await counter.row(id)).state;

describe('a delivery that another replica took because this one was silent too long', () => {
  test('gets no further call from this one; what the platform calls the part is kept', async () => {
    const { loft, say } = await counter.account();
    const open = Promise.withResolvers<void>();
    loft.next('/say', { until: open.promise });
    const id = await say('paced twice');
    await expect.poll(() => loft.count('/say')).toBe(1);
    await counter.take(id, { state: 'sending' });
    open.resolve();
    await expect.poll(() => counter.db.selectFrom('messages').select('platform_id').where('message_id', '=', id).execute()).toHaveLength(1);
    await counter.take(id, { state: 'failed' });
    const { loft: other, say: saying } = await counter.account();
    const later = await saying('paced thrice');
    await expect.poll(() => stateOf(later)).toBe('sent');
    expect([loft.count('/say'), other.count('/say')]).toEqual([1, 2]);
  });

  test('goes on from what this one learnt, where the other only wondered', async () => {
    const { loft, say } = await counter.account();
    const open = Promise.withResolvers<void>();
    loft.next('/say', { until: open.promise });
    const id = await say('paced twice');
    await expect.poll(() => loft.count('/say')).toBe(1);
    await counter.take(id, { state: 'unknown', doubt_since: new Date() });
    open.resolve();
    await expect.poll(() => stateOf(id)).toBe('sent');
    expect(loft.count('/say')).toBe(2);
  });

  test('stays with whoever sends it, whatever the platform knew when it was asked before', async () => {
    const { loft, say } = await counter.account();
    const open = Promise.withResolvers<void>();
    loft.next('/say', { lost: 'answer' });
    loft.next('/said', { until: open.promise });
    const id = await say('lookup please');
    await expect.poll(() => loft.count('/said')).toBe(1);
    await counter.take(id, { state: 'sending' });
    open.resolve();
    const next = await (await counter.account()).say('meanwhile');
    await expect.poll(() => stateOf(next)).toBe('sent');
    expect(await counter.row(id)).toMatchObject({ state: 'sending', calls_done: 0 });
  });
});

describe('what cannot be sent', () => {
  test('because of a fault of ours fails, and holds up nobody', async () => {
    const { loft, say } = await counter.account();
    const [first, then] = [await say('faulty words'), await say('well said')];
    await expect.poll(() => stateOf(first)).toBe('failed');
    await expect.poll(() => stateOf(then)).toBe('sent');
    expect(loft.said.map(({ text }) => text)).toEqual(['well said']);
  });

  test('because its channel is not there waits, and holds up no other account', async () => {
    const [gone, here] = [await counter.account('gone'), await counter.account()];
    const [first, then] = [await gone.say('to nowhere'), await here.say('to here')];
    await expect.poll(() => stateOf(then)).toBe('sent');
    expect(await stateOf(first)).toBe('queued');
  });
});

describe('a plan that a deployment changed', () => {
  test('is done where all its parts were said', async () => {
    const { loft, say } = await counter.account();
    const id = await say('one now', { calls_done: 3, plan: ['nothing', 'message', 'message'] });
    await expect.poll(() => stateOf(id)).toBe('sent');
    expect(loft.calls).toEqual([]);
  });

  test('goes on behind what was said', () => {
    const calls = (...gives: ApiCall['gives'][]) => gives.map((each) => ({ gives: each }) as ApiCall);
    const begun = { plan: ['message', 'message'] as ApiCall['gives'][], calls_done: 1 };
    expect(firstCall(begun, calls('message', 'message'))).toBe(1);
    expect(firstCall(begun, calls('nothing', 'message', 'nothing', 'message'))).toBe(2);
    expect(firstCall(begun, calls('message'))).toBe(1);
    expect(firstCall({ plan: ['nothing', 'message'], calls_done: 1 }, calls('nothing', 'nothing', 'message'))).toBe(0);
    expect(callsBehind(['nothing', 'message'], 2)).toBe(2);
  });
});
