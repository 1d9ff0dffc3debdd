import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../schema/errors.ts';
import type { Bus } from './bus/bus.ts';
import { natsBus } from './bus/nats.ts';
import { type Database, openDatabase } from './database.ts';
import { readSettings, SettingError, type Settings } from './env.ts';
import { createHttp } from './http.ts';
import { createLog, type Log } from './log.ts';
import { createMeters, type Meters, serveMetrics } from './metrics.ts';
import type { KitTables } from './outbox/tables.ts';
import { deriveKeys, type Keys } from './secret.ts';
import { type Service, startService } from './service.ts';
import { subgraphRoute } from './subgraph.ts';

/** What a process begins with: its settings, its log, its keys, its meters. */
export interface Ground {
  settings: Settings;
  log: Log;
  keys: Keys;
  meters: Meters;
}

/** Something that runs until it is told to stop. */
export interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Runs a process: reads the environment, starts, and stops in good order on SIGTERM or SIGINT. A wrong setting, or anything else that keeps
 * it from starting, is one line on standard error and exit code 1. Where the settings ask for them, it gives metrics and traces.
 */
export function runProcess(part: string, start: (ground: Ground) => Promise<Stoppable>): Promise<void> {
  return runCommand(part, async (ground) => {
    const starting = startWatched(part, ground, start);
    stopOnSignal(starting, ground.log);
    await starting;
  });
}

/** Runs what ends by itself, from the same settings and with the same last words. */
export async function runCommand(part: string, work: (ground: Ground) => Promise<void>): Promise<void> {
  try {
    const settings = readSettings(process.env);
    const log = createLog(settings.LOG_LEVEL, part);
    if (settings.DATABASE_URL && !settings.PARLOR_SECRET) {
      log.warn({ file: join(settings.DATA_DIR, 'secret') }, 'PARLOR_SECRET is not set: every process must be able to read this file');
    }
    await work({
      settings,
      log,
      // Not every command needs a secret, and the first to ask may make one.
      get keys() {
        return deriveKeys(secretOf(settings));
      },
      meters: createMeters(),
    });
  } catch (error) {
    process.stderr.write(`parlor ${part}: ${reason(error)}\n`);
    process.exit(1);
  }
}

/** What is watched is stopped first, so that its last spans are sent too. */
async function startWatched(part: string, ground: Ground, start: (ground: Ground) => Promise<Stoppable>): Promise<Stoppable> {
  const { METRICS_PORT, HOST, OTEL_EXPORTER_OTLP_ENDPOINT: collector } = ground.settings;
  // Loaded only where it is wanted: it is heavy.
  const tracing = collector ? (await import('./tracing.ts')).startTracing(collector, part) : undefined;
  const metrics = METRICS_PORT === undefined ? undefined : await serveMetrics(ground.meters, HOST, METRICS_PORT);
  if (metrics) ground.log.info({ port: metrics.port }, 'metrics are served');
  const running = await start(ground);
  return {
    stop: async () => {
      await running.stop();
      await metrics?.stop();
      await tracing?.stop();
    },
  };
}

function reason(error: unknown): string {
  if (error instanceof SettingError || error instanceof CodedError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: another process listens there; choose another port`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** One that is still starting is stopped as soon as it has started. */
function stopOnSignal(starting: Promise<Stoppable>, log: Log): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    const late = setTimeout(() => process.exit(1), 30_000);
    late.unref();
    const running = await starting;
    await running.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

/** The secret of the setting, or the one in the data folder, made on first start. */
function secretOf({ PARLOR_SECRET, DATA_DIR }: Settings): string {
  if (PARLOR_SECRET) return PARLOR_SECRET;
  const file = join(DATA_DIR, 'secret');
  mkdirSync(DATA_DIR, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

/** The broker of the settings; a process on its own cannot do without. */
export function openBus({ NATS_URL, NATS_PREFIX }: Settings, log: Log): Promise<Bus> {
  if (!NATS_URL) throw new SettingError('NATS_URL: needed by a service that runs as a process of its own');
  return natsBus({ url: NATS_URL, prefix: NATS_PREFIX, log });
}

function openServiceDatabase({ DATABASE_URL, DATA_DIR, DATABASE_POOL }: Settings, log: Log): Promise<Database> {
  if (!DATABASE_URL) throw new SettingError('DATABASE_URL: needed by a service that runs as a process of its own');
  return openDatabase({ url: DATABASE_URL, dataDir: DATA_DIR, pool: DATABASE_POOL, log });
}

/** Runs one service as a process of its own: what its main.ts does. */
export function runService<T extends KitTables, L>(service: Service<T, L>): Promise<void> {
  return runProcess(service.name, async ({ settings, log, keys, meters }) => {
    const database = await openServiceDatabase(settings, log);
    const bus = await openBus(settings, log);
    const running = await startService(service, { database, bus, keys, log, settings, meters });
    running.begin();
    const http = createHttp(log, { database: () => database.ping(), bus: () => bus.ping() }, meters);
    subgraphRoute(http, running.graph);
    const port = settings[`${service.name.toUpperCase()}_PORT` as 'IDENTITY_PORT'];
    await http.listen({ host: settings.HOST, port });
    log.info({ port }, 'ready');
    return {
      stop: async () => {
        await http.close();
        await running.stop();
        await bus.close();
        await database.close();
      },
    };
  });
}
