import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../kit/bus/bus.ts';
import { CodedError } from '../schema/errors.ts';
import { requestPromises } from './bus/requests.ts';
import {
  apart,
  brokerExpected,
  codeOf,
  event,
  eventually,
  freshName,
  gate,
  memoryWorld,
  natsWorld,
  numberOf,
  recorder,
  upTo,
  type World,
} from './bus/world.ts';

const kinds = [
  { kind: 'memory', open: memoryWorld, skip: false },
  { kind: 'nats', open: natsWorld, skip: !brokerExpected },
];

for (const { kind, open, skip } of kinds) {
  describe.skipIf(skip)(`the bus promises (${kind})`, () => {
    let world: World;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world?.end());

    describe('durable events', () => {
      test('arrive as they were published', async () => {
        const source = freshName();
        const given: unknown[] = [];
        const { consumer } = recorder(source, async (one) => void given.push(one));
        await world.bus.consume(consumer);
        const sent = { ...event(source, 1), payload: { text: 'Grüße 👋', list: [1, null, { deep: true }] } };
        await world.bus.publish(sent);
        await eventually(() => expect(given).toEqual([sent]));
      });

      test('of one key arrive in order, one after the other, even when some attempts fail', async () => {
        const source = freshName();
        let running = 0;
        let most = 0;
        const { consumer, numbers, seen } = recorder(source, async (one, attempt) => {
          most = Math.max(most, ++running);
          await Promise.resolve();
          running--;
          if (numberOf(one) % 4 === 1 && attempt < 3) throw new Error('not yet');
        });
        await world.bus.consume(consumer);
        await Promise.all(upTo(12).map((number) => world.bus.publish(event(source, number))));
        await eventually(() => expect(new Set(numbers()).size).toBe(12));
        await eventually(() => expect(seen.length).toBe(18));
        expect(numbers()).toEqual([0, 1, 1, 1, 2, 3, 4, 5, 5, 5, 6, 7, 8, 9, 9, 9, 10, 11]);
        expect(most).toBe(1);
      });

      test('of one key stay in order when two replicas share them and attempts fail', async () => {
        const source = freshName();
        const shared = recorder(source, async (one, attempt) => {
          if (numberOf(one) % 3 === 0 && attempt === 1) throw new Error('not yet');
        });
        await world.bus.consume(shared.consumer);
        const replica = await world.replica();
        if (replica !== world.bus) await replica.consume(shared.consumer);
        await Promise.all(upTo(12).map((number) => world.bus.publish(event(source, number))));
        await eventually(() => expect(shared.seen.length).toBe(16));
        expect(shared.numbers()).toEqual([0, 0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11]);
      });

      test('of another key are not held up by one that takes long', async () => {
        const source = freshName();
        const [slow, quick] = apart();
        const { open: finish, opened } = gate();
        const { consumer, seen } = recorder(source, (one) => (one.key === slow ? opened : Promise.resolve()));
        await world.bus.consume(consumer);
        const first = world.bus.publish(event(source, 1, slow));
        await eventually(() => expect(seen.length).toBe(1));
        await world.bus.publish(event(source, 2, quick));
        await eventually(() => expect(seen.map(({ key }) => key)).toEqual([slow, quick]));
        finish();
        await first;
      });

      test('that fail are tried again, each time after the next wait', async () => {
        const source = freshName();
        const times: number[] = [];
        const { consumer, seen } = recorder(
          source,
          async (_, attempt) => {
            times.push(performance.now());
            if (attempt < 3) throw new Error('not yet');
          },
          [40, 160],
        );
        await world.bus.consume(consumer);
        await world.bus.publish(event(source, 1));
        await eventually(() => expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3]));
        expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(38);
        expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(158);
      });

      test('are parked after the last try, and those behind them go on', async () => {
        const source = freshName();
        const { consumer, seen, parked, numbers } = recorder(source, async (one) => {
          if (numberOf(one) === 1) throw new Error('cannot be');
        });
        await world.bus.consume(consumer);
        await Promise.all([world.bus.publish(event(source, 1)), world.bus.publish(event(source, 2))]);
        await eventually(() => expect(seen.length).toBe(4));
        expect(numbers()).toEqual([1, 1, 1, 2]);
        expect(parked).toEqual([{ number: 1, message: 'cannot be' }]);
      });

      test('are not let go before they are parked', async () => {
        const source = freshName();
        let refusals = 2;
        const { consumer, seen, parked } = recorder(source, () => Promise.reject(new Error('cannot be')), []);
        const park = consumer.park;
        consumer.park = async (one, error) => {
          if (refusals-- > 0) throw new Error('no room');
          await park(one, error);
        };
        await world.bus.consume(consumer);
        await world.bus.publish(event(source, 1));
        await eventually(() => expect(parked.map(({ number }) => number)).toEqual([1]));
        expect(seen.length).toBe(1);
      });

      test('reach every consumer once, while replicas of one consumer share them', async () => {
        const source = freshName();
        const [one, two] = [recorder(source), recorder(source)];
        const replica = await world.replica();
        await world.bus.consume(one.consumer);
        if (replica !== world.bus) await replica.consume(one.consumer);
        await world.bus.consume(two.consumer);
        await Promise.all(upTo(16).map((number) => world.bus.publish(event(source, number, `key${number}`))));
        const sorted = (numbers: number[]) => numbers.toSorted((left, right) => left - right);
        await eventually(() => expect([sorted(one.numbers()), sorted(two.numbers())]).toEqual([upTo(16), upTo(16)]));
      });

      test('reach only those that named their source', async () => {
        const [source, other] = [freshName(), freshName()];
        const { consumer, numbers } = recorder(source);
        await world.bus.consume(consumer);
        await world.bus.publish(event(other, 1));
        await world.bus.publish(event(source, 2));
        await eventually(() => expect(numbers()).toEqual([2]));
      });

      test('published twice under one id are handled once', async () => {
        const source = freshName();
        const { consumer, numbers } = recorder(source);
        await world.bus.consume(consumer);
        await Promise.all([event(source, 1), event(source, 1), event(source, 2)].map(world.bus.publish));
        await eventually(() => expect(numbers()).toEqual([1, 2]));
      });

      test('larger than a message are refused with TOO_LARGE', async () => {
        const large = { ...event(freshName(), 1), payload: 'x'.repeat(1024 * 1024) };
        expect(await codeOf(world.bus.publish(large))).toBe('TOO_LARGE');
      });
    });

    describe('live notices', () => {
      test('reach everyone who listens, in order, and none who stopped', async () => {
        const subject = `${freshName()}.notice`;
        const heard: Record<string, Json[]> = { one: [], two: [], gone: [] };
        const replica = await world.replica();
        world.bus.listen(subject, (notice) => heard.one?.push(notice));
        replica.listen(subject, (notice) => heard.two?.push(notice));
        await replica.listen(subject, (notice) => heard.gone?.push(notice)).stop();
        await replica.ping();
        for (const number of upTo(5)) world.bus.notify(subject, { number });
        const all = upTo(5).map((number) => ({ number }));
        await eventually(() => expect(heard).toEqual({ one: all, two: all, gone: [] }));
      });

      test('go on when a listener throws', async () => {
        const subject = freshName();
        const heard: Json[] = [];
        world.bus.listen(subject, () => {
          throw new Error('a listener of ours');
        });
        world.bus.listen(subject, (notice) => heard.push(notice));
        world.bus.notify(subject, 1);
        world.bus.notify(subject, 2);
        await eventually(() => expect(heard).toEqual([1, 2]));
      });
    });

    describe('requests', () => requestPromises(() => world));

    test.each(['', 'a..b', '.a', 'a.', 'a.*', 'a.>', '>', 'a b', 'a\r\nPUB x 1', 'a.\u00fc'])(
      'a subject cannot reach further: %j',
      async (subject) => {
        const { bus } = world;
        expect(() => bus.notify(subject, 1)).toThrow(CodedError);
        expect(() => bus.listen(subject, () => {})).toThrow(CodedError);
        expect(await codeOf(bus.request(subject, 1))).toBe('BAD_INPUT');
        expect(await codeOf(bus.respond(subject, async () => 1))).toBe('BAD_INPUT');
        expect(await codeOf(bus.publish({ ...event(freshName(), 1), name: subject }))).toBe('BAD_INPUT');
        const { consumer } = recorder(subject);
        expect(await codeOf(bus.consume(consumer))).toBe('BAD_INPUT');
      },
    );

    describe('its end', () => {
      test('close finishes the event and the request in hand, which may still ask, and then refuses', async () => {
        const ending = await open();
        const source = freshName();
        const { open: finish, opened } = gate();
        const { consumer, seen } = recorder(source, async () => {
          await opened;
          expect(await ending.bus.request(`${source}.other`, 1)).toBe(2);
          finished.push('event');
        });
        const finished: string[] = [];
        await ending.bus.respond(`${source}.other`, async () => 2);
        await ending.bus.respond(source, async () => opened.then(() => 'answered'));
        await ending.bus.consume(consumer);
        const published = ending.bus.publish(event(source, 1));
        const reply = ending.bus.request(source, 1);
        await eventually(() => expect(seen.length).toBe(1));
        const closed = ending.bus.close();
        finish();
        expect(await reply).toBe('answered');
        await Promise.all([published, closed]);
        expect(finished).toEqual(['event']);
        expect(await codeOf(ending.bus.publish(event(source, 2)))).toBe('UNAVAILABLE');
        expect(await codeOf(ending.bus.request(source, 1))).toBe('UNAVAILABLE');
        expect(await codeOf(ending.bus.ping())).toBe('UNAVAILABLE');
        await ending.end();
      });

      test('stop finishes what is in hand and takes no more', async () => {
        const source = freshName();
        const { open: finish, opened } = gate();
        const { consumer, seen, numbers } = recorder(source, () => opened);
        const consuming = await world.bus.consume(consumer);
        const published = Promise.allSettled(upTo(3).map((number) => world.bus.publish(event(source, number))));
        await eventually(() => expect(seen.length).toBe(1));
        const stopped = consuming.stop();
        finish();
        await stopped;
        expect(numbers()).toEqual([0]);
        expect((await published).map(({ status }) => status)).toEqual(
          kind === 'memory' ? ['fulfilled', 'rejected', 'rejected'] : ['fulfilled', 'fulfilled', 'fulfilled'],
        );
        const next = recorder(source);
        await world.bus.consume({ ...next.consumer, name: consumer.name });
        if (kind === 'memory') await Promise.all([1, 2].map((number) => world.bus.publish(event(source, number))));
        await eventually(() => expect(next.numbers()).toEqual([1, 2]));
      });

      test('an event that waits to be tried again is left to whoever comes next', async () => {
        const source = freshName();
        const failing = recorder(source, () => Promise.reject(new Error('not yet')), [200]);
        const consuming = await world.bus.consume(failing.consumer);
        const published = codeOf(world.bus.publish(event(source, 1)));
        await eventually(() => expect(failing.seen.length).toBe(1));
        await consuming.stop();
        expect(await published).toBe(kind === 'memory' ? 'UNAVAILABLE' : 'no error');
        const next = recorder(source);
        await world.bus.consume({ ...next.consumer, name: failing.consumer.name });
        if (kind === 'memory') await world.bus.publish(event(source, 1));
        await eventually(() => expect(next.numbers()).toEqual([1]));
        expect(failing.parked).toEqual([]);
      });
    });
  });
}
