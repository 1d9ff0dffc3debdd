import { expect, inject, test } from 'vitest';
import { five } from '../faults/plan.ts';
import { faultRun } from '../faults/run.ts';
import { story } from './stage.ts';

const minutes = 60_000;

story('platforms that fail in every way', () => {
  test('200 messages over five channels with a fault in every fifth call: each arrives once and in order, or says why not', {
    timeout: 5 * minutes,
  }, async () => {
    const wish = { channels: five, messages: 200, people: 5, share: 0.2, seed: 7 };
    const { tallies } = await faultRun(inject('world'), wish, 4 * minutes);
    expect(tallies.map(({ channel, messages }) => [channel, messages])).toEqual(five.map((channel) => [channel, 40]));
    const wrong = tallies.map(({ channel, lost, doubled, misordered, arrivedFailed }) => ({
      channel,
      lost,
      doubled,
      misordered,
      arrivedFailed,
    }));
    expect(wrong).toEqual(five.map((channel) => ({ channel, lost: [], doubled: [], misordered: [], arrivedFailed: [] })));
    for (const { messages, arrived, failed } of tallies)
      expect(arrived + Object.values(failed).reduce((sum, count) => sum + count, 0)).toBe(messages);
  });
});
