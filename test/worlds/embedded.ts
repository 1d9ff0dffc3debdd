import type { TestProject } from 'vitest/node';
import { startScanner } from './scanner.ts';
import { openEmbedded } from './world.ts';

/** Runs the product in one process for all stories. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scanner = await startScanner();
  const { fleet: _fleet, close, ...world } = await openEmbedded({ environment: scanner.environment });
  project.provide('world', world);
  return async () => {
    await close();
    await scanner.close();
  };
}
