import { readFileSync } from 'node:fs';
import { type DocumentNode, parse, separateOperations, validate } from 'graphql';
import { expect, test } from 'vitest';
import { type Node, readSources } from '../architecture/source.ts';
import { parlor } from './graphs/parlor.ts';
import { type Tally, tryDocument } from './trial.ts';
import { createWorld } from './world.ts';

const world = createWorld(parlor);
const timeout = 300_000;

/** What the gateways of the tests recorded: npm run record. */
const recorded: string[] = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8'));
/** What stands in the tests and the benches as they are now. */
const written = readSources()
  .filter(({ path }) => /^(test|bench)\//.test(path))
  .flatMap(({ nodes }) => nodes.flatMap(textOf));
const operations = [...new Set([...recorded, ...written])].flatMap(operationsOf);

test(`all ${operations.length} operations of the tests are answered as the stock executor answers them`, { timeout }, async () => {
  const tally: Tally = { executed: 0, unplanned: 0, refused: 0, errors: 0, invalid: 0, bytes: 0 };
  for (const [index, document] of operations.entries()) await tryDocument(world, document, `recorded ${index}`, tally);
  expect(tally).toMatchObject({ unplanned: 0, refused: 0 });
  expect(tally.executed).toBeGreaterThan(3 * operations.length);
});

test('the record is not of another graph', () => {
  expect(recorded.filter((text) => operationsOf(text).length === 0)).toEqual([]);
});

/** Texts without anything put in. */
function textOf({ type, value, expressions, quasis }: Node): string[] {
  if (type === 'Literal') return typeof value === 'string' ? [value] : [];
  const isWhole = type === 'TemplateLiteral' && (expressions as unknown[]).length === 0;
  return isWhole ? [(quasis as { value: { cooked: string } }[])[0]!.value.cooked] : [];
}

/** The operations in a text that our graph can carry out; none in other texts. */
function operationsOf(text: string): DocumentNode[] {
  if (!text.includes('{')) return [];
  try {
    const document = parse(text, { noLocation: true });
    return validate(world.schema, document).length === 0 ? Object.values(separateOperations(document)) : [];
  } catch {
    return [];
  }
}
