import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { openBackend, type Servers } from './backend.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { freePort } from './port.ts';

/** What the stories get to know of the product they run against: where it is and what it was started with. */
export interface World {
  kind: 'embedded' | 'distributed' | 'absent';
  url: string;
  sandboxUrl: string;
  /** PARLOR_SECRET: tests found workspaces with it, as whoever runs Parlor would. */
  secret: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    world: World;
  }
}

/** How a world is to run. */
interface Wishes {
  /** Further settings. */
  environment?: Record<string, string>;
  /** Is told each line of the logs, which else go where ours go. */
  hear?(line: string): void;
}

/** A world that runs, with the processes to kill. */
export interface OpenWorld extends World {
  fleet: Fleet;
  close(): Promise<void>;
}

/** The product as `npm start` runs it, on free ports and an empty data folder. */
export async function openEmbedded({ environment, hear }: Wishes = {}): Promise<OpenWorld> {
  const { DATA_DIR, PARLOR_SECRET, remove } = ground();
  const sandboxPort = await freePort();
  const fleet = await startFleet('embedded', { DATA_DIR, PARLOR_SECRET, SANDBOX_PORT: String(sandboxPort), ...environment }, hear);
  await seeded(DATA_DIR);
  const close = async () => {
    await fleet.stop();
    remove();
  };
  return { kind: 'embedded', url: fleet.url, sandboxUrl: `http://127.0.0.1:${sandboxPort}`, secret: PARLOR_SECRET, fleet, close };
}

/** Resolves when the first workspace stands, which the product founds while it serves already; after a minute at most. */
async function seeded(dataDir: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end && !existsSync(join(dataDir, 'dev.json')); ) await setTimeout(50);
}

/** Four services and the gateway as processes of their own, over the NATS and Postgres given, or that run here; `undefined` where they do not. */
export async function openDistributed(servers?: Partial<Servers>, { environment, hear }: Wishes = {}): Promise<OpenWorld | undefined> {
  const backend = await openBackend(servers);
  if (!backend) return undefined;
  const { DATA_DIR, PARLOR_SECRET, remove } = ground();
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, accounts: [] });
  const fleet = await startFleet('distributed', { ...backend.environment, DATA_DIR, PARLOR_SECRET, ...environment }, hear);
  const close = async () => {
    await fleet.stop();
    await sandbox.close();
    await backend.drop();
    remove();
  };
  return { kind: 'distributed', url: fleet.url, sandboxUrl: sandbox.url, secret: PARLOR_SECRET, fleet, close };
}

function ground() {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlor-'));
  return { DATA_DIR, PARLOR_SECRET: randomBytes(32).toString('hex'), remove: () => rmSync(DATA_DIR, { recursive: true, force: true }) };
}
