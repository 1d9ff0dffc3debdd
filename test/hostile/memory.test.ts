import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { openWorld } from '../gateway/world.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const megabyte = 2 ** 20;

test('ten thousand different operations are answered, and leave no more behind than there is room for', async () => {
  const world = await openWorld({ LIMIT_RATE: '100000', PLAN_CACHE: String(megabyte), ANSWER_CACHE: String(megabyte), LIMIT_BATCH: '100' });
  onTestFinished(() => world.close());
  const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' };

  /** A hundred operations that nobody has sent before, each with a text of its own, and a large one beside them that is wrong. */
  async function send(round: number): Promise<number> {
    const wrong = { query: `{ ${'x'.repeat(50)}${round} } # ${'y'.repeat(20_000)}` };
    const operations = Array.from({ length: 99 }, (_, n) => ({ query: `query q${round}_${n} { a${round}_${n}: __typename }` }));
    const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers, body: JSON.stringify([...operations, wrong]) });
    const answers = (await response.json()) as { data?: object }[];
    return answers.filter(({ data }) => data).length;
  }

  async function sendMany(from: number, rounds: number): Promise<number> {
    let answered = 0;
    for (let round = from; round < from + rounds; round++) answered += await send(round);
    return answered;
  }

  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed / megabyte;
  };

  await sendMany(0, 20);
  const before = heap();
  expect(await sendMany(20, 80)).toBe(80 * 99);
  // The documents that are kept, at 64 MB the most, are what may grow.
  expect(heap() - before).toBeLessThan(64);
});
