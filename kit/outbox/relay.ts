import type { Kysely } from 'kysely';
import { CodedError } from '../../schema/errors.ts';
import { createAlarm } from '../alarm.ts';
import type { Bus, BusEvent, Json, Subscription } from '../bus/bus.ts';
import type { Log } from '../log.ts';
import type { Meters } from '../metrics.ts';
import { number } from './feed.ts';
import type { KitTables } from './tables.ts';

/** Publishes what stands in the outbox. */
export interface Relay extends Subscription {
  /** Starts to publish. */
  begin(): void;
  /** Something was emitted: look now rather than at the next turn. */
  wake(): void;
}

interface Options {
  db: Kysely<KitTables>;
  bus: Bus;
  schema: string;
  log: Log;
  meters: Meters;
  /** Milliseconds between looks when nothing wakes it: what another replica left behind is found then. */
  idle?: number;
}

const batch = 200;
const mostInFlight = 500;

/**
 * Publishes what stands in the outbox: numbers it into its feeds and tells who listens, then hands each event to the bus, those of one key
 * one after the other. A row is done when the bus says so; whatever happens before that, it is published again.
 */
export function createRelay({ db, bus, schema, log, meters, idle = 1_000 }: Options): Relay {
  const inFlight = new Set<number>();
  const tails = new Map<string, Promise<void>>();
  let finished: number[] = [];
  let failures = 0;
  let stopped = false;
  let pending = true;
  const alarm = createAlarm();
  /** For waits that only a stop may shorten. */
  const halt = createAlarm();

  const wake = () => {
    pending = true;
    alarm.ring();
  };

  async function turn(): Promise<void> {
    if (finished.length > 0) await settle();
    if (!pending) return;
    pending = false;
    const items = await number(db, schema, batch);
    for (const item of items) bus.notify(`${schema}.${item.topic}`, item as unknown as Json);
    const room = mostInFlight - inFlight.size;
    if (room > 0) {
      const before = failures;
      const rows = await waiting(room);
      // One that failed meanwhile is not among these, but those behind it in its key may be: all are looked for again.
      if (failures !== before) pending = true;
      else for (const row of rows) send(row);
      if (rows.length === Math.min(room, batch)) pending = true;
    }
    if (items.length >= batch) pending = true;
  }

  async function settle(): Promise<void> {
    const done = finished;
    finished = [];
    try {
      await db.updateTable('outbox').set({ done_at: new Date() }).where('id', 'in', done).execute();
    } catch (error) {
      finished.push(...done);
      throw error;
    }
    for (const id of done) inFlight.delete(id);
  }

  function waiting(room: number) {
    let query = db.selectFrom('outbox').selectAll().where('done_at', 'is', null).where('numbered', '=', true);
    if (inFlight.size > 0) query = query.where('id', 'not in', [...inFlight]);
    return query.orderBy('id').limit(Math.min(room, batch)).execute();
  }

  function send(row: Awaited<ReturnType<typeof waiting>>[number]): void {
    const previous = tails.get(row.key) ?? Promise.resolve();
    const sent = previous.then(() => publish(bus, row));
    tails.set(row.key, sent);
    inFlight.add(row.id);
    const forget = () => {
      if (tails.get(row.key) === sent) tails.delete(row.key);
    };
    sent.then(
      () => {
        forget();
        finished.push(row.id);
        meters.events.relayed.observe({ service: schema }, (Date.now() - row.at.getTime()) / 1_000);
        alarm.ring();
      },
      (error: unknown) => {
        // Those behind it in the same key fail with it: all stay in the outbox, in their order, for the next turn.
        forget();
        inFlight.delete(row.id);
        failures += 1;
        log.warn({ event: row.name, id: row.event_id, error: message(error) }, 'an event could not be published and will be tried again');
      },
    );
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await turn();
        const idleNow = !pending && !stopped && finished.length === 0;
        if (idleNow && (await alarm.sleep(idle))) pending = true;
      } catch (error) {
        log.warn({ error: message(error) }, 'the outbox cannot be read now');
        if (!stopped) await halt.sleep(idle);
        pending = true;
      }
    }
  }

  let running: Promise<void> | undefined;
  return {
    begin: () => {
      running ??= run();
    },
    wake,
    stop: async () => {
      stopped = true;
      alarm.ring();
      halt.ring();
      await running;
    },
  };
}

/** How many events are not done. */
export async function countWaiting(db: Kysely<KitTables>): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('done_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** An event too large for the broker goes as a claim: its consumers fetch it from the service that keeps it. */
async function publish(
  bus: Bus,
  row: { event_id: string; name: string; key: string; workspace_id: string; at: Date; payload: object; trace: string | null },
): Promise<void> {
  const event: BusEvent = {
    id: row.event_id,
    name: row.name,
    key: row.key,
    workspaceId: row.workspace_id,
    at: row.at.toISOString(),
    payload: row.payload as Json,
    ...(row.trace && { trace: row.trace }),
  };
  try {
    await bus.publish(event);
  } catch (error) {
    if (!(error instanceof CodedError && error.code === 'TOO_LARGE')) throw error;
    await bus.publish({ ...event, payload: { claim: row.event_id } });
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
