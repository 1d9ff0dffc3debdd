import { expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import { CodedError } from '../../schema/errors.ts';
import { codeOf, freshName, gate, upTo, type World } from './world.ts';

/** The part of the contract suite about requests. */
export function requestPromises(world: () => World): void {
  test('are each answered once, by the replicas in turn', async () => {
    const subject = freshName();
    const counts = [0, 0];
    const replica = await world().replica();
    const answering = (index: number) => async (body: Json) => {
      counts[index]!++;
      return { body };
    };
    await world().bus.respond(subject, answering(0));
    await replica.respond(subject, answering(1));
    const replies = await Promise.all(upTo(60).map((number) => world().bus.request(subject, number)));
    expect(replies).toEqual(upTo(60).map((body) => ({ body })));
    expect(counts[0]! + counts[1]!).toBe(60);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  test('that nobody responds to fail with UNAVAILABLE', async () => {
    expect(await codeOf(world().bus.request(freshName(), 1))).toBe('UNAVAILABLE');
  });

  test('to one who stopped fail with UNAVAILABLE', async () => {
    const subject = freshName();
    const responder = await world().bus.respond(subject, async () => 1);
    await responder.stop();
    expect(await codeOf(world().bus.request(subject, 1))).toBe('UNAVAILABLE');
  });

  test('that are not answered in time fail with TIMEOUT', async () => {
    const subject = freshName();
    const { open: finish, opened } = gate();
    await world().bus.respond(subject, async () => opened.then(() => 1));
    expect(await codeOf(world().bus.request(subject, 1, { timeout: 30 }))).toBe('TIMEOUT');
    finish();
  });

  test('fail with the code and message the responder threw', async () => {
    const subject = freshName();
    await world().bus.respond(subject, () => Promise.reject(new CodedError('CONFLICT', 'Überholt.')));
    await expect(world().bus.request(subject, 1)).rejects.toEqual(new CodedError('CONFLICT', 'Überholt.'));
  });

  test('fail with INTERNAL, telling nothing, when the responder fails', async () => {
    const subject = freshName();
    await world().bus.respond(subject, () => Promise.reject(new Error('password is hunter2')));
    const error = await world()
      .bus.request(subject, 1)
      .catch((thrown: CodedError) => thrown);
    expect(error).toMatchObject({ code: 'INTERNAL', message: expect.stringMatching(/logged under err_/) });
    expect(String(error)).not.toContain('hunter2');
  });

  test('and replies of 5 MB arrive whole, several at once', async () => {
    const subject = freshName();
    await world().bus.respond(subject, async (body) => body);
    const bodies = ['a', 'b', 'c'].map((letter) => letter.repeat(5_000_000));
    const replies = await Promise.all(bodies.map((body) => world().bus.request(subject, body)));
    expect(replies.map((reply, index) => reply === bodies[index])).toEqual([true, true, true]);
  });

  test('and replies above 32 MB fail with TOO_LARGE', async () => {
    const [echo, huge] = [freshName(), freshName()];
    const body = 'x'.repeat(33 * 1024 * 1024);
    await world().bus.respond(echo, async () => 1);
    await world().bus.respond(huge, async () => body);
    expect(await codeOf(world().bus.request(echo, body))).toBe('TOO_LARGE');
    expect(await codeOf(world().bus.request(huge, 1))).toBe('TOO_LARGE');
  });

  test('carry text as it is, whoever made it from values or makes values of it', async () => {
    const [texts, values] = [freshName(), freshName()];
    await world().bus.serve(texts, async (text) => `[${text}, "Grüße 👋"]`);
    await world().bus.respond(values, async (body) => ({ body }));
    expect(await world().bus.exchange(texts, '{ "a":  1 }')).toBe('[{ "a":  1 }, "Grüße 👋"]');
    expect(await world().bus.request(texts, { a: 1 })).toEqual([{ a: 1 }, 'Grüße 👋']);
    expect(await world().bus.exchange(values, ' [1] ')).toBe('{"body":[1]}');
  });

  test('carry text of 5 MB, and refuse what is above 32 MB with TOO_LARGE', async () => {
    const [echo, huge] = [freshName(), freshName()];
    await world().bus.serve(echo, async (text) => text);
    await world().bus.serve(huge, async () => 'x'.repeat(33 * 1024 * 1024));
    const text = `"${'ü'.repeat(2_500_000)}"`;
    expect((await world().bus.exchange(echo, text)) === text).toBe(true);
    expect(await codeOf(world().bus.exchange(echo, 'ü'.repeat(17 * 1024 * 1024)))).toBe('TOO_LARGE');
    expect(await codeOf(world().bus.exchange(huge, '1'))).toBe('TOO_LARGE');
  });

  test('end with the reason of their signal when nobody waits any more', async () => {
    const subject = freshName();
    const { open: finish, opened } = gate();
    await world().bus.serve(subject, async () => opened.then(() => '1'));
    const control = new AbortController();
    const reply = world().bus.exchange(subject, '1', { signal: control.signal });
    control.abort(new CodedError('CONFLICT', 'left'));
    await expect(reply).rejects.toEqual(new CodedError('CONFLICT', 'left'));
    expect(await codeOf(world().bus.exchange(subject, '1', { signal: control.signal }))).toBe('CONFLICT');
    finish();
  });

  test('of 5 MB that nobody responds to fail with UNAVAILABLE', async () => {
    expect(await codeOf(world().bus.request(freshName(), 'x'.repeat(5_000_000)))).toBe('UNAVAILABLE');
  });
}
