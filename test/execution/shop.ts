import { createWorld } from './world.ts';

const products: Record<string, { __typename: string; id: string; sku: string; weight: number | null; name: string }> = {
  p1: { __typename: 'Book', id: 'p1', sku: 's1', weight: 3, name: 'On "quotes"\n' },
  p2: { __typename: 'Book', id: 'p2', sku: 's2', weight: null, name: 'Zwölf' },
  p3: { __typename: 'Lamp', id: 'p3', sku: 's3', weight: 9, name: 'Lamp' },
};

const all = () => Object.values(products);

/** Products, people who review them, and what sending costs: most ways in which subgraphs meet. */
export function createShop() {
  return createWorld({
    products: {
      typeDefs: `
        type Query { product(id: ID!): Product products(ids: [ID!]): [Product!]! maybe(id: ID!): [Product] shelf: [[Product]] top: Book any: [Thing] broken: String }
        type Mutation { rename(id: ID!, name: String!): Product reset: Boolean }
        interface Product { id: ID! name: String sku: String! maker: Maker }
        union Thing = Book | Lamp | Maker
        type Book implements Product @key(fields: "id") @key(fields: "sku") { id: ID! name: String sku: String! weight: Float pages(odd: Boolean = false): [Int!] maker: Maker author: Person kind: Kind tags: [String] meta: JSON }
        type Lamp implements Product @key(fields: "id") { id: ID! name: String sku: String! weight: Float maker: Maker watts: Int! kind: Kind }
        type Maker @key(fields: "place { country town }") { place: Place! title: String! }
        type Place @shareable { country: String! town: String! }
        type Person @key(fields: "id") { id: ID! }
        enum Kind { PAPER LIGHT }
        scalar JSON
      `,
      resolvers: {
        Query: {
          product: (_: unknown, { id }: { id: string }) => products[id],
          products: (_: unknown, { ids }: { ids?: string[] }) => (ids ? ids.map((id) => products[id]) : all()),
          maybe: (_: unknown, { id }: { id: string }) => [products[id] ?? null, null, products.p1],
          shelf: () => [[products.p1, null], null, [], [products.p3, products.p2, products.p1]],
          top: () => products.p1,
          any: () => [products.p1, { __typename: 'Maker', place: { country: 'NO', town: 'Moss' }, title: 'M' }, products.p3, null],
          broken: () => {
            throw new Error('broken');
          },
        },
        Mutation: {
          rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...products[id], name }),
          reset: () => true,
        },
        Book: {
          __resolveReference: (key: { id?: string; sku?: string }) => all().find(({ id, sku }) => id === key.id || sku === key.sku),
          maker: ({ id }: { id: string }) => ({ place: { country: 'NO', town: id === 'p2' ? 'Nowhere' : 'Moss' }, title: 'M' }),
          pages: (_: unknown, { odd }: { odd: boolean }) => (odd ? [1, 3] : [1, 2, 3]),
          author: ({ id }: { id: string }) => ({ id: id === 'p1' ? 'u1' : 'u9' }),
          kind: () => 'PAPER',
          tags: () => ['a', null, 'b'],
          meta: () => ({ b: 1, a: [null, { x: 'y' }] }),
        },
        Lamp: { watts: () => 40, kind: () => 'LIGHT', maker: () => null },
        Maker: { __resolveReference: (key: object) => ({ ...key, title: 'M' }) },
      },
    },
    reviews: {
      typeDefs: `
        type Query { reviews: [Review!]! me: Person }
        type Review @key(fields: "id") { id: ID! text: String! stars: Int by: Person! of: Book @provides(fields: "sku") }
        type Book @key(fields: "id") { id: ID! sku: String! @external reviews(first: Int): [Review!]! rating: Float }
        type Person @key(fields: "id") { id: ID! name: String! email: String reviews: [Review] born: String }
        type Maker @key(fields: "place { country town }") { place: Place! founded: Int trust: Trust! }
        type Trust { score: Float! why: String! }
        type Place @shareable { country: String! town: String! }
      `,
      resolvers: {
        Query: { reviews: () => ['r1', 'r2', 'r3'].map((id) => ({ id })), me: () => ({ id: 'u1' }) },
        Review: {
          text: ({ id }: { id: string }) => `text of ${id}`,
          stars: ({ id }: { id: string }) => (id === 'r2' ? null : 4),
          by: () => ({ id: 'u1' }),
          of: ({ id }: { id: string }) => (id === 'r3' ? null : { id: 'p1', sku: 's1' }),
        },
        Book: {
          __resolveReference: ({ id }: { id: string }) => {
            if (id === 'p2') throw new Error('this book cannot be found');
            return { id };
          },
          reviews: (_: unknown, { first }: { first?: number }) => ['r1', 'r2', 'r3'].slice(0, first ?? 3).map((id) => ({ id })),
          rating: () => 4.5,
        },
        Person: {
          __resolveReference: ({ id }: { id: string }) => (id === 'u9' ? null : { id }),
          name: () => 'Ana',
          email: () => {
            throw new Error('no mail');
          },
          reviews: () => [{ id: 'r1' }, null],
          born: () => null,
        },
        Maker: {
          __resolveReference: (key: { place: { town: string } }) => (key.place.town === 'Nowhere' ? null : key),
          founded: () => 1900,
          trust: () => ({ score: 1, why: 'old' }),
        },
      },
    },
    sending: {
      typeDefs: `
        type Query { zones: [String!] }
        type Mutation { ship(id: ID!): Book }
        type Book @key(fields: "id") { id: ID! weight: Float @external cost: Float @requires(fields: "weight") label: Label }
        type Lamp @key(fields: "id") { id: ID! weight: Float @external watts: Int! @external cost: Float @requires(fields: "weight watts") label: Label }
        type Label { lines: [String!]! size: Size! }
        type Size { w: Int! h: Int! }
        type Person @key(fields: "id") { id: ID! address: [String] }
      `,
      resolvers: {
        Query: { zones: () => ['a', 'b'] },
        Mutation: { ship: (_: unknown, { id }: { id: string }) => ({ id }) },
        Book: {
          cost: ({ weight }: { weight: number | null }) => (weight == null ? null : weight * 2),
          label: ({ id }: { id: string }) => ({ lines: ['to', id], size: { w: 1, h: 2 } }),
        },
        Lamp: { cost: ({ weight, watts }: { weight: number; watts: number }) => weight + watts, label: () => null },
        Person: { address: () => ['Street 1', null] },
      },
    },
  });
}
