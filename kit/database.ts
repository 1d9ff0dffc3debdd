import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { CompiledQuery, type Dialect, Kysely, PGliteDialect, PostgresDialect, sql, type Transaction } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { CodedError } from '../schema/errors.ts';
import { lockFolder } from './lock.ts';
import type { Log } from './log.ts';

/** Either of the two databases; every service has a Postgres schema of its own in it. */
export interface Database {
  /** The service's own schema, and nothing else. */
  schema<Tables>(name: string): Kysely<Tables>;
  /** Brings the schema to the newest version; forward only, once, whatever the number of replicas that try. */
  migrate(name: string, migrations: Record<string, Migration>): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens Postgres where there is a url, else PGlite in the data folder. */
export async function openDatabase(options: { url?: string; dataDir: string; pool: number; log: Log }): Promise<Database> {
  const { dialect, close } = options.url ? postgres(options.url, options.pool, options.log) : await embedded(options.dataDir);
  const root = new Kysely<unknown>({ dialect });
  return {
    schema: <Tables>(name: string) => root.withSchema(name) as Kysely<Tables>,
    migrate: (name, migrations) => migrate(root, name, migrations),
    ping: async () => {
      await root.executeQuery(CompiledQuery.raw('select 1'));
    },
    close: async () => {
      await root.destroy();
      await close();
    },
  };
}

/** Milliseconds. */
const longestBreath = 5;

function postgres(url: string, size: number, log: Log): { dialect: Dialect; close(): Promise<void> } {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: size, connectionTimeoutMillis: 5_000, keepAlive: true });
  // A connection that breaks is only dropped: the next query opens another. The pool tells of those that were idle, and nobody else would
  // listen to one that breaks between two statements of a transaction: that would end the process.
  const broke = (error: Error) => log.warn({ error: error.message }, 'a database connection broke');
  pool.on('error', broke);
  pool.on('connect', (client) => client.on('error', broke));
  return { dialect: new PostgresDialect({ pool }), close: async () => undefined };
}

async function embedded(dataDir: string): Promise<{ dialect: Dialect; close(): Promise<void> }> {
  const folder = resolve(dataDir, 'database');
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(resolve(dataDir, 'lock'));
  const pglite = await PGlite.create(folder);
  const close = async () => {
    if (!pglite.closed) await pglite.close();
    unlock();
  };
  return { dialect: breathing(new PGliteDialect({ pglite })), close };
}

/**
 * PGlite works on our own thread and answers without ever leaving it: where much waits for it, one statement follows the other, and neither
 * sockets nor timers would get their turn for seconds. So they do, every few milliseconds, before a connection is given out.
 */
function breathing(dialect: PGliteDialect): Dialect {
  const driver = dialect.createDriver();
  const acquire = driver.acquireConnection.bind(driver);
  let breathed = performance.now();
  driver.acquireConnection = async (options) => {
    if (performance.now() - breathed > longestBreath) {
      await setImmediate();
      breathed = performance.now();
    }
    return acquire(options);
  };
  dialect.createDriver = () => driver;
  return dialect;
}

async function migrate(root: Kysely<unknown>, schema: string, migrations: Record<string, Migration>): Promise<void> {
  const migrator = new Migrator({
    db: root,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
  });
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === 'Error');
  if (error) throw new Error(`The migration ${failed?.migrationName ?? ''} of ${schema} failed`, { cause: error });
}

/** A migration of plain SQL: statements that end with `;` at a line's end. */
export function script(text: string): Migration {
  const statements = text.split(/;\s*(?:\n|$)/).filter((statement) => statement.trim() !== '');
  return {
    up: async (db) => {
      for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement));
    },
  };
}

/** Runs `work` in a transaction, again (up to five times) when Postgres gave it up for a deadlock or a serialisation conflict. */
export async function transact<Tables, R>(db: Kysely<Tables>, work: (tx: Transaction<Tables>) => Promise<R>, tries = 5): Promise<R> {
  try {
    return await db.transaction().execute(work);
  } catch (error) {
    if (tries > 1 && ['40P01', '40001'].includes(sqlState(error))) return transact(db, work, tries - 1);
    throw error;
  }
}

/** True when the database said that a unique constraint does not allow this. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/** True when a text that came in cannot be kept: Postgres takes no NUL. */
export function isUnkeepable(error: unknown): boolean {
  return ['22021', '22P05'].includes(sqlState(error));
}

/**
 * True when the database could not be reached, went away, or cannot take more now (disk full, too many connections, a standby that may not
 * write): worth another try. A code is looked at first, for the message of a refused connection to several addresses is empty.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof CodedError) return false;
  const code = sqlState(error);
  if (code) return /^(08|53|57P|25006|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code);
  return /terminated|timeout exceeded|not queryable|ended|closed/i.test(error.message);
}

/**
 * Does the work as soon as what it needs is there: for what must not be forgotten, nor blamed, because a part is away now. Gives up when the
 * signal ends. `isAway` says which errors to wait out: without it, those of the database.
 */
export async function outlasting<R>(
  work: () => Promise<R>,
  stopping: AbortSignal,
  isAway: (error: unknown) => boolean = isOutage,
): Promise<R> {
  for (let wait = 100; ; wait = Math.min(wait * 2, 2_000)) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error) || stopping.aborted) throw error;
      await setTimeout(wait, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

function sqlState(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** `column = any(list)` with the list as one parameter, so that the statement's text does not depend on its length. */
export function among(column: string, values: readonly string[]) {
  return sql<boolean>`${sql.ref(column)} = any(${values as string[]})`;
}

/** Escapes what `like` would take as a wildcard. */
export function likePattern(search: string): string {
  return `%${search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** The first row, or NOT_FOUND with the thing's name and id. */
export function found<R>(row: R | null | undefined, what: string, id: string): R {
  if (row == null) throw new CodedError('NOT_FOUND', `There is no ${what} ${id} in this workspace.`);
  return row;
}
