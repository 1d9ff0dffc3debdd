import { getIntrospectionQuery, parse, print } from 'graphql';

const times = (count: number, body: (n: number) => string) => Array.from({ length: count }, (_, n) => body(n)).join(' ');

/** Documents that cost whoever takes them more than whoever sends them, and the codes they are refused with. */
export const documents: [name: string, query: string, code: string][] = [
  ['fields a thousand deep', deep(1_000), 'LIMIT_EXCEEDED'],
  ['fields deeper than anybody needs', deep(25), 'LIMIT_EXCEEDED'],
  ['a thousand root fields', `{ ${times(1_000, () => 'viewer { kind }')} }`, 'LIMIT_EXCEEDED'],
  ['ten thousand aliases', `{ viewer { ${times(10_000, (n) => `a${n}: kind`)} } }`, 'LIMIT_EXCEEDED'],
  ['two thousand aliased entities', `{ ${times(2_000, (n) => `a${n}: customer(id: "${n}") { dialogue { id } }`)} }`, 'LIMIT_EXCEEDED'],
  ['a fan of fragments, 16 levels in 897 bytes', fan(16, 'a: id '), 'LIMIT_EXCEEDED'],
  ['the same without aliases', fan(16, 'id '), 'LIMIT_EXCEEDED'],
  ['a fragment bomb of 24 levels', fan(24, ''), 'LIMIT_EXCEEDED'],
  [
    'fragments in a ring',
    `{ customer(id: "1") { ...f0 } } ${times(24, (n) => `fragment f${n} on Customer { ...f${(n + 1) % 24} ...f${(n + 7) % 24} }`)}`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['one field four thousand times', `{ viewer { ${times(4_000, () => 'kind')} } }`, 'LIMIT_EXCEEDED'],
  [
    'fields that conflict with one another, side by side',
    `{ ${times(15, (n) => `viewer { ${times(60, (m) => `x: ${(n + m) % 2 ? 'kind' : '__typename'}`)} }`)} }`,
    'LIMIT_EXCEEDED',
  ],
  ['inline fragments in one another', `{ viewer ${'{ ... on Viewer '.repeat(500)} { kind } ${'}'.repeat(500)} }`, 'LIMIT_EXCEEDED'],
  ['ten thousand directives', `{ viewer { kind ${'@include(if: true) '.repeat(10_000)} } }`, 'LIMIT_EXCEEDED'],
  ['directives nobody knows', `{ viewer { kind ${times(60, (n) => `@a${n}`)} } }`, 'LIMIT_EXCEEDED'],
  ['a thousand operations', times(1_000, (n) => `query q${n} { viewer { kind } }`), 'LIMIT_EXCEEDED'],
  ['a thousand variables', `query (${times(1_700, (n) => `$v${n}: ID`)}) { viewer { kind } }`, 'LIMIT_EXCEEDED'],
  ['lists in lists', `{ customer(id: ${'['.repeat(2_000)}${']'.repeat(2_000)}) { id } }`, 'LIMIT_EXCEEDED'],
  ['objects in objects', `{ inbox(filter: ${'{ status: '.repeat(1_500)} 1 ${'}'.repeat(1_500)}) { edges { cursor } } }`, 'LIMIT_EXCEEDED'],
  ['a type of lists in lists', `query ($v: ${'['.repeat(2_000)}ID${']'.repeat(2_000)}) { viewer { kind } }`, 'LIMIT_EXCEEDED'],
  ['a name of half a megabyte', `{ ${'x'.repeat(500_000)} }`, 'LIMIT_EXCEEDED'],
  ['three introspections at once', threefold(getIntrospectionQuery()), 'LIMIT_EXCEEDED'],
  ['an introspection that goes round', `{ __schema { types { ${round(4)} } } }`, 'LIMIT_EXCEEDED'],
  [
    'pages of pages of pages',
    `{ customers(first: 100) { edges { node { conversations(first: 100) { edges { node { customer { conversations(first: 100) { edges { cursor } } } } } } } } } }`,
    'COST_EXCEEDED',
  ],
  ['a page of two thousand millions', '{ customers(first: 2000000000) { edges { cursor } } }', 'COST_EXCEEDED'],
  [
    'the entities of a subgraph',
    '{ _entities(representations: [{ __typename: "Customer", id: "1" }]) { __typename } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['the schema of a subgraph', '{ _service { sdl } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['what only the gateway knows', '{ viewer { kind @join__field(graph: IDENTITY) } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['definitions of types', `type A { ${times(300, (n) => `f${n}: Int`)} } { viewer { kind } }`, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a string of half a megabyte where a number should be',
    `{ inbox(first: "${'x'.repeat(500_000)}") { edges { cursor } } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a thousand things that are wrong', `{ viewer { ${times(1_400, (n) => `x${n}`)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['a NUL', '{ viewer { kind } }\u0000', 'GRAPHQL_PARSE_FAILED'],
  ['half a character', '{ viewer { \ud83d } }', 'GRAPHQL_PARSE_FAILED'],
  ['letters that only look like letters', '{ vi\u0435wer { kind } }', 'GRAPHQL_PARSE_FAILED'],
  [
    'a string of half a megabyte, which a variable should be',
    `{ viewer { kind } customer(id: "${'x'.repeat(500_000)}") { __typename } }`,
    'OPERATION_TOO_COMPLEX',
  ],
  [
    'a block string of half a megabyte, which a variable should be',
    `{ viewer { kind } customer(id: """${'x\n'.repeat(250_000)}""") { __typename } }`,
    'OPERATION_TOO_COMPLEX',
  ],
  ['no operation at all', 'fragment f on Viewer { kind }', 'GRAPHQL_VALIDATION_FAILED'],
];

/** Documents that are large and do no harm: they are answered. */
export const harmless: [name: string, query: string][] = [
  ['a comment of half a megabyte', `# ${'x'.repeat(500_000)}\n{ viewer { kind } }`],
  ['ten thousand comments', `${'#\n'.repeat(10_000)}{ viewer { kind } }`],
  ['commas and byte order marks', `${'\ufeff,'.repeat(10_000)}{ viewer { kind } }`],
  ['names of JavaScript', '{ viewer { constructor: kind __proto__: kind toString: kind kind } }'],
];

function deep(levels: number): string {
  return `{ customer(id: "1") ${times(levels, (n) => `{ ${n % 2 ? 'customer' : 'dialogue'} `)} { id } ${'}'.repeat(levels + 1)}`;
}

function fan(levels: number, also: string): string {
  const level = (n: number) => `fragment f${n} on Customer { ${also}...f${n + 1} ...f${n + 1} }`;
  return `{ customer(id: "cus_1") { ...f0 } } ${times(levels, level)} fragment f${levels} on Customer { id }`;
}

function round(levels: number): string {
  return levels === 0 ? 'name' : `fields { type { ${round(levels - 1)} } }`;
}

function threefold(query: string): string {
  const [operation, ...others] = parse(query).definitions.map(print) as [string, ...string[]];
  const inner = operation.slice(operation.indexOf('__schema'), operation.lastIndexOf('}'));
  return `{ ${times(3, (n) => `s${n}: ${inner}`)} } ${others.join(' ')}`;
}
