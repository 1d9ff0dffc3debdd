import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { ReadOperation } from '../../gateway/document/read.ts';
import { createGeneration, type Generation } from '../../gateway/supergraph/generation.ts';
import { readSettings } from '../../kit/env.ts';
import { createLog } from '../../kit/log.ts';
import { createMeters } from '../../kit/metrics.ts';
import { generated } from '../../schema/sdl.ts';

/** The supergraph of the house. */
export const sdl = readFileSync(generated('supergraph.graphql'), 'utf8');

/** A generation of a supergraph that goes with the test, and what it counts. */
export async function generationOf(env: Record<string, string> = {}, text = sdl) {
  const meters = createMeters();
  const generation = await createGeneration(text, { settings: readSettings(env), log: createLog('silent', 'test'), meters });
  onTestFinished(() => generation.close());
  const count = async (name: string) => Number(new RegExp(`^${name} ([\\d.]+)$`, 'm').exec(await meters.text())?.[1] ?? Number.NaN);
  return { generation, count };
}

/** A valid operation, read. */
export function read(generation: Generation, query: string, operationName?: string): ReadOperation {
  const operation = generation.read({ query, operationName });
  if (!('document' in operation)) throw new Error(operation.map(({ message }) => message).join(' '));
  return operation;
}
