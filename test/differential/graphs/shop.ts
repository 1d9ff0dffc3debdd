const link = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
    import: ["@key", "@requires", "@provides", "@external", "@shareable", "@override", "@inaccessible", "@tag"])
  scalar Money
  scalar Json
  enum Unit { GRAM PIECE METRE }
`;

/** Several keys, compound and nested ones, values another subgraph needs, provided and shared fields, lists of lists, cycles. */
export const shop: Record<string, string> = {
  catalogue: `${link}
    type Query {
      product(id: ID!): Product
      products(first: Int = 2, filter: ProductFilter, units: [Unit!] = [GRAM]): [Product!]!
      featured: [Product]
      brand(id: ID!): Brand
      shelf: [[Product!]]!
      now: String! @shareable
    }
    type Mutation {
      createProduct(input: ProductInput!): Product
      renameBrand(id: ID!, name: String): Brand!
    }
    input ProductFilter { unit: Unit name: String range: Range tags: [String!] all: [ProductFilter!] }
    input Range { from: Int = 1 to: Float meta: Json }
    input ProductInput { name: String! unit: Unit! = PIECE weight: Float tags: [[String!]!] range: Range }
    type Product @key(fields: "id") @key(fields: "sku brand { id }") {
      id: ID!
      sku: String!
      brand: Brand!
      name(locale: String = "en", upper: Boolean): String
      unit: Unit
      units: [[Unit!]!]
      weight: Float
      dimensions: Dimensions!
      related(first: Int): [Product!]
      parent: Product
      grid: [[Cell]!]!
      extra: Json
    }
    type Cell @shareable { at: Int! label: String product: Product }
    type Dimensions @shareable { width: Float! height: Float depth: Depth! }
    type Depth @shareable { value: Int! unit: Unit }
    type Brand @key(fields: "id") { id: ID! name: String! products: [Product!]! country: Country }
    type Country @key(fields: "code") @key(fields: "number") { code: ID! number: Int! name: String @shareable }
  `,
  stock: `${link}
    type Query {
      warehouses: [Warehouse!]!
      now: String! @shareable
    }
    type Mutation { move(product: ID!, to: ID, count: Int = 1): Movement! }
    type Movement { product: Product to: Warehouse count: Int! steps: [Movement!] }
    type Product @key(fields: "id") {
      id: ID!
      weight: Float @external
      dimensions: Dimensions! @external
      stocked: Int!
      shipping(fast: Boolean! = false): Money @requires(fields: "weight dimensions { width depth { value } }")
      warehouses: [Warehouse]!
      best: Warehouse
    }
    type Dimensions @shareable { width: Float! height: Float depth: Depth! }
    type Depth @shareable { value: Int! unit: Unit }
    type Warehouse @key(fields: "id") @key(fields: "country { code } slot") {
      id: ID!
      slot: String!
      country: Country!
      name: String
      holds: [Product!]!
      neighbours: [[Warehouse!]]
    }
    type Country @key(fields: "code") { code: ID! warehouses: [Warehouse!]! }
  `,
  prices: `${link}
    type Query { offers(unit: Unit, code: Json): [Offer!] cheapest: Offer }
    type Mutation { setPrice(product: ID!, money: Money!): Offer }
    type Product @key(fields: "sku brand { id }") {
      sku: String!
      brand: Brand!
      price(currency: String! = "NOK"): Money!
      offers: [Offer!]!
      rating: Int
    }
    type Brand @key(fields: "id", resolvable: false) { id: ID! }
    type Offer @key(fields: "id") {
      id: ID!
      product: Product!
      country: Country @provides(fields: "name")
      discount: Float
      terms: Terms
    }
    type Terms { days: Int! next: Terms offer: Offer unit: Unit! }
    type Country @key(fields: "number") { number: Int! name: String @external tax: Float! }
  `,
  reviews: `${link}
    type Query { review(id: ID!): Review latest(first: Int! = 2): [Review] }
    type Mutation { rate(product: ID!, stars: Int!): Product addReview(text: String!, tags: [String]): Review! }
    type Product @key(fields: "id") @key(fields: "sku brand { id }") {
      id: ID!
      sku: String!
      brand: Brand!
      rating: Int @override(from: "prices")
      stocked: Int! @external
      warm: Boolean @requires(fields: "stocked")
      reviews(first: Int, minimum: Int = 1): [Review!]
    }
    type Brand @key(fields: "id") { id: ID! name: String! @external label: String! @requires(fields: "name") reputation: Float }
    type Review @key(fields: "id") { id: ID! text: String stars: Int! product: Product author: User! hidden: String @inaccessible }
    type User @key(fields: "id") { id: ID! name: String! reviews: [Review!]! friends: [User]! favourite: Product settings: Json }
  `,
};
