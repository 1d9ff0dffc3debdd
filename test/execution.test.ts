import type { GraphQLFormattedError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createShop } from './execution/shop.ts';

const shop = createShop();

async function expectAsStock(query: string, variables?: Record<string, unknown>): Promise<void> {
  const [ours, stock] = await Promise.all([shop.ours(query, variables), shop.stock(query, variables)]);
  expect(ours.data).toBe(stock.data);
  expect(told(ours.errors, stock.errors)).toEqual(told(stock.errors.length > 0 ? stock.errors : stock.unfit, stock.errors));
}

/** Errors as far as they can be the same: where the stock executor has a path through `@`, it does not know which element. */
function told(errors: readonly GraphQLFormattedError[], stock: readonly GraphQLFormattedError[]) {
  const vague = new Set(stock.filter(({ path }) => path?.includes('@')).map(({ message }) => message));
  const one = ({ message, path, extensions }: GraphQLFormattedError) => [
    vague.has(message) ? 'somewhere' : path,
    message,
    extensions?.code,
  ];
  return errors.map((error) => JSON.stringify(one(error))).sort();
}

describe("the answer is the stock executor's, to the byte", () => {
  test.each([
    ['plain fields', '{ products { id name sku } }'],
    ['aliases', '{ a: product(id: "p1") { x: name y: name id } b: product(id: "p3") { id } }'],
    [
      'fragments',
      '{ top { ...A id ... on Product { sku name } } } fragment A on Book { name ...B } fragment B on Book { weight pages(odd: true) }',
    ],
    ['fields that stand several times', '{ top { maker { title } id maker { place { town } } ... { maker { place { country } } } } }'],
    ['the same fragment twice', '{ products { ... on Book { id } name ... on Book { weight sku } ... on Lamp { watts } } }'],
    [
      'interfaces and unions',
      '{ any { __typename ... on Book { name rating } ... on Lamp { watts cost } ... on Product { sku } ... on Maker { title founded } } }',
    ],
    ['names of types', '{ __typename q: __typename products { __typename t: __typename id } }'],
    ['lists of lists', '{ shelf { id name ... on Book { rating cost } } }'],
    ['nulls in lists', '{ maybe(id: "p9") { id sku ... on Book { tags rating } } }'],
    ['entities that come several times', '{ reviews { text by { name address } of { name rating cost } } }'],
    ['what @requires asks for', '{ products { id ... on Book { cost } ... on Lamp { cost } } }'],
    ['what @provides gives', '{ reviews { of { sku weight } } }'],
    ['keys of nested fields', '{ products { maker { founded title trust { score } } } }'],
    ['custom scalars', '{ top { meta kind tags } }'],
    ['errors of entities', '{ products { id ... on Book { rating reviews { stars } } } }'],
    ['errors in fields', '{ broken me { id email } }'],
    ['nulls that reach up', '{ products { maker { founded trust { score why } } ... on Book { author { name } } } }'],
    ['people who are not there', '{ products { ... on Book { author { id address name } } } }'],
    ['introspection beside data', '{ __schema { queryType { name } } __type(name: "Book") { name kind } top { id } }'],
    ['introspection alone', '{ __schema { types { name } } }'],
    [
      'names that every object has',
      '{ toString: top { constructor: name valueOf: rating } __proto__: top { __proto__: cost hasOwnProperty: id } }',
    ],
  ])('%s', async (_, query) => expectAsStock(query));

  test.each([true, false])('conditions by variables: %s', async (yes) => {
    const query = `query Q($yes: Boolean!, $id: ID = "p1") { product(id: $id) { id name @include(if: $yes) ... on Book @skip(if: $yes) { rating cost } } me @include(if: $yes) { name } }`;
    await expectAsStock(query, { yes });
  });

  test('variables that are called as what all objects inherit', async () => {
    await expectAsStock(
      'query Q($toString: [ID!], $constructor: ID = "p1") { products(ids: $toString) { id } product(id: $constructor) { id } }',
    );
  });

  test('mutations, in their order', async () => {
    await expectAsStock(
      'mutation { a: rename(id: "p1", name: "X") { name ... on Book { rating } } ship(id: "p3") { cost label { lines size { w } } } b: rename(id: "p2", name: "Y") { name } reset }',
    );
  });
});
