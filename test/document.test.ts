import { readFileSync } from 'node:fs';
import { buildSchema, getIntrospectionQuery, parse, print } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDocuments } from '../gateway/document/read.ts';
import { readSettings } from '../kit/env.ts';
import { generated } from '../schema/sdl.ts';

const schema = buildSchema(readFileSync(generated('api.graphql'), 'utf8'));

/** What a document is refused with; nothing when it is read. */
function refusal(query: string, env: Record<string, string> = {}) {
  const read = createDocuments(schema, readSettings(env))({ query });
  return 'document' in read ? undefined : read.map(({ message, extensions }) => ({ message, code: extensions.code }));
}

const fragments = (count: number, body: (n: number) => string) => Array.from({ length: count }, (_, n) => body(n)).join(' ');

describe('a document is refused that has', () => {
  test.each([
    ['too many tokens', `{ ${'viewer { kind } '.repeat(1_300)} }`, 'LIMIT_TOKENS'],
    ['too many directives', `{ viewer { kind ${'@include(if: true) '.repeat(51)} } }`, 'LIMIT_DIRECTIVES'],
    ['too many root fields', `{ ${'viewer { kind } '.repeat(21)} }`, 'LIMIT_ROOT_FIELDS'],
    ['too many aliases', `{ viewer { ${fragments(51, (n) => `a${n}: kind`)} } }`, 'LIMIT_ALIASES'],
    [
      'too many aliases in a fragment that is used twice',
      `{ a: viewer { ...f } viewer { ...f } } fragment f on Viewer { ${fragments(26, (n) => `a${n}: kind`)} }`,
      'LIMIT_ALIASES',
    ],
    ['fields too deep', deep(21), 'LIMIT_DEPTH'],
    [
      'fields too deep through fragments',
      `{ customer(id: "1") { dialogue { ...f0 } } } ${fragments(11, (n) => `fragment f${n} on Dialogue { customer { dialogue { ...f${n + 1} } } }`)}`,
      'LIMIT_DEPTH',
    ],
    ['a fragment fan', fan(16), 'LIMIT_ALIASES'],
    ['fields all over, in fragments that double at each level', tree(6), 'LIMIT_FIELDS'],
    [
      'fragments in a ring, spread and spread again',
      `{ customer(id: "1") { ...f0 } } ${fragments(24, (n) => `fragment f${n} on Customer { ...f${(n + 1) % 24} ...f${(n + 2) % 24} }`)}`,
      'LIMIT_FIELDS',
    ],
  ])('%s', (_name, query, setting) => {
    const started = performance.now();
    const [error, ...others] = refusal(query, { LIMIT_FIELDS: '300' })!;
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining(`(${setting})`) });
    expect(others).toEqual([]);
    expect(performance.now() - started).toBeLessThan(200);
  });

  test.each([
    ['the same field over and over', `{ viewer { ${'kind '.repeat(1_000)} } }`],
    ['the same fields over and over, side by side', `{ ${`viewer { ${'agent { id } '.repeat(40)} } `.repeat(15)} }`],
    ['lists in one another without an end', `{ customer(id: ${'['.repeat(4_000)}`],
    ['selections in one another without an end', `${'{ a '.repeat(2_000)}`],
    ['a name as long as a book', `{ ${'x'.repeat(500_000)} }`],
    ['a fragment fan without aliases', fan(16).replaceAll('a: id', 'id')],
    [
      'a fragment bomb of 24 levels',
      `{ customer(id: "1") { ...f0 } } ${fragments(24, (n) => `fragment f${n} on Customer { ...f${n + 1} ...f${n + 1} }`)} fragment f24 on Customer { id }`,
    ],
    ['three introspections', threefold(getIntrospectionQuery())],
    [
      'a wide introspection that goes round',
      `{ __schema { types { fields { type { fields { type { ${fragments(45, (n) => `a${n}: name`)} } } } } } } }`,
    ],
  ])('%s', (_name, query) => {
    expect(refusal(query)).toMatchObject([{ code: 'LIMIT_EXCEEDED' }]);
  });
});

describe('a document is read', () => {
  test('that is as large as the limits are', () => {
    expect(refusal(deep(20))).toBeUndefined();
    expect(refusal(`{ viewer { ${fragments(50, (n) => `a${n}: kind`)} } }`)).toBeUndefined();
    expect(refusal(`{ ${'viewer { kind } '.repeat(20)} }`)).toBeUndefined();
    expect(refusal(`{ viewer { kind } } # ${'x'.repeat(500_000)}`)).toBeUndefined();
    expect(refusal(`{ customer(id: """${'x'.repeat(500_000)}""") { id } }`)).toBeUndefined();
  });

  test('that introspects as much as tools do, however shallow operations must be', () => {
    const everything = {
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    };
    expect(refusal(getIntrospectionQuery(everything), { LIMIT_DEPTH: '5' })).toBeUndefined();
    expect(refusal(getIntrospectionQuery(), { LIMIT_DEPTH: '5' })).toBeUndefined();
  });

  test('once, for as long as there is room', () => {
    const read = createDocuments(schema, readSettings({}));
    const one = read({ query: '{ viewer { kind } }' });
    expect(read({ query: '{ viewer { kind } }' })).toEqual(one);
    expect((read({ query: '{ viewer { kind } }' }) as { document: object }).document).toBe((one as { document: object }).document);
  });

  test('with settings that allow more', () => {
    expect(refusal(deep(30), { LIMIT_DEPTH: '30' })).toBeUndefined();
    expect(refusal(fan(6), { LIMIT_ALIASES: '500' })).toBeUndefined();
  });
});

describe('what is wrong with a document', () => {
  test('is told without telling what else there is, unless that is wanted', () => {
    const read = createDocuments(schema, readSettings({}));
    const messages = (suggest: boolean) =>
      (read({ query: '{ viewr { kind } }' }, { suggest }) as readonly { message: string }[]).map((error) => error.message);
    expect(messages(false)).toEqual(['Cannot query field "viewr" on type "Query".']);
    expect(messages(true)).toEqual(['Cannot query field "viewr" on type "Query". Did you mean "viewer"?']);
  });

  test('is told in a few errors, each of a few words', () => {
    const errors = refusal(`{ ${fragments(1_500, (n) => `x${n}`)} }`, { LIMIT_ROOT_FIELDS: '1000', LIMIT_FIELDS: '10000' });
    expect(errors).toMatchObject([{ code: 'LIMIT_EXCEEDED' }]);
    const many = refusal(`{ viewer { ${fragments(1_500, (n) => `x${n}`)} } }`)!;
    expect(many.length).toBeLessThanOrEqual(11);
    const long = refusal(`{ inbox(first: "${'x'.repeat(100_000)}") { edges { cursor } } }`)!;
    expect(long[0]!.message.length).toBeLessThanOrEqual(500);
  });

  test.each([
    ['definitions of types', 'type Query { a: Int } { viewer { kind } }'],
    ['a fragment nobody uses', `{ viewer { kind } } fragment f on Viewer { ${'kind '.repeat(500)} }`],
    ['two fragments of one name', '{ viewer { ...f } } fragment f on Viewer { kind } fragment f on Viewer { kind }'],
    ['a fragment in itself', '{ viewer { ...f } } fragment f on Viewer { ...f }'],
  ])('is its own matter: %s', (_name, query) => {
    expect(refusal(query)).toMatchObject([{ code: 'GRAPHQL_VALIDATION_FAILED' }]);
  });

  test.each([
    ['nothing', ''],
    ['a NUL', '{ viewer { kind } }\u0000'],
    ['half a surrogate pair', '{ viewer(a: "\ud800") { kind } }'],
    ['a string without an end', '{ customer(id: "'],
  ])('is told of what is no GraphQL: %s', (_name, query) => {
    expect(refusal(query)).toMatchObject([{ code: expect.stringMatching(/^GRAPHQL_/) }]);
  });
});

test('what is read is what was written', () => {
  const query = '{ viewer { kind ...f } } fragment f on Viewer { agent { id } }';
  const read = createDocuments(schema, readSettings({}))({ query });
  expect(print((read as { document: ReturnType<typeof parse> }).document)).toBe(print(parse(query)));
});

/** A query as many fields deep. */
function deep(levels: number): string {
  const names = ['customer(id: "1")', ...Array.from({ length: levels - 2 }, (_, n) => (n % 2 ? 'customer' : 'dialogue'))];
  return `${names.map((name) => `{ ${name} `).join('')} { id } ${'}'.repeat(levels - 1)}`;
}

/** The standard introspection, three times over. */
function threefold(query: string): string {
  const { definitions } = parse(query);
  const [operation, ...others] = definitions.map(print) as [string, ...string[]];
  const inner = operation.slice(operation.indexOf('__schema'), operation.lastIndexOf('}'));
  return `{ ${fragments(3, (n) => `s${n}: ${inner}`)} } ${others.join(' ')}`;
}

/** Twice as many customers at each level, each at a place of its own. */
function tree(levels: number): string {
  const level = (n: number) =>
    `fragment f${n} on Customer { id dialogue { id customer { ...f${n + 1} } openConversation { customer { ...f${n + 1} } } } }`;
  return `{ customer(id: "1") { ...f0 } } ${fragments(levels, level)} fragment f${levels} on Customer { id }`;
}

/** Less than a kilobyte of text that unfolds to 2^levels fields. */
function fan(levels: number): string {
  const body = fragments(levels, (n) => `fragment f${n} on Customer { a: id ...f${n + 1} ...f${n + 1} }`);
  return `{ customer(id: "cus_1") { ...f0 } } ${body} fragment f${levels} on Customer { id }`;
}
