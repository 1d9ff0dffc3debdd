import { readFileSync } from 'node:fs';
import { buildASTSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createCosts } from '../gateway/document/cost.ts';
import { createDocuments } from '../gateway/document/read.ts';
import { readSettings } from '../kit/env.ts';
import { generated } from '../schema/sdl.ts';

const schemaOf = (name: 'api.graphql' | 'supergraph.graphql') =>
  buildASTSchema(parse(readFileSync(generated(name), 'utf8')), { assumeValid: true, assumeValidSDL: true });
const read = createDocuments(schemaOf('api.graphql'), readSettings({ LIMIT_FIELDS: '20000', LIMIT_ALIASES: '1000', LIMIT_DEPTH: '100' }));
const costs = createCosts(schemaOf('supergraph.graphql'));

function cost(query: string, variables: Record<string, unknown> = {}): number {
  const operation = read({ query });
  if (!('document' in operation)) throw operation[0];
  return costs(operation, variables);
}

describe('an operation costs', () => {
  test.each([
    ['one for each object', '{ viewer { kind workspace { id name } } }', 2],
    ['nothing for what every object has', '{ viewer { __typename kind } __schema { types { name } } }', 1],
    ['as many as a page is long', '{ customers(first: 30) { edges { node { id } } pageInfo { hasNextPage } } }', 1 + 30 * 2 + 1],
    ['as many as pages are where nothing is told', '{ customers { edges { node { id } } } }', 1 + 20 * 2],
    [
      'pages of pages',
      '{ inbox(first: 10) { edges { node { customer { dialogue { entries(last: 5) { edges { cursor } } } } } } } }',
      1 + 10 * (1 + 1 + 1 + 1 + 1 + 5),
    ],
    ['lists as long as the graph says', '{ customer(id: "1") { identities { links { id } } } }', 1 + 5 * (1 + 3)],
    [
      'the dearest of the types something may have',
      entries('... on Message { author { kind } replyTo { id } } ... on Note { author { kind } } ... on Event { name }'),
      3 + 10 * (1 + 1 + 2),
    ],
    [
      'fragments where they are spread',
      `${entries('...f')} fragment f on Entry { ... on Message { ...g } } fragment g on Message { author { kind } }`,
      3 + 10 * (1 + 1 + 1),
    ],
    ['more for a search', '{ customers(search: "ana", first: 1) { edges { cursor } } }', 20 + 1 + 1],
    ['ten for a mutation', 'mutation { closeConversation(input: { conversationId: "1" }) { conversation { id } } }', 12],
    ['nothing for what is left out', '{ viewer { kind } customer(id: "1") @skip(if: true) { dialogue { id } } }', 1],
    ['no less than nothing', '{ customers(first: -5) { edges { cursor } } }', 1],
  ])('%s', (_name, query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  test('what its variables make it cost', () => {
    const query =
      'query ($first: Int, $with: Boolean = true) { customers(first: $first) { edges { node { id dialogue @include(if: $with) { id } } } } }';
    expect(cost(query, { first: 50, with: true })).toBe(1 + 50 * 3);
    expect(cost(query, { first: 50, with: false })).toBe(1 + 50 * 2);
    expect(cost(query, { first: null, with: false })).toBe(1 + 20 * 2);
    expect(cost(query, { with: false })).toBe(1 + 20 * 2);
  });

  test('a number, however much it is', () => {
    const deep = Array.from({ length: 15 }, () => '{ customer { conversations(first: 2000000000) { edges { node ').join('');
    const query = `{ conversation(id: "1") ${deep} { id } ${'} } } }'.repeat(15)} }`;
    expect(cost(query)).toBe(Number.MAX_SAFE_INTEGER);
  });
});

test('the cost of entries in entries in entries is told at once', () => {
  let query = '{ id }';
  for (let n = 0; n < 12; n++) query = `{ dialogue { entries(first: 2) { edges { node ${query} } } } }`;
  const started = performance.now();
  expect(cost(`{ customer(id: "1") ${query} }`)).toBeGreaterThan(2 ** 12);
  expect(performance.now() - started).toBeLessThan(500);
});

/** Ten entries of a dialogue. */
function entries(selection: string): string {
  return `{ customer(id: "1") { dialogue { entries(first: 10) { edges { node { ${selection} } } } } } }`;
}
