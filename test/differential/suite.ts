import type { OperationTypeNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { type Tally, tryGenerated } from './trial.ts';
import { createWorld } from './world.ts';

/** Milliseconds for a hundred operations, on a machine that does much else. */
const timeout = 300_000;

/** How many hundreds of operations are generated of each kind. */
interface Hundreds {
  query: number;
  mutation: number;
  subscription?: number;
}

/** Our executor beside Apollo's over one graph. SEED draws other operations than the usual ones. */
export function compareExecutors(name: string, sources: Record<string, string>, hundreds: Hundreds): void {
  const world = createWorld(sources);
  const seed = process.env.SEED ?? 'usual';
  const total: Tally = { executed: 0, unplanned: 0, refused: 0, errors: 0, invalid: 0, bytes: 0 };

  describe(`${name}: generated operations are answered as the stock executor answers them`, () => {
    for (const [kind, count] of Object.entries(hundreds)) {
      test.each(Array.from({ length: count }, (_, index) => index + 1))(`${kind}, hundred %i`, { timeout }, async (hundred) => {
        const tally = await tryGenerated(world, `${seed} ${name} ${hundred}`, kind as OperationTypeNode, 100);
        for (const figure of Object.keys(total) as (keyof Tally)[]) total[figure] += tally[figure];
        expect(tally.executed).toBeGreaterThan(0);
      });
    }

    test('enough of them, and enough that goes wrong in them', () => {
      const wanted = Object.values(hundreds).reduce((sum, count) => sum + count, 0) * 100;
      expect(total.executed).toBeGreaterThan(3 * wanted);
      expect(total.refused).toBeLessThan(wanted / 100);
      expect(total.errors).toBeGreaterThan(wanted / 10);
      expect(total.invalid).toBeGreaterThan(wanted / 10);
    });
  });
}
