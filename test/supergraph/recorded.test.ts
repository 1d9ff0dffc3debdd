import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { createDocuments, type ReadDocument } from '../../gateway/document/read.ts';
import { createRecorder } from '../../gateway/document/recorded.ts';
import { readSettings } from '../../kit/env.ts';
import { createLog } from '../../kit/log.ts';
import { readRecorded } from '../../schema/recorded.ts';
import { ask, openWorld } from '../gateway/world.ts';

const log = createLog('silent', 'test');
const schema = buildSchema('type Query { find(text: String, first: Int): String }');

/** A file to record in, and a way to have operations read as the gateway does. */
function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'operations.jsonl');
  const documents: ReadDocument = createDocuments(schema, readSettings({}));
  const read = (query: string, operationName?: string) => {
    const operation = documents({ query, operationName });
    if (!('document' in operation)) throw new Error('not valid');
    return operation;
  };
  return { file, read, recorded: () => readRecorded(readFileSync(file, 'utf8')) };
}

test('each different operation is recorded once, over restarts too, without what people wrote into it', async () => {
  const { file, read, recorded } = desk();
  const first = createRecorder(file, log);
  for (let n = 0; n < 3; n++) first.record(read('query Find { find(text: "Ana Berg", first: 7) }'));
  first.record(read('query Find { find(text: "somebody else", first: 3) }'));
  await first.close();
  appendFileSync(file, '{"hash": "cut off');
  const second = createRecorder(file, log);
  second.record(read('query Find { find(text: "Ana", first: 1) }'));
  second.record(read('query Other { find } query Find { find }', 'Other'));
  await second.close();
  expect(readFileSync(file, 'utf8')).not.toMatch(/Ana|somebody/);
  expect(recorded().map(({ operationName, query }) => [operationName, query.replaceAll(/\s+/g, ' ')])).toEqual([
    ['Find', 'query Find { find(text: "", first: 0) }'],
    ['Other', 'query Other { find }'],
  ]);
});

test('a record that cannot be written holds up nobody', async () => {
  const { file, read } = desk();
  const recorder = createRecorder(join(file, 'no', 'such', 'folder'), log);
  recorder.record(read('{ find }'));
  await recorder.close();
  recorder.record(read('{ again: find }'));
  await recorder.close();
});

test('a gateway records what it is asked, for the schema check', async () => {
  const { file, recorded } = desk();
  const world = await openWorld({ OPERATIONS_FILE: file });
  onTestFinished(() => world.close());
  await ask(world, 'query Page { customer(id: "cus_7") { name } }');
  await ask(world, '{ nothing }');
  await world.stop();
  expect(recorded().map(({ operationName, query }) => [operationName, query.includes('cus_7')])).toEqual([['Page', false]]);
});
