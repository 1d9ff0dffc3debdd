import { buildSchema } from 'graphql';
import { expect, onTestFinished, test, vi } from 'vitest';
import { cacheHeaders, createAnswerCache, maxAgeOf } from '../gateway/cache.ts';
import { createDocuments, type ReadOperation } from '../gateway/document/read.ts';
import { reduced, visibilities } from '../gateway/visibility.ts';
import { readSettings } from '../kit/env.ts';
import type { Principal } from '../kit/principal.ts';

const schema = buildSchema(`
  directive @cacheControl(maxAge: Int, inheritMaxAge: Boolean) on OBJECT | INTERFACE | UNION | FIELD_DEFINITION
  type Query {
    plants: [Plant!] @cacheControl(maxAge: 300)
    garden: Garden
    shed: Shed
    name: String
    hour: String @cacheControl(maxAge: 60)
    any: Place @cacheControl(maxAge: 500)
  }
  type Plant @cacheControl(maxAge: 100) { id: ID! name: String price: Int @cacheControl(maxAge: 10) garden: Garden twin: Plant home: Shed @cacheControl(inheritMaxAge: true) }
  type Garden implements Place @cacheControl(maxAge: 40) { id: ID! size: Int @cacheControl(maxAge: 5) }
  type Shed implements Place { id: ID! size: Int @cacheControl(maxAge: 7) }
  interface Place { id: ID! size: Int }
  type Mutation { plants: [Plant!] @cacheControl(maxAge: 300) }
`);
const read = createDocuments(schema, readSettings({}));
const readOf = (query: string) => read({ query }) as ReadOperation;

test.each([
  ['{ plants { id name } }', 300],
  ['{ plants { id price } }', 10],
  ['{ plants { garden { id } } }', 40],
  ['{ plants { twin { home { id } } } }', 100],
  ['{ garden { id } }', 40],
  ['{ shed { id } }', 0],
  ['{ plants { id } shed { id } }', 0],
  ['{ name }', 0],
  ['{ hour }', 60],
  ['{ hour ...f } fragment f on Query { garden { ... on Garden { size } } }', 5],
  ['{ any { size } }', 5],
  ['{ any { ... on Shed { size } } }', 7],
  ['{ __typename }', 0],
  ['{ hour __schema { description } }', 0],
  ['mutation { plants { id } }', 0],
])('%s may be kept for %i s', (query, seconds) => {
  expect(maxAgeOf(schema, readOf(query))).toBe(seconds);
});

test('an answer is found by those, and only those, whom it cannot tell apart', () => {
  const answers = createAnswerCache({ ANSWER_CACHE: 50_000_000 });
  const asked = (who: Principal, visibility: (typeof visibilities)[number], n: number) => {
    const query = n % 2 ? '{ plants { id } }' : '{ plants { name } }';
    const generation = { id: n % 3 ? 'one' : 'two', routed: schema };
    return answers.keepable({ generation, read: readOf(query), query, variables: { n: n % 5 }, who, visibility })!;
  };
  const everybody = principals();
  for (const visibility of visibilities) {
    for (let n = 0; n < 30; n++) {
      for (const who of everybody) {
        const told = answers.find(asked(who, visibility, n))?.text;
        const rights = JSON.stringify([visibility, n % 2, n % 3 > 0, n % 5, reduced(who, visibility)]);
        expect(told ?? rights).toBe(rights);
        answers.keep(asked(who, visibility, n), rights);
      }
    }
  }
  const [one, ...others] = everybody as [Principal, ...Principal[]];
  const found = (who: Principal) => answers.find(asked(who, 'role', 0)) !== undefined;
  expect(found(one)).toBe(true);
  expect(others.every(found)).toBe(true);
});

test('an answer is forgotten when it is too old, and tells its age before', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const answers = createAnswerCache({ ANSWER_CACHE: 1_000_000 });
  const generation = { id: 'one', routed: schema };
  const query = '{ garden { id } }';
  const keepable = answers.keepable({
    generation,
    read: readOf(query),
    query,
    variables: {},
    who: principals()[0]!,
    visibility: 'public',
  })!;
  answers.keep(keepable, 'kept');
  vi.advanceTimersByTime(39_000);
  expect(answers.find(keepable)).toEqual({ text: 'kept', age: 39 });
  expect(cacheHeaders(keepable, 39)).toMatchObject({ 'cache-control': 'public, max-age=40', age: '39' });
  vi.advanceTimersByTime(2_000);
  expect(answers.find(keepable)).toBeUndefined();
});

test('no more is kept than there is room for, and nothing where there is none', () => {
  const keepable = (answers: ReturnType<typeof createAnswerCache>, n: number) =>
    answers.keepable({
      generation: { id: 'one', routed: schema },
      read: readOf('{ plants { id } }'),
      query: '{ plants { id } }',
      variables: { n },
      who: principals()[0]!,
      visibility: 'public',
    });
  const answers = createAnswerCache({ ANSWER_CACHE: 1_000_000 });
  for (let n = 0; n < 1_000; n++) answers.keep(keepable(answers, n)!, 'x'.repeat(10_000));
  const kept = Array.from({ length: 1_000 }, (_, n) => answers.find(keepable(answers, n)!)).filter(Boolean);
  expect(kept.length).toBeGreaterThan(40);
  expect(kept.length).toBeLessThan(50);
  expect(keepable(createAnswerCache({ ANSWER_CACHE: 0 }), 0)).toBeUndefined();
});

/** Principals of several kinds, workspaces, roles and names. */
function principals(): Principal[] {
  const session = { accountId: 'acc_1', visitorId: 'vis_1', externalId: null };
  return ['wsp_1', 'wsp_2', '*'].flatMap((workspaceId): Principal[] => [
    ...(['admin', 'agent'] as const).flatMap((role) =>
      ['agt_1', 'agt_2', '*'].map((agentId) => ({ kind: 'agent' as const, workspaceId, agentId, role })),
    ),
    ...['1', '2'].map((n) => ({ kind: 'customer' as const, workspaceId, customerId: `cus_${n}`, identityId: `idn_${n}`, session })),
    { kind: 'customer', workspaceId, customerId: 'cus_1', identityId: 'idn_2', session },
    { kind: 'service', workspaceId, name: 'seed' },
  ]);
}
