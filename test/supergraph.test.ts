import { monitorEventLoopDelay } from 'node:perf_hooks';
import { buildSchema, printSchema } from 'graphql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compose } from '../schema/composition.ts';
import { ask, openWorld } from './gateway/world.ts';
import { fan, unlimited } from './supergraph/fan.ts';
import { generationOf, read, sdl } from './supergraph/generation.ts';

const bad = fan(5, 6);

describe('an operation that is too complex to plan', () => {
  test(`is refused within the time limit, and holds up nobody: ${bad.length} bytes`, async () => {
    const world = await openWorld({ ...unlimited, PLAN_TIMEOUT: '2000' });
    onTestFinished(() => world.close());
    await ask(world, '{ viewer { kind } }');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();

    /** Asks for something bad and for something good, and tells when they were answered. */
    async function round(name: string) {
      const start = performance.now();
      const after = () => performance.now() - start;
      const refusal = ask(world, `${bad} # ${name}`).then(({ status, codes }) => ({ status, codes, after: after() }));
      const good = await Promise.all(
        [1, 2].map((n) => ask(world, `{ ${name}: customer(id: "cus_${n}") { name dialogue { unreadCount } } }`)),
      );
      return { good: good.map(({ data }) => data?.[name]), answeredAfter: after(), refusal: await refusal };
    }
    const answers = [1, 2].map((n) => ({ name: `Name of cus_${n}`, dialogue: { unreadCount: 3 } }));
    const refused = { status: 400, codes: ['OPERATION_TOO_COMPLEX'] };
    const held = [];
    // The first finds one planner; from then on there are two, as soon as the second has started.
    for (const name of ['one', 'two', 'three', 'four']) {
      const { good, answeredAfter, refusal } = await round(name);
      expect(good).toEqual(answers);
      expect(refusal).toMatchObject(refused);
      expect(refusal.after).toBeGreaterThan(1_900);
      held.push(answeredAfter > refusal.after);
      if (!held.at(-1)) break;
    }
    expect(held.at(-1)).toBe(false);
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan(1_000);

    const again = performance.now();
    expect((await ask(world, `${bad} # one`)).codes).toEqual(refused.codes);
    expect(performance.now() - again).toBeLessThan(1_000);
  });

  test('is refused also when it is its plan that is too large', async () => {
    const { generation } = await generationOf({ ...unlimited, PLAN_TIMEOUT: '60000' });
    await expect(generation.prepare(read(generation, fan(5, 4)))).rejects.toMatchObject({ code: 'OPERATION_TOO_COMPLEX' });
    expect(await generation.prepare(read(generation, '{ viewer { kind } }'))).toHaveProperty('bytes');
  });
});

describe('what is made ready', () => {
  test('is planned once for all who ask for it at the same time', async () => {
    const { generation, count } = await generationOf();
    const query = '{ viewer { kind agent { id } } }';
    const ready = await Promise.all(Array.from({ length: 50 }, () => generation.prepare(read(generation, query))));
    expect(new Set(ready).size).toBe(1);
    expect(await count('parlor_plan_seconds_count{outcome="ok"}')).toBe(1);
  });

  test('tells the operations of one document apart', async () => {
    const { generation } = await generationOf();
    const document = 'query A { viewer { kind } } query B { viewer { kind } }';
    const [a, b] = await Promise.all(['A', 'B'].map((name) => generation.prepare(read(generation, document, name))));
    expect(a!.definition.name?.value).toBe('A');
    expect(b!.definition.name?.value).toBe('B');
  });

  test('stays within its bytes, and what is asked for again stays longest', async () => {
    const { generation, count } = await generationOf({ PLAN_CACHE: '1048576' });
    const padded = (n: number) => `{ viewer { kind } } # ${n} ${'x'.repeat(500)}`;
    for (let n = 0; n < 200; n++) await Promise.all([padded(0), padded(n)].map((query) => generation.prepare(read(generation, query))));
    expect(await count('parlor_plan_cache_bytes')).toBeLessThanOrEqual(1_048_576);
    expect(await count('parlor_plan_cache_bytes')).toBeGreaterThan(500_000);
    const planned = await count('parlor_plan_seconds_count{outcome="ok"}');
    await generation.prepare(read(generation, padded(0)));
    expect(await count('parlor_plan_seconds_count{outcome="ok"}')).toBe(planned);
    await generation.prepare(read(generation, padded(1)));
    expect(await count('parlor_plan_seconds_count{outcome="ok"}')).toBe(planned + 1);
    expect(generation.hottest(1)).toEqual([{ query: padded(0), operationName: undefined }]);
  });

  test('can be made ready for whoever holds a generation that is closed, and for nobody after', async () => {
    const { generation } = await generationOf();
    const release = generation.hold();
    generation.close();
    expect(await generation.prepare(read(generation, '{ viewer { kind } }'))).toHaveProperty('bytes');
    release();
    const late = generation.prepare(read(generation, '{ viewer { customer { id } } }'));
    await expect(late).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('a supergraph', () => {
  test('shows clients what the committed graph shows, descriptions and all', async () => {
    const { generation } = await generationOf();
    const types = (text: string) => Object.keys(buildSchema(text).getTypeMap()).sort();
    const seen = printSchema(generation.schema);
    expect(types(seen)).toEqual(types(compose().api));
    expect(seen.split('\n').sort()).toEqual(compose().api.trim().split('\n').sort());
  });

  test.each(['authenticated', 'requiresScopes', 'policy'])('that promises @%s is refused, for it is not enforced', async (name) => {
    const promising = sdl.replace('schema\n', `schema @link(url: "https://specs.apollo.dev/${name}/v0.1", for: SECURITY)\n`);
    await expect(generationOf({}, promising)).rejects.toThrow(`@${name}`);
  });

  test.each(['', 'type Query { a: Int }', sdl.slice(0, sdl.length / 2)])('that is none is refused', async (text) => {
    await expect(generationOf({}, text)).rejects.toThrow();
  });
});
