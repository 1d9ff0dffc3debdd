import { expect, test } from 'vitest';
import { createRate } from '../gateway/rate.ts';
import { CodedError } from '../schema/errors.ts';

function clocked(perSecond: number) {
  const clock = { now: 1_000_000 };
  const rate = createRate({ LIMIT_RATE: perSecond }, () => clock.now);
  /** How many of so many tries are let through, and what the last refused one was told. */
  const tries = (key: string, count: number, points?: number) => {
    let passed = 0;
    let refusal: CodedError | undefined;
    for (let n = 0; n < count; n++) {
      try {
        rate.take(key, points);
        passed++;
      } catch (error) {
        refusal = error as CodedError;
      }
    }
    return { passed, refusal };
  };
  return { clock, tries };
}

test('a caller may use ten seconds’ worth at once, and is told when to come back', () => {
  const { tries } = clocked(10);
  const { passed, refusal } = tries('ana', 150);
  expect(passed).toBe(100);
  expect(refusal).toBeInstanceOf(CodedError);
  expect(refusal).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 1 });
});

test('what was used comes back at the rate, and what was refused costs nothing', () => {
  const { clock, tries } = clocked(10);
  tries('ana', 1_000);
  clock.now += 2_000;
  expect(tries('ana', 1_000).passed).toBe(20);
  clock.now += 60_000;
  expect(tries('ana', 1_000).passed).toBe(100);
});

test('one caller takes nothing from another', () => {
  const { tries } = clocked(10);
  tries('ana', 1_000);
  expect(tries('bo', 100).passed).toBe(100);
});

test('a batch counts as many times as it has operations, and passes as a whole or not at all', () => {
  const { tries } = clocked(10);
  const { passed, refusal } = tries('ana', 20, 8);
  expect(passed).toBe(12);
  expect(refusal?.retryAfter).toBe(1);
  expect(tries('ana', 10).passed).toBe(4);
});
