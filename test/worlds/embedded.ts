import type { TestProject } from 'vitest/node';
import { openEmbedded } from './world.ts';

/** Runs the product in one process for all stories. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { fleet: _fleet, close, ...world } = await openEmbedded();
  project.provide('world', world);
  return close;
}
