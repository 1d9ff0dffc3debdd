import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { destroy } from '../../kit/bus/nats.ts';
import { createLog } from '../../kit/log.ts';
import { answers } from './port.ts';

/** A database and a broker prefix of our own on the servers that run here. */
export interface Backend {
  /** What a process needs to use them. */
  environment: { DATABASE_URL: string; NATS_URL: string; NATS_PREFIX: string };
  drop(): Promise<void>;
}

/** Where the servers are. */
export interface Servers {
  nats: string;
  postgres: string;
}

/** Makes them; `undefined` where one of the servers does not run. With CI=true that is an error, not a skip. */
export async function openBackend({
  nats = process.env.NATS_URL ?? 'nats://127.0.0.1:4222',
  postgres = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
}: Partial<Servers> = {}): Promise<Backend | undefined> {
  const missing = [];
  if (!(await answers(nats, 4222))) missing.push(`NATS at ${new URL(nats).host}`);
  if (!(await answers(postgres, 5432))) missing.push(`Postgres at ${new URL(postgres).host}`);
  if (missing.length > 0) {
    if (process.env.CI === 'true')
      throw new Error(`With CI=true the suites also run over ${missing.join(' and ')}, which cannot be reached.`);
    return undefined;
  }
  const name = `parlor_test_${randomBytes(6).toString('hex')}`;
  await administer(postgres, `create database ${name}`);
  const database = new URL(postgres);
  database.pathname = name;
  const environment = { DATABASE_URL: database.href, NATS_URL: nats, NATS_PREFIX: name };
  return {
    environment,
    drop: async () => {
      await administer(postgres, `drop database if exists ${name} with (force)`);
      await destroy({ url: environment.NATS_URL, prefix: name, log: createLog('error', 'test') });
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
