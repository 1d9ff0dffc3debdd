import { expect, test } from 'vitest';
import { reduced } from '../../gateway/visibility.ts';
import { createShop } from './shop.ts';
import { agent, createWorld } from './world.ts';

const shop = createShop();

test('an entity that has several places is asked for once', async () => {
  const { asked } = await shop.ours('{ reviews { of { name } by { address } } }');
  expect(asked.map(({ service, variables }) => [service, variables.representations])).toEqual([
    ['reviews', undefined],
    ['products', [{ __typename: 'Book', id: 'p1' }]],
    ['sending', [{ __typename: 'Person', id: 'u1' }]],
  ]);
});

test('entities of several places go to one subgraph in one request, each with its own selection', async () => {
  const query = '{ me { address } reviews { by { address } of { label { size { w } } } } }';
  const { asked, data } = await shop.ours(query);
  expect(asked.map(({ service }) => service)).toEqual(['reviews', 'sending']);
  expect(asked[1]!.variables).toEqual({
    _representations_0: [{ __typename: 'Person', id: 'u1' }],
    _representations_1: [{ __typename: 'Book', id: 'p1' }],
  });
  expect(data).toBe((await shop.stock(query)).data);
});

test('what one request learnt of an entity is not asked for again by a later one', async () => {
  const query = '{ me { address } products { ... on Book { reviews { by { address } } } } }';
  const { asked, data } = await shop.ours(query.replace('products', 'products(ids: ["p1"])'));
  expect(asked.filter(({ service }) => service === 'sending')).toHaveLength(1);
  expect(data).toBe((await shop.stock(query.replace('products', 'products(ids: ["p1"])'))).data);
});

test('nothing is asked where no entity came', async () => {
  const { asked, data } = await shop.ours('{ product(id: "p9") { ... on Book { rating cost } } }');
  expect(asked.map(({ service }) => service)).toEqual(['products']);
  expect(data).toBe('{"product":null}');
});

test('mutations are asked in their order, and are never asked again', async () => {
  const { asked } = await shop.ours('mutation { a: rename(id: "p1", name: "X") { name } ship(id: "p3") { cost } b: reset }');
  expect(asked.filter(({ kind }) => kind === 'mutation').map(({ service }) => service)).toEqual(['products', 'sending', 'products']);
  expect(asked.find(({ body }) => body.includes('_entities'))!.kind).toBe('query');
});

test('objects that several subgraphs add to are not mixed up with others like them', async () => {
  const things = [
    { id: '1', tint: 'red' },
    { id: '1', tint: 'blue' },
  ];
  const world = createWorld({
    a: {
      typeDefs: 'type Query { things: [Thing!]! } type Thing @key(fields: "id tint") @key(fields: "id") { id: ID! tint: String! }',
      resolvers: { Query: { things: () => things } },
    },
    b: {
      typeDefs: 'type Thing @key(fields: "id") { id: ID! look: Look! @shareable } type Look @shareable { size: Int! }',
      resolvers: { Thing: { look: () => ({ size: 3 }) } },
    },
    c: {
      typeDefs: 'type Thing @key(fields: "id tint") { id: ID! tint: String! look: Look! @shareable } type Look { shade: String! }',
      resolvers: { Thing: { look: ({ tint }: { tint: string }) => ({ shade: `dark ${tint}` }) } },
    },
  });
  const { data } = await world.ours('{ things { tint look { size shade } } }');
  expect(JSON.parse(data).things.map(({ look }: { look: object }) => look)).toEqual([
    { size: 3, shade: 'dark red' },
    { size: 3, shade: 'dark blue' },
  ]);
});

test('each request is asked in the name of as little of the principal as its answer may depend on', async () => {
  const link = '@link(url: "https://parlor.example/visibility/v1.0", import: ["@visibility"]) @composeDirective(name: "@visibility")';
  const directive = `extend schema ${link} directive @visibility(to: String!) on OBJECT | INTERFACE | FIELD_DEFINITION\n`;
  const world = createWorld({
    a: {
      typeDefs: `${directive}type Query { shop: Shop @visibility(to: "public") } type Shop @key(fields: "id") @visibility(to: "public") { id: ID! title: String }`,
      resolvers: { Query: { shop: () => ({ id: '1', title: 'Lamps' }) } },
    },
    b: {
      typeDefs: `${directive}type Shop @key(fields: "id") { id: ID! stock: Int @visibility(to: "role") }`,
      resolvers: { Shop: { stock: () => 7 } },
    },
    c: {
      typeDefs: `${directive}type Shop @key(fields: "id") { id: ID! mine: Mine @visibility(to: "public") } type Mine { own: Boolean }`,
      resolvers: { Shop: { mine: () => ({ own: true }) } },
    },
  });
  const { asked } = await world.ours('{ shop { title stock mine { own } } }');
  const names = Object.fromEntries(asked.map(({ service, who }) => [service, who]));
  expect(names).toEqual({ a: reduced(agent, 'public'), b: reduced(agent, 'role'), c: agent });
});

test('of which type an entity is, where that is all that is asked for, is asked in the name of the principal', async () => {
  const world = createWorld({
    scores: {
      typeDefs: 'type Query { media: [Media] } type Media @key(fields: "id") @interfaceObject { id: ID! score: Int }',
      resolvers: { Query: { media: () => [{ id: '1', score: 3 }] } },
    },
    shelf: {
      typeDefs:
        'interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! } type Query { shelf: Book }',
      resolvers: { Media: { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Book', id }) } },
    },
  });
  const { asked, data } = await world.ours('{ media { __typename score } }');
  expect(data).toBe('{"media":[{"__typename":"Book","score":3}]}');
  expect(asked.map(({ service, who }) => [service, who])).toEqual([
    ['scores', agent],
    ['shelf', agent],
  ]);
});
