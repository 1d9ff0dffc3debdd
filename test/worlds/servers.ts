import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { answers, freePort } from './port.ts';

/** A server of our own, whose data outlives its death. */
export interface Server {
  url: string;
  /** Ends it as a crash would, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it takes connections. */
  start(): Promise<void>;
  /** Kills it and deletes its data. */
  end(): Promise<void>;
}

const patience = 30_000;

/** Whether a NATS server is installed. */
export const brokerInstalled = !spawnSync('nats-server', ['--version']).error;

/** Where Postgres' programs are, if it is installed. */
const bindir = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
/** Whether a Postgres server is installed. */
export const postgresInstalled = bindir !== undefined && existsSync(join(bindir, 'postgres')) && existsSync(join(bindir, 'initdb'));

/** Starts a nats-server with JetStream. */
export async function ownBroker(): Promise<Server> {
  const store = mkdtempSync(join(tmpdir(), 'parlor-nats-'));
  const port = await freePort();
  const { start, kill } = program(
    () => spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', store], { stdio: 'ignore' }),
    () => answers(`nats://127.0.0.1:${port}`, port),
  );
  await start();
  return { url: `nats://127.0.0.1:${port}`, start, kill, end: ending(kill, store) };
}

/** Makes a cluster and starts it. Postgres refuses root, so root lends it the user it was installed with. */
export async function ownPostgres(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-postgres-'));
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const made = spawnSync(join(bindir!, 'initdb'), ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync'], {
    ...user,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const options = [
    '-D',
    join(folder, 'data'),
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-k',
    folder,
    '-c',
    'max_connections=200',
  ];
  const { start, kill } = program(
    () => spawn(join(bindir!, 'postgres'), options, { ...user, cwd: folder, stdio: 'ignore' }),
    () => takesQueries(url),
  );
  await start();
  return { url, start, kill, end: ending(kill, folder) };
}

/** A program that is run until it serves; one that ends before, because its predecessor is not all gone yet, is run again. */
function program(run: () => ChildProcess, serves: () => Promise<boolean>): Pick<Server, 'start' | 'kill'> {
  let child: ChildProcess | undefined;
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    async start() {
      for (const end = Date.now() + patience; Date.now() < end; await setTimeout(20)) {
        if (!isRunning()) {
          child = run();
          await once(child, 'spawn');
        }
        if ((await serves()) && isRunning()) return;
      }
      throw new Error(`${child?.spawnfile} did not begin to serve`);
    },
    async kill() {
      if (!child || !isRunning()) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function ending(kill: () => Promise<void>, folder: string): () => Promise<void> {
  return async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
}

async function takesQueries(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function idOf(option: '-u' | '-g'): number {
  return Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout);
}
