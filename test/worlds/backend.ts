import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import pg from 'pg';
import { destroy } from '../../kit/bus/nats.ts';
import { createLog } from '../../kit/log.ts';

/** A database and a broker prefix of our own on the servers that run here. */
export interface Backend {
  /** What a process needs to use them. */
  environment: { DATABASE_URL: string; NATS_URL: string; NATS_PREFIX: string };
  drop(): Promise<void>;
}

const servers = {
  nats: () => process.env.NATS_URL ?? 'nats://127.0.0.1:4222',
  postgres: () => process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
};

/** Makes them; `undefined` where one of the servers does not run. With CI=true that is an error, not a skip. */
export async function openBackend(): Promise<Backend | undefined> {
  const missing = [];
  if (!(await answers(servers.nats(), 4222))) missing.push(`NATS at ${new URL(servers.nats()).host}`);
  if (!(await answers(servers.postgres(), 5432))) missing.push(`Postgres at ${new URL(servers.postgres()).host}`);
  if (missing.length > 0) {
    if (process.env.CI === 'true') throw new Error(`With CI=true the suites also run over ${missing.join(' and ')}, which cannot be reached.`);
    return undefined;
  }
  const name = `parlor_test_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const database = new URL(servers.postgres());
  database.pathname = name;
  const environment = { DATABASE_URL: database.href, NATS_URL: servers.nats(), NATS_PREFIX: name };
  return {
    environment,
    drop: async () => {
      await administer(`drop database if exists ${name} with (force)`);
      await destroy({ url: environment.NATS_URL, prefix: name, log: createLog('error', 'test') });
    },
  };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: servers.postgres() });
  await client.connect();
  await client.query(statement);
  await client.end();
}

function answers(url: string, defaultPort: number): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: hostname, port: Number(port) || defaultPort, timeout: 2_000 });
  socket.once('connect', () => resolve(true));
  socket.once('timeout', () => resolve(false));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
