import { connect } from 'node:net';
import { pino } from 'pino';
import { vi } from 'vitest';
import type { Bus, BusEvent, Consumer } from '../../kit/bus/bus.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { destroy, natsBus } from '../../kit/bus/nats.ts';
import { partitionOf } from '../../kit/bus/stream.ts';

export const url = process.env.NATS_URL ?? 'nats://127.0.0.1:4222';
export const log = pino({ level: 'silent' });

/** Without a broker the suites over it are skipped, but not in CI: there they must fail. */
export const brokerExpected = process.env.CI === 'true' || (await reachable());

/** A bus, further replicas on the same broker (the one bus itself in memory), and its end. */
export interface World {
  bus: Bus;
  replica(): Promise<Bus>;
  end(): Promise<void>;
}

export async function memoryWorld(): Promise<World> {
  const bus = memoryBus({ log });
  return { bus, replica: async () => bus, end: () => bus.close() };
}

export async function natsWorld(at = url, ackWait = 5_000): Promise<World> {
  const prefix = `test_${crypto.randomUUID()}`;
  const buses: Bus[] = [];
  const replica = async () => {
    const bus = await natsBus({ url: at, prefix, log, ackWait });
    buses.push(bus);
    return bus;
  };
  const end = async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    await destroy({ url: at, prefix, log });
  };
  return { bus: await replica(), replica, end };
}

/** A service name no other test uses. */
export function freshName(): string {
  return `s${crypto.randomUUID().slice(0, 8)}`;
}

export function event(source: string, number: number, key = 'key'): BusEvent {
  const at = new Date().toISOString();
  return { id: `evt_${source}_${key}_${number}`, name: `${source}.thing.happened`, key, workspaceId: 'wsp_1', at, payload: { number } };
}

export function numberOf({ payload }: BusEvent): number {
  return (payload as { number: number }).number;
}

/** A consumer that notes what it is given; `handle` may throw or wait. */
export function recorder(source: string, handle: Consumer['handle'] = async () => {}, waits: number[] = [20, 20]) {
  const seen: { number: number; key: string; attempt: number }[] = [];
  const parked: { number: number; message: string }[] = [];
  const consumer: Consumer = {
    name: freshName(),
    sources: [source],
    retry: { waits },
    async handle(given, attempt) {
      seen.push({ number: numberOf(given), key: given.key, attempt });
      await handle(given, attempt);
    },
    async park(given, error) {
      parked.push({ number: numberOf(given), message: error.message });
    },
  };
  return { consumer, seen, parked, numbers: () => seen.map(({ number }) => number) };
}

/** The numbers from 0, as many as told. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Two keys that share no partition. */
export function apart(): [string, string] {
  const other = Array.from({ length: 64 }, (_, index) => `other${index}`).find((key) => partitionOf(key) !== partitionOf('key'));
  return ['key', other ?? ''];
}

/** A promise to be kept later. */
export function gate(): { open(): void; opened: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => ({ code: 'no error' }),
    (thrown: unknown) => thrown,
  );
  return (error as { code: string }).code;
}

export function eventually(check: () => void, timeout = 8_000): Promise<void> {
  return vi.waitFor(check, { timeout, interval: 5 });
}

function reachable(): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: hostname, port: Number(port || 4222) });
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
