const link = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
    import: ["@key", "@requires", "@provides", "@external", "@shareable", "@interfaceObject", "@inaccessible"])
  scalar Instant
`;

/** Unions, interfaces, interfaces that are entities, interface objects, the same field of other types in siblings, nested lists of them. */
export const media: Record<string, string> = {
  content: `${link}
    type Query {
      media(id: ID!): Media
      allMedia(kind: Kind, first: Int = 3): [Media!]!
      search(text: String!, at: Instant): [Result]
      nested: [[Result!]!]!
      home: Page!
      node(id: ID!): Node
    }
    type Mutation { publish(input: Publish!): Media drop(id: ID!): Result }
    type Subscription { mediaChanged(kind: Kind): Media found(text: String! = "x"): Result! shelved: [Block!]! }
    input Publish { title: String! kind: Kind = FILM at: Instant parts: [Publish!] }
    enum Kind { BOOK FILM SONG }
    interface Node { id: ID! }
    interface Media implements Node @key(fields: "id") { id: ID! title: String! kind: Kind related(first: Int): [Media!] blocks: [Block!] }
    type Book implements Media & Node @key(fields: "id") {
      id: ID! title: String! kind: Kind related(first: Int): [Media!] blocks: [Block!] pages: Int author: Person! size: String!
    }
    type Film implements Media & Node @key(fields: "id") {
      id: ID! title: String! kind: Kind related(first: Int): [Media!] blocks: [Block!] minutes: Float! cast: [Person!] size: Int
    }
    type Song implements Media & Node @key(fields: "id") {
      id: ID! title: String! kind: Kind related(first: Int): [Media!] blocks: [Block!] artist: Artist size: [Int!]
    }
    type Person implements Node @key(fields: "id") { id: ID! name: String! born: Instant wrote: [Book!] }
    type Band implements Node @key(fields: "id") { id: ID! name: String members: [Person!]! }
    union Artist = Person | Band
    union Result = Book | Film | Person | Band | Page
    type Page @shareable { title: String blocks: [Block!]! body: [[Block]] }
    interface Block { anchor: String! }
    type Text implements Block @shareable { anchor: String! text: String }
    type Teaser implements Block @shareable { anchor: String! media: Media page: Page result: Result }
    type Gallery implements Block @shareable { anchor: String! items: [Result!] blocks: [Block!] }
  `,
  ratings: `${link}
    type Query { top(first: Int): [Media!] worst: Media }
    type Mutation { score(id: ID!, value: Int!): Media! }
    type Subscription { voted(min: Int): Vote! }
    type Media @key(fields: "id") @interfaceObject {
      id: ID!
      kind: Kind @external
      score: Float
      votes(min: Int = 0): [Vote!]!
      weight: Int @requires(fields: "kind")
    }
    enum Kind { BOOK FILM SONG }
    type Vote { value: Int! by: Person of: Media }
    type Person @key(fields: "id") { id: ID! votes: [Vote!] reputation: Int! }
  `,
  people: `${link}
    type Query { person(id: ID!): Person band(id: ID!): Band everybody: [Someone!]! }
    type Person @key(fields: "id") { id: ID! email: String friends: [Person]! bands: [Band!]! likes: [Liked] }
    type Band @key(fields: "id") { id: ID! founded: Instant songs: [Song!]! manager: Person }
    union Someone = Person | Band
    union Liked = Book | Band
    type Song @key(fields: "id") { id: ID! bpm: Int! band: Band }
    type Book @key(fields: "id", resolvable: false) { id: ID! }
  `,
};
