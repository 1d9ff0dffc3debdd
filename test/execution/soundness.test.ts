import { describe, expect, test } from 'vitest';
import { compileOperation } from '../../gateway/execution/compile.ts';
import { createShop } from './shop.ts';
import { createWorld, type Subgraph, type World } from './world.ts';

const shop = createShop();

function createPosts() {
  const posts: Subgraph = {
    typeDefs: `
      type Query { feed: [Post] }
      type Post @key(fields: "id") { id: ID! body: String }
      type Comment @key(fields: "id") { id: ID! authorId: ID }
    `,
    resolvers: {
      Query: { feed: () => [{ id: 'p1', body: 'b' }] },
      Comment: { authorId: ({ id }: { id: string }) => `author of ${id}` },
    },
  };
  const comments: Subgraph = {
    typeDefs: `
      type Post @key(fields: "id") {
        id: ID!
        comments(limit: Int!): [Comment]
        authors: Int @requires(fields: "comments(limit: 3) { authorId }")
        first: Int @requires(fields: "comments(limit: 1) { authorId }")
      }
      type Comment @key(fields: "id") { id: ID! authorId: ID @external }
    `,
    resolvers: {
      Post: {
        comments: (_: unknown, { limit }: { limit: number }) => ['c1', 'c2', 'c3'].slice(0, limit).map((id) => ({ id })),
        authors: ({ comments: told }: { comments: unknown[] }) => told.length,
        first: ({ comments: told }: { comments: unknown[] }) => told.length,
      },
    },
  };
  return createWorld({ posts, comments });
}

describe('operations that the planner plans wrongly are refused', () => {
  const refused = (world: World, query: string) => expect(world.ours(query, {})).rejects.toMatchObject({ code: 'PLAN_UNSOUND' });
  const posts = createPosts();

  test('where the client asks with other arguments than a field requires', async () => {
    await refused(posts, '{ feed { authors comments(limit: 1) { id } } }');
    await refused(posts, 'query Q($limit: Int = 1) { feed { authors ...F } } fragment F on Post { comments(limit: $limit) { id } }');
    expect((await posts.ours('{ feed { authors comments(limit: 3) { id } } }')).data).toContain('"authors":3');
    expect((await posts.ours('{ feed { authors some: comments(limit: 1) { id } } }')).data).toContain('"some":[{"id":"c1"}]');
  });

  test('where two fields require one with different arguments', () => refused(posts, '{ feed { authors first } }'));

  test('where the client calls something else by the name of a key', () =>
    refused(shop, '{ products { id: name ... on Book { rating } } }'));

  test('where the client calls something else by the name of the type', () => refused(shop, '{ top { __typename: name rating } }'));

  test('where a key would not be whole', async () => {
    const a: Subgraph = {
      typeDefs: `
        type A @key(fields: "id") @key(fields: "at { one two }", resolvable: false) @key(fields: "id at { two three }", resolvable: false) { id: ID! at: At! name: String! }
        type At { one: ID! two: ID! three: ID! }
      `,
      resolvers: {},
    };
    const b: Subgraph = {
      typeDefs: `
        type Query { a: A }
        type A @key(fields: "at { one two }", resolvable: false) @key(fields: "id at { two three }") @key(fields: "id", resolvable: false)
          { id: ID! at: At! name: String! @external called: String! @requires(fields: "name") }
        type At { one: ID! two: ID! three: ID! }
      `,
      resolvers: {},
    };
    await refused(createWorld({ a, b }), '{ a { id called } }');
  });

  test('where nothing would be fetched', () => {
    const { operation } = shop.prepare('{ top { id } }');
    const compile = () => compileOperation(shop, operation, { kind: 'QueryPlan' });
    expect(compile).toThrowError(expect.objectContaining({ code: 'PLAN_UNSOUND' }));
  });
});

test.each([
  ['{ feed { comments(limit: 1) { id } more: comments(limit: 2) { id } } }', createPosts()],
  ['{ feed { first comments(limit: 1) { authorId } } }', createPosts()],
  ['{ a: product(id: "p1") { id } b: product(id: 1) { id } c: products(ids: "p1") { id } }', shop],
  ['{ products { ... on Book { x: kind } ... on Lamp { x: kind weight } } }', shop],
  ['{ products { name: id ... on Book { rating } } }', shop],
  ['query Q($no: Boolean = false) { top @include(if: $no) @skip(if: true) { id } __typename }', shop],
])('others are not: %s', async (query, world) => {
  const [ours, stock] = await Promise.all([world.ours(query, {}), world.stock(query)]);
  expect(ours.data).toBe(stock.data);
});

test('@defer is refused as long as it is not supported', () => {
  const { operation } = shop.prepare('{ top { id } }');
  const compile = () => compileOperation(shop, operation, { kind: 'QueryPlan', node: { kind: 'Defer', primary: {}, deferred: [] } });
  expect(compile).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' }));
});
