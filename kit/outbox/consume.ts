import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import { CodedError } from '../../schema/errors.ts';
import { type EventName, type EventPayload, events } from '../../schema/events.ts';
import type { Bus, BusEvent, Json, RetryPolicy, Subscription } from '../bus/bus.ts';
import { isOutage, outlasting, transact } from '../database.ts';
import type { Log } from '../log.ts';
import { type Meters, timed } from '../metrics.ts';
import { continued } from '../trace.ts';
import type { KitTables } from './tables.ts';

/** Runs the effect of the event in a transaction that also records it as handled: once, however often the event comes. */
export type Once<T> = (effect: (tx: Transaction<T>) => Promise<void>) => Promise<void>;

/** What a service does on an event. Requests to others come before `once`, never inside. */
export type Handler<N extends EventName, T> = (event: { workspaceId: string; payload: EventPayload<N> }, once: Once<T>) => Promise<void>;
/** What a service does on the events it listens to, by their names. */
export type Handlers<T> = { [N in EventName]?: Handler<N, T> };

interface Options<T> {
  db: Kysely<T>;
  bus: Bus;
  service: string;
  handlers: Handlers<T>;
  log: Log;
  meters: Meters;
  /** After each transaction: it may have emitted something. */
  wake(): void;
  retry?: RetryPolicy;
}

const claimed = z.object({ claim: z.string() });

/** Listens to every event there is a handler for. What fails to the end is parked in the database, to be listed and replayed. */
export async function consumeEvents<T extends KitTables>(options: Options<T>): Promise<Subscription> {
  const { bus, service, handlers, log, meters, retry } = options;
  const db = options.db as unknown as Kysely<KitTables>;
  const sources = [...new Set(Object.keys(handlers).map((name) => name.split('.')[0]!))];
  const stopping = new AbortController();
  const consumption = await bus.consume({
    name: service,
    sources,
    retry,
    handle: (event) =>
      outlasting(
        () => handleEvent(options, event),
        stopping.signal,
        (error) => worthWaiting(error, log),
      ),
    park: async (event, error) => {
      log.error({ event: event.name, id: event.id, error: error.message }, 'an event failed to the end and is parked');
      meters.events.parked.inc({ service, event: event.name });
      const row = { event_id: event.id, event: JSON.stringify(event), error: error.message };
      await db
        .insertInto('parked')
        .values(row)
        .onConflict((on) => on.column('event_id').doUpdateSet(row))
        .execute();
    },
  });
  return {
    stop: () => {
      stopping.abort();
      return consumption.stop();
    },
  };
}

/** Whether the database or another service is away, which is logged: it says nothing about the event, which waits and must not be parked for it. */
function worthWaiting(error: unknown, log: Log): boolean {
  const away = isOutage(error) || (error instanceof CodedError && (error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT'));
  if (away) log.warn({ error: String(error) }, 'a part is away; the event waits for it');
  return away;
}

/** Handles one event now: what the bus brings, and what is replayed from `parked`. */
export async function handleEvent<T extends KitTables>(options: Options<T>, event: BusEvent): Promise<void> {
  const { service, handlers, meters } = options;
  const name = event.name as EventName;
  const handler = handlers[name] as Handler<EventName, T> | undefined;
  if (!handler) return;
  const facts = { 'parlor.service': service, 'parlor.event.id': event.id, 'parlor.workspace.id': event.workspaceId };
  await timed(
    () => continued(event.trace, `${service} ${name}`, facts, () => take(options, handler, event)),
    (outcome, seconds) => meters.events.handled.observe({ service, event: name, outcome }, seconds),
  );
}

async function take<T extends KitTables>(options: Options<T>, handler: Handler<EventName, T>, event: BusEvent): Promise<void> {
  const payload = events[event.name as EventName].parse(await payloadOf(options.bus, event));
  await handler({ workspaceId: event.workspaceId, payload }, async (effect) => {
    await transact(options.db, async (tx) => {
      if (await firstTime(tx as unknown as Transaction<KitTables>, event.id)) await effect(tx);
    });
    options.wake();
  });
}

async function firstTime(tx: Transaction<KitTables>, eventId: string): Promise<boolean> {
  const row = await tx
    .insertInto('handled')
    .values({ event_id: eventId })
    .onConflict((on) => on.doNothing())
    .returning('event_id')
    .executeTakeFirst();
  return row !== undefined;
}

async function payloadOf(bus: Bus, event: BusEvent): Promise<Json> {
  const claim = claimed.safeParse(event.payload);
  if (!claim.success) return event.payload;
  return bus.request(`event.${event.name.split('.')[0]}`, { id: claim.data.claim });
}

/** The full payload behind a claim. */
export async function claimedPayload(db: Kysely<KitTables>, body: Json): Promise<Json> {
  const { id } = z.object({ id: z.string() }).parse(body);
  const row = await db.selectFrom('outbox').select('payload').where('event_id', '=', id).executeTakeFirst();
  if (!row) throw new CodedError('NOT_FOUND', `The event ${id} is no longer kept.`);
  return row.payload as Json;
}

/** The parked events, oldest first. */
export function listParked(db: Kysely<KitTables>, limit = 100) {
  return db.selectFrom('parked').selectAll().orderBy('parked_at').limit(limit).execute();
}

/** Handles parked events again; those that succeed are parked no more. Tells how many succeeded. */
export async function replayParked<T extends KitTables>(options: Options<T>, ids?: string[]): Promise<number> {
  const db = options.db as unknown as Kysely<KitTables>;
  const rows = (await listParked(db, 1_000)).filter((row) => !ids || ids.includes(row.event_id));
  let succeeded = 0;
  for (const row of rows) {
    try {
      await handleEvent(options, row.event as BusEvent);
    } catch (error) {
      options.log.warn({ id: row.event_id, error: String(error) }, 'a parked event failed again');
      continue;
    }
    await db.deleteFrom('parked').where('event_id', '=', row.event_id).execute();
    succeeded += 1;
  }
  return succeeded;
}
