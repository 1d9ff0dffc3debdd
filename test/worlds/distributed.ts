import type { TestProject } from 'vitest/node';
import { openDistributed } from './world.ts';

/** Runs the product over NATS and Postgres for all stories; without these servers the stories skip themselves. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const opened = await openDistributed();
  if (!opened) {
    project.provide('world', { kind: 'absent', url: '', sandboxUrl: '', secret: '' });
    return async () => undefined;
  }
  const { fleet: _fleet, close, ...world } = opened;
  project.provide('world', world);
  return close;
}
