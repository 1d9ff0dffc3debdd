import { readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { parlor } from './graphs/parlor.ts';
import { type Tally, tryDocument } from './trial.ts';
import { createWorld } from './world.ts';

const world = createWorld(parlor);
const recorded: string[] = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8'));

test(`all ${recorded.length} operations that the stories ask are answered as the stock executor answers them`, async () => {
  const tally: Tally = { executed: 0, unplanned: 0, refused: 0, errors: 0, invalid: 0, bytes: 0 };
  for (const [index, text] of recorded.entries()) {
    const document = parse(text, { noLocation: true });
    // The graph may have changed since they were recorded: npm run record.
    expect(validate(world.schema, document), text).toEqual([]);
    await tryDocument(world, document, `recorded ${index}`, tally);
  }
  expect(tally).toMatchObject({ unplanned: 0, refused: 0 });
  expect(tally.executed).toBeGreaterThan(recorded.length);
});
