import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withTable } from '../capabilities.ts';
import { all } from '../services/channels/adapters/all.ts';

test('the README tells of every channel what its adapter can', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(withTable(readme)).toBe(readme);
  for (const { channel } of all) expect(readme).toContain(`\n| ${channel} |`);
});
