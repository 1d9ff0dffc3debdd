import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sha256 } from '../../gateway/document/hash.ts';
import { createRegister, RegisterError } from '../../gateway/document/register.ts';
import { readSettings } from '../../kit/env.ts';
import { generated } from '../../schema/sdl.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A frontend's folder with some files, and the command run in it. */
function frontend(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-register-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const register = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'register.ts'), ...args], { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const list = (file = 'safelist.json') =>
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, { name: string; body: string }>;
  return { write, register, list, text: () => readFileSync(join(folder, 'safelist.json'), 'utf8') };
}

const page = 'query Page($id: ID!) {\n  customer(id: $id) { ...name }\n}\nquery Me { viewer { kind } }';
const name = 'fragment name on Customer { name }\nfragment other on Customer { id }';

describe('registering', () => {
  test('makes of each operation a document of its own, under the hash of its text, sorted by name', () => {
    const { register, list, text } = frontend({ 'src/page.graphql': page, 'src/parts/name.graphql': name });
    expect(register('src/**/*.graphql')).toMatchObject({ status: 0, stdout: '2 operations registered, 2 in safelist.json\n', stderr: '' });
    expect(Object.values(list()).map((each) => each.name)).toEqual(['Me', 'Page']);
    for (const [hash, { body }] of Object.entries(list())) expect(sha256(body)).toBe(hash);
    expect(Object.values(list())[1]!.body).toContain('fragment name on Customer {\n  name\n}');
    expect(text()).not.toContain('other');
    const before = text();
    register('src/parts/name.graphql', 'src/page.graphql');
    expect(text()).toBe(before);
  });

  test('replaces what was registered, or adds to it', () => {
    const { register, list, write } = frontend({ 'a.graphql': 'query A { viewer { kind } }', 'b.graphql': 'query B { viewer { kind } }' });
    register('a.graphql');
    register('--add', 'b.graphql');
    expect(Object.values(list()).map((each) => each.name)).toEqual(['A', 'B']);
    write('a.graphql', 'query A { viewer { __typename } }');
    register('a.graphql', '--out', 'other.json');
    expect(Object.values(list('other.json')).map((each) => each.body)).toEqual(['query A {\n  viewer {\n    __typename\n  }\n}']);
  });

  test('takes the manifests of Apollo’s tools, text for text', () => {
    const body = 'query Kept {\n  viewer { kind   __typename }\n}';
    const operations = [{ id: sha256(body), name: 'Kept', type: 'query', body }];
    const { register, list } = frontend({
      'manifest.json': JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
    });
    expect(register('manifest.json').status).toBe(0);
    expect(list()).toEqual({ [sha256(body)]: { name: 'Kept', body } });
  });
});

describe('what cannot be registered is told with its place, and nothing is written', () => {
  const register = createRegister(readFileSync(generated('supergraph.graphql'), 'utf8'), readSettings({}));
  const many =
    'edges { node { conversations(first: 100) { edges { node { customer { conversations(first: 100) { edges { cursor } } } } } } } }';
  test.each([
    [
      'a field that is not there',
      'query A {\n  viewer { kindd }\n}',
      'a.graphql:2:12: Cannot query field "kindd" on type "Viewer". Did you mean "kind"?',
    ],
    ['what is no GraphQL', 'query A {\n  viewer {', 'a.graphql:2:11: Syntax Error: Expected Name, found <EOF>.'],
    ['an operation without a name', '{ viewer { kind } }', 'a.graphql:1:1: An operation must have a name to be registered.'],
    ['a fragment that is nowhere', 'query A { viewer { ...gone } }', 'a.graphql:1:23: Unknown fragment "gone".'],
    [
      'two operations of one name',
      'query A { viewer { kind } }\nquery A { viewer { kind } }',
      'a.graphql:1:7: There can be only one operation named "A".',
    ],
    [
      'what is too deep',
      `query A { customer(id: "1") ${'{ dialogue { customer '.repeat(11)}{ id } ${'} } '.repeat(11)}}`,
      'a.graphql:1:1: The operation is more than 20 fields deep (LIMIT_DEPTH).',
    ],
    [
      'what costs too much',
      `query A { customers(first: 100) { ${many} } }`,
      /^a\.graphql:1:1: It costs \d+, and may cost 50000 \(LIMIT_COST\)\.$/,
    ],
  ])('%s', (_name, text, line) => {
    const wrong = () => register([{ path: 'a.graphql', text }]);
    expect(wrong).toThrow(RegisterError);
    expect(wrong).toThrow(line);
  });

  test('by the command: files that are wrong, that are not there, or no files at all', () => {
    const { register, list } = frontend({ 'a.graphql': 'query A {\n  viewer { kindd } }' });
    const told = 'a.graphql:2:12: Cannot query field "kindd" on type "Viewer". Did you mean "kind"?\n';
    expect(register('a.graphql')).toMatchObject({ status: 1, stdout: '', stderr: told });
    expect(() => list()).toThrow();
    expect(register('nothing.graphql')).toMatchObject({ status: 1, stderr: 'nothing.graphql: no such file\n' });
    expect(register('--help').stdout).toContain('npm run register');
  });
});
