import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { CodedError } from '../../schema/errors.ts';
import type { BusEvent } from './bus.ts';
import type { Link } from './connection.ts';
import { checkEvent, encode, headroom, sourceOf, toError } from './wire.ts';

/** Each source's events are spread over this many ordered partitions by their key. Changing it needs a new prefix. */
export const partitions = 8;

const ackPatience = 5_000;
const second = 1_000_000_000;

/** The one stream that stores the events of every service. */
export interface EventStream {
  name: string;
  /** Creates the stream unless it is there. */
  ensure(): Promise<void>;
  /** Creates the stream and the durable consumer of one partition unless they are there. */
  ensureConsumer(durable: string, source: string, partition: number, ackWait: number): Promise<void>;
  publish(event: BusEvent): Promise<void>;
  /** Deletes the stream with all its events and consumers. */
  drop(): Promise<void>;
}

/** Works the stream `<PREFIX>_EVENTS` over a connection. */
export async function eventStream(link: Link, prefix: string): Promise<EventStream> {
  const name = `${prefix.toUpperCase()}_EVENTS`;
  const manager = await jetstreamManager(link.nc, { checkAPI: false, timeout: ackPatience });
  const client = jetstream(link.nc, { timeout: ackPatience });
  let creating: Promise<void> | undefined;

  /** An existing stream is taken as it is: its replicas or limits are the operator's to change. */
  async function create(): Promise<void> {
    for await (const known of manager.streams.names(`${prefix}.event.>`)) if (known === name) return;
    await manager.streams.add({
      name,
      subjects: [`${prefix}.event.>`],
      storage: 'file',
      retention: 'limits',
      max_age: 7 * 24 * 3600 * second,
      duplicate_window: 600 * second,
    });
  }

  async function ensure(): Promise<void> {
    creating ??= create().finally(() => {
      creating = undefined;
    });
    await creating;
  }

  async function ensureConsumer(durable: string, source: string, partition: number, ackWait: number): Promise<void> {
    await ensure();
    await manager.consumers.add(name, {
      durable_name: durable,
      filter_subject: `${prefix}.event.${source}.${partition}.>`,
      deliver_policy: 'all',
      ack_policy: 'explicit',
      ack_wait: ackWait * 1_000_000,
      max_ack_pending: 1,
      max_deliver: -1,
    });
  }

  /** Twice: the first failure may mean that the stream is gone, and the id keeps a second copy out. */
  async function publish(event: BusEvent): Promise<void> {
    checkEvent(event);
    const limit = (link.nc.info?.max_payload ?? 1024 * 1024) - headroom;
    const bytes = encode(event, limit, `The event ${event.id}`);
    const subject = `${prefix}.event.${sourceOf(event)}.${partitionOf(event.key)}.${event.name}`;
    const store = () => link.during(client.publish(subject, bytes, { msgID: event.id, timeout: ackPatience }));
    try {
      await link.ready();
      await store().catch(() => link.ready().then(ensure).then(store));
    } catch (error) {
      if (error instanceof CodedError) throw error;
      throw new CodedError('UNAVAILABLE', `The broker did not store the event ${event.id}: ${toError(error).message}`);
    }
  }

  async function drop(): Promise<void> {
    await manager.streams.delete(name);
  }

  return { name, ensure, ensureConsumer, publish, drop };
}

/** The partition of a key: FNV-1a, the same in every process and version. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % partitions;
}
