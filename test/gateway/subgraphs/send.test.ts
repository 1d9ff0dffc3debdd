import { describe, expect, onTestFinished, test } from 'vitest';
import { verifyPrincipal } from '../../../kit/principal.ts';
import { CodedError } from '../../../schema/errors.ts';
import { keys } from '../world.ts';
import { ana, barrier, openSubgraph, type ways } from './world.ts';

const codeOf = (work: Promise<unknown>) => work.then(String, (error: CodedError) => error.code);

async function open(way: keyof typeof ways, settings?: Parameters<typeof openSubgraph>[1]) {
  const world = await openSubgraph(way, settings);
  onTestFinished(() => world.close());
  return world;
}

describe.each(['bus', 'http'] as const)('a subgraph asked over %s', (way) => {
  test('gets the text as it is and who asks, signed; its reply comes back as it is', async () => {
    const world = await open(way);
    world.answer = async () => '{ "data": {"a":  "Grüße"} }';
    expect(await world.ask({ body: '{"query":"{ a(x: \\"ü\\") }","variables":{"b":1}}' })).toBe('{ "data": {"a":  "Grüße"} }');
    expect(JSON.parse(world.asked[0]!.body)).toEqual({ query: '{ a(x: "ü") }', variables: { b: 1 } });
    expect(await verifyPrincipal(world.asked[0]!.principal, keys.principal)).toEqual(ana);
  });

  test('is asked once by all who ask the same at once in the same name', async () => {
    const world = await open(way);
    expect(await Promise.all([world.ask(), world.ask(), world.ask()])).toEqual(Array(3).fill('{"data":1}'));
    await Promise.all([world.ask(), world.ask({ who: { ...ana, agentId: 'agt_ben' } }), world.ask({ body: '{"query":"{ b }"}' })]);
    expect(world.asked.length).toBe(4);
  });

  test('is asked once for each mutation and each event, however alike', async () => {
    const world = await open(way);
    await Promise.all(Array.from({ length: 4 }, (_, n) => world.ask({ kind: n % 2 ? 'mutation' : 'event' })));
    expect(world.asked.length).toBe(4);
  });

  test('is asked again after a change, though the same was asked before it and is still under way', async () => {
    const world = await open(way);
    const { open: go, passed } = barrier();
    world.answer = async ({ body }) => {
      const number = world.asked.length;
      if (!body.includes('change')) await passed;
      return `{"data":${number}}`;
    };
    const before = world.ask();
    await world.ask({ kind: 'mutation', body: '{"query":"mutation { change }"}' });
    const after = world.ask();
    await expect.poll(() => world.asked.length).toBe(3);
    go();
    expect(await Promise.all([before, after])).toEqual(['{"data":1}', '{"data":3}']);
  });

  test('answers the others when one of those who share leaves; when all have left, whoever comes next asks anew', async () => {
    const world = await open(way);
    const { open: go, passed } = barrier();
    world.answer = async () => {
      const number = world.asked.length;
      await passed;
      return `{"data":${number}}`;
    };
    const [one, other] = [new AbortController(), new AbortController()];
    const asks = [world.ask({ signal: one.signal }), world.ask(), world.ask({ signal: other.signal, body: '{"query":"{ b }"}' })];
    const ends = Promise.all(asks.map(codeOf));
    await expect.poll(() => world.asked.length).toBe(2);
    one.abort(new CodedError('CONFLICT', 'left'));
    other.abort(new CodedError('CONFLICT', 'left'));
    const next = world.ask({ body: '{"query":"{ b }"}' });
    await expect.poll(() => world.asked.length).toBe(3);
    go();
    expect(await ends).toEqual(['CONFLICT', '{"data":1}', 'CONFLICT']);
    expect(await next).toBe('{"data":3}');
  });

  test('that does not answer in time is TIMEOUT: by its limit, or by the deadline of who asks', async () => {
    const world = await open(way, { SUBGRAPH_TIMEOUT: 600 });
    const { open: go, passed } = barrier();
    world.answer = () => passed.then(() => '{"data":1}');
    const patient = codeOf(world.ask({ body: '{"query":"{ b }"}' }));
    const hasty = codeOf(world.ask({ deadline: Date.now() + 50 }));
    const first = Promise.race([patient.then(() => 'patient'), hasty.then(() => 'hasty')]);
    expect(await Promise.all([first, patient, hasty])).toEqual(['hasty', 'TIMEOUT', 'TIMEOUT']);
    expect(await codeOf(world.ask({ deadline: Date.now() }))).toBe('TIMEOUT');
    expect(world.asked.length).toBe(2);
    go();
  });

  test('that is away is asked for a query three times, for a change once', async () => {
    const world = await open(way);
    await world.stop();
    expect(await codeOf(world.ask({ kind: 'mutation' }))).toBe('UNAVAILABLE');
    expect(await world.retries()).toBe(0);
    expect(await codeOf(world.ask())).toBe('UNAVAILABLE');
    expect(await world.retries()).toBe(2);
  });

  test('that is away a moment is there for the next try', async () => {
    const world = await open(way);
    await world.stop();
    const reply = world.ask();
    await expect.poll(world.retries, { interval: 1 }).toBe(1);
    await world.start();
    expect(await reply).toBe('{"data":1}');
  });

  test('that stays away is left alone, and asked again by itself once it is back', async () => {
    const world = await open(way);
    await world.stop();
    for (let n = 0; n < 5; n++) expect(await codeOf(world.ask({ kind: 'mutation' }))).toBe('UNAVAILABLE');
    await world.start();
    expect(await codeOf(world.ask())).toBe('UNAVAILABLE');
    expect(world.asked).toEqual([]);
    await expect.poll(() => codeOf(world.ask()), { timeout: 3_000 }).toBe('{"data":1}');
  });

  test('that is silent is left alone too: nobody waits for it any more', async () => {
    const world = await open(way, { SUBGRAPH_TIMEOUT: 1_000 });
    const { open: go, passed } = barrier();
    world.answer = () => passed.then(() => '{"data":1}');
    const asks = Array.from({ length: 5 }, () => codeOf(world.ask({ kind: 'mutation' })));
    expect(await Promise.all(asks)).toEqual(Array(5).fill('TIMEOUT'));
    expect(await codeOf(world.ask())).toBe('UNAVAILABLE');
    expect(world.asked.length).toBe(5);
    go();
    await expect.poll(() => codeOf(world.ask()), { timeout: 3_000 }).toBe('{"data":1}');
  });

  test('is not blamed by those who leave soon', async () => {
    const world = await open(way);
    const { open: go, passed } = barrier();
    world.answer = () => passed.then(() => '{"data":1}');
    const hasty = Array.from({ length: 10 }, () => codeOf(world.ask({ kind: 'mutation', deadline: Date.now() + 20 })));
    expect(new Set(await Promise.all(hasty))).toEqual(new Set(['TIMEOUT']));
    go();
    expect(await world.ask()).toBe('{"data":1}');
  });

  test('has no more than 1,024 requests in hand; what is more is refused at once', async () => {
    const world = await open(way, { share: false });
    const { open: go, passed } = barrier();
    world.answer = () => passed.then(() => '{"data":1}');
    const asks = Array.from({ length: 1_100 }, () => codeOf(world.ask()));
    await expect.poll(() => world.asked.length).toBeGreaterThanOrEqual(128);
    expect(await Promise.race([asks.at(-1), asks[0]])).toBe('UNAVAILABLE');
    go();
    const ends = await Promise.all(asks);
    expect(ends.filter((end) => end === 'UNAVAILABLE').length).toBe(76);
    expect(ends.filter((end) => end === '{"data":1}').length).toBe(1_024);
  });
});

describe('a subgraph that answers GraphQL over HTTP', () => {
  test.each([
    [400, '{"errors":[{"message":"no"}]}', '{"errors":[{"message":"no"}]}'],
    [503, '<html>', 'UNAVAILABLE'],
    [504, '', 'TIMEOUT'],
    [413, '{"error":{}}', 'TOO_LARGE'],
    [401, '{}', 'INTERNAL'],
    [200, '<html>', 'INTERNAL'],
    [200, '', 'INTERNAL'],
  ])('with status %i and %s: %s', async (status, text, expected) => {
    const world = await open('http');
    world.answer = async () => ({ status, text });
    expect(await codeOf(world.ask({ kind: 'mutation' }))).toBe(expected);
  });

  test('is never named to who asks', async () => {
    const world = await open('http');
    world.answer = async () => ({ status: 500, text: 'Error: connect ECONNREFUSED 10.0.0.7' });
    const wrong = world.ask().catch(String);
    const away = world.stop().then(() => world.ask({ body: '{}' }).catch(String));
    expect(await Promise.all([wrong, away]).then(String)).not.toMatch(/10\.0|127\.0|identity|status|ECONN/);
  });

  test('with more than 32 MB is TOO_LARGE', async () => {
    const world = await open('http');
    world.answer = async () => `{"data":"${'x'.repeat(33 * 1024 * 1024)}"}`;
    expect(await codeOf(world.ask())).toBe('TOO_LARGE');
  });
});
