import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compare } from '../../schema/against.ts';
import type { RecordedOperation } from '../../schema/recorded.ts';
import { generated } from '../../schema/sdl.ts';
import { root } from '../architecture/source.ts';

const api = readFileSync(generated('api.graphql'), 'utf8');
const older = api.replace(/^type Customer \{$/m, 'type Customer {\n  nickname: String\n  shoeSize: Int\n');

function recorded(query: string, operationName: string | null = null): RecordedOperation {
  return { hash: Buffer.from(query).toString('hex'), operationName, query, firstSeen: '2026-11-01T10:00:00.000Z' };
}

/** Runs the command as a person does. */
function check(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['schema/against.ts', ...args], { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** A file that goes with the test. */
function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), text);
  return join(folder, 'file');
}

describe('npm run schema:check', () => {
  const before = file.bind(undefined, older);
  const page = recorded('query Page { customer(id: "") { nickname } }', 'Page');
  const operations = (...lines: RecordedOperation[]) => file(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

  test('says which recorded operation breaks by a change, and fails', () => {
    const { status, stdout } = check('--against', before(), '--operations', operations(page));
    expect(stdout).toMatch(/breaking +Field 'nickname' was removed.*\n +used by +Page/);
    expect(stdout).toMatch(/breaking +Field 'shoeSize' was removed/);
    expect(stdout).not.toMatch(/shoeSize.*\n +used by/);
    expect(stdout).toContain('1 of 1 recorded operations break');
    expect(status).toBe(1);
  });

  test('passes when nobody uses what breaks, unless it is to be strict', () => {
    const unconcerned = operations(recorded('{ viewer { kind } }'));
    expect(check('--against', before(), '--operations', unconcerned).status).toBe(0);
    expect(check('--against', before(), '--operations', unconcerned, '--strict').status).toBe(1);
  });

  test('compares with a git revision, and says what it cannot compare', () => {
    const { status, stderr } = check('--against', 'no-such-revision');
    expect(status).toBe(2);
    expect(stderr).toContain('no-such-revision');
    expect(check('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--against main') });
    expect(check().status).toBe(2);
  });
});

const graph = `
  type Query { find(at: String, in: Filter): Thing any: Node }
  type Thing implements Node { id: ID kind: Kind! }
  interface Node { id: ID }
  input Filter { kind: Kind limit: Int }
  enum Kind { OLD NEW }`;

test.each([
  ['a field that may be null now', 'kind: Kind!', 'kind: Kind', '{ find { kind } }', true],
  ['a field nobody selects', 'kind: Kind! }', 'sort: Kind! }', '{ find { id } }', false],
  ['an argument that is gone', 'at: String, ', '', '{ find(at: "x") { id } }', true],
  ['an argument that is gone and was not given', 'at: String, ', '', '{ find { id } }', false],
  ['an argument that must be given now', 'find(', 'find(must: Int!, ', '{ find { id } }', true],
  [
    'an input field that must be given now, in a variable',
    'limit: Int',
    'limit: Int must: Int!',
    'query ($f: Filter) { find(in: $f) { id } }',
    true,
  ],
  ['an input field that is gone, in a variable', 'kind: Kind limit', 'limit', 'query ($f: Filter) { find(in: $f) { id } }', true],
  ['a value that is no longer taken, in a variable', 'OLD NEW', 'NEW', 'query ($k: Kind) { find(in: { kind: $k }) { id } }', true],
  ['a value that no longer comes out', 'OLD NEW', 'NEW', '{ find { kind } }', false],
  ['a type that is no longer a node', 'implements Node', '', '{ any { ... on Thing { id } } }', true],
  ['what is new', 'id: ID kind', 'id: ID more: Int kind', '{ find { id } }', false],
  ['what was wrong before', 'id: ID kind', 'id: ID more: Int kind', '{ find { never } }', false],
])('%s', async (_name, from, to, query, breaks) => {
  expect(graph).toContain(from);
  const { broken } = await compare(buildSchema(graph), buildSchema(graph.replace(from, to)), [recorded(query)]);
  expect(broken.size === 1).toBe(breaks);
});
