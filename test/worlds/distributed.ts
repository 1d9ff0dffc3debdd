import type { TestProject } from 'vitest/node';
import { startScanner } from './scanner.ts';
import { openDistributed } from './world.ts';

/** Runs the product over NATS and Postgres for all stories; without these servers the stories skip themselves. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scanner = await startScanner();
  const opened = await openDistributed({}, { environment: scanner.environment });
  if (!opened) {
    await scanner.close();
    project.provide('world', { kind: 'absent', url: '', sandboxUrl: '', secret: '' });
    return async () => undefined;
  }
  const { fleet: _fleet, close, ...world } = opened;
  project.provide('world', world);
  return async () => {
    await close();
    await scanner.close();
  };
}
