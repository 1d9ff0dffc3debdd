import type { Transaction } from 'kysely';
import { ulid } from 'ulid';
import { type EventName, type EventPayload, events } from '../../schema/events.ts';
import type { BusEvent } from '../bus/bus.ts';
import { carry } from '../trace.ts';
import type { KitTables, Move } from './tables.ts';

/** An event to publish, and the feeds in which subscribers will find it. */
export interface Emission<N extends EventName = EventName> {
  name: N;
  /** Events of one key are handled in the order they were emitted. */
  key: string;
  workspaceId: string;
  payload: EventPayload<N>;
  topics?: string[];
  moves?: Move[];
}

/** One event, typed by its name. */
export function emission<N extends EventName>(event: Emission<N>): Emission {
  return event as unknown as Emission;
}

/** Writes events into the outbox of the transaction that makes them true; the relay does the rest. Gives them as they will travel. */
export async function emit<T extends KitTables>(tx: Transaction<T>, emissions: Emission[]): Promise<BusEvent[]> {
  if (emissions.length === 0) return [];
  const trace = carry();
  const rows = emissions.map(({ name, key, workspaceId, payload, topics = [], moves }) => ({
    event_id: ulid(),
    name,
    key,
    workspace_id: workspaceId,
    at: new Date(),
    payload: JSON.stringify(events[name].parse(payload)),
    topics,
    moves: moves ? JSON.stringify(moves) : null,
    numbered: topics.length === 0,
    done_at: null,
    trace: trace ?? null,
  }));
  await (tx as unknown as Transaction<KitTables>).insertInto('outbox').values(rows).execute();
  return rows.map((row) => ({
    id: row.event_id,
    name: row.name,
    key: row.key,
    workspaceId: row.workspace_id,
    at: row.at.toISOString(),
    payload: JSON.parse(row.payload),
    ...(trace && { trace }),
  }));
}
