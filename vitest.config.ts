import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Vite would take graphql's ES modules while the libraries take its CommonJS ones: two copies, which do not know each other.
const graphql = { find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) };
const shared = {
  alias: [graphql],
  isolate: false,
  pool: 'threads' as const,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // A machine with other work must not fail what is only late.
  expect: { poll: { timeout: 20_000 } },
};

/** The parts on their own; the same stories over the product in one process, and over NATS and Postgres with every service a process; crashes. */
export default defineConfig({
  test: {
    // Two at a time even on two cores: stories mostly wait for the product.
    maxWorkers: 2,
    projects: [
      { test: { ...shared, name: 'parts', include: ['test/**/*.test.ts'], exclude: ['test/stories/**', 'test/crash/**'] } },
      { test: { ...shared, name: 'embedded', include: ['test/stories/**/*.test.ts'], globalSetup: 'test/worlds/embedded.ts' } },
      { test: { ...shared, name: 'distributed', include: ['test/stories/**/*.test.ts'], globalSetup: 'test/worlds/distributed.ts' } },
      {
        test: {
          ...shared,
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          testTimeout: 300_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
