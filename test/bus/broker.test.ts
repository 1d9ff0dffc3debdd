import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Bus, BusEvent } from '../../kit/bus/bus.ts';
import { natsBus } from '../../kit/bus/nats.ts';
import { brokerExpected, codeOf, event, eventually, freshName, gate, log, natsWorld, numberOf, recorder, url } from './world.ts';

const binaryExpected = process.env.CI === 'true' || !spawnSync('nats-server', ['--version']).error;

describe.skipIf(!brokerExpected)('over NATS', () => {
  test('an event published again after it was handled is not delivered again', async () => {
    const world = await natsWorld();
    onTestFinished(world.end);
    const source = freshName();
    const { consumer, numbers } = recorder(source);
    await world.bus.consume(consumer);
    await world.bus.publish(event(source, 1));
    await eventually(() => expect(numbers()).toEqual([1]));
    await world.bus.publish(event(source, 1));
    await world.bus.publish(event(source, 2));
    await eventually(() => expect(numbers()).toEqual([1, 2]));
  });

  test('an event published before a consumer was ever there is delivered to it', async () => {
    const world = await natsWorld();
    onTestFinished(world.end);
    const source = freshName();
    await world.bus.publish(event(source, 1));
    const { consumer, numbers } = recorder(source);
    await world.bus.consume(consumer);
    await eventually(() => expect(numbers()).toEqual([1]));
  });

  test('a handler slower than the ack wait keeps its event', async () => {
    const world = await natsWorld(url, 150);
    onTestFinished(world.end);
    const source = freshName();
    const clock = recorder(source, () => Promise.reject(new Error('tick')), [300, 300]);
    const { open: finish, opened } = gate();
    const slow = recorder(source, () => opened);
    await world.bus.consume(clock.consumer);
    const replica = await world.replica();
    await world.bus.consume(slow.consumer);
    await replica.consume(slow.consumer);
    await world.bus.publish(event(source, 1));
    await eventually(() => expect(clock.parked.length).toBe(1));
    finish();
    await world.bus.publish(event(source, 2));
    await eventually(() => expect(slow.numbers()).toEqual([1, 2]));
  });

  test('a broker that is not there is told as UNAVAILABLE, without the credentials', async () => {
    const port = await freePort();
    const opening = natsBus({ url: `nats://someone:hunter2@127.0.0.1:${port}`, log, connectFor: 0 });
    const error: unknown = await opening.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining(`nats://127.0.0.1:${port}`) });
    expect(String(error)).not.toMatch(/someone|hunter2/);
  });
});

describe.skipIf(!binaryExpected)('when the broker is killed and started again', () => {
  test('nothing is lost and order holds, though the broker may have forgotten its last acks', async () => {
    const broker = await ownBroker();
    onTestFinished(broker.end);
    const bus = await natsBus({ url: broker.url, log, ackWait: 1_000 });
    const source = freshName();
    const { consumer, seen } = recorder(source, async () => {}, [20, 20, 20]);
    const seenOf = (key: string) => seen.filter((one) => one.key === key);
    await bus.consume(consumer);
    const keys = ['red', 'green', 'blue'];
    const publishing = Promise.all(keys.map((key) => publishAll(bus, source, key, 200)));
    await eventually(() => expect(seen.length).toBeGreaterThan(150));
    await broker.kill();
    await broker.start();
    await publishing;
    await eventually(() => expect(new Set(seen.map(({ key, number }) => `${key}${number}`)).size).toBe(600));
    for (const key of keys) {
      const firsts = [...new Set(seenOf(key).map(({ number }) => number))];
      expect(firsts).toEqual(Array.from({ length: 200 }, (_, number) => number));
    }
    await bus.close();
  });

  test('publishing and consuming go on even when it lost its storage', async () => {
    const broker = await ownBroker();
    onTestFinished(broker.end);
    const bus = await natsBus({ url: broker.url, log });
    const source = freshName();
    const { consumer, numbers } = recorder(source);
    await bus.consume(consumer);
    await bus.publish(event(source, 1));
    await eventually(() => expect(numbers()).toEqual([1]));
    await broker.kill();
    await broker.wipe();
    await broker.start();
    await publishFirmly(bus, event(source, 2));
    await eventually(() => expect(numbers()).toEqual([1, 2]));
    await bus.close();
  });

  test('an event in hand is finished once, requests and notices work again, listeners are told of the gap, and it closes without a broker', async () => {
    const broker = await ownBroker();
    onTestFinished(broker.end);
    const bus = await natsBus({ url: broker.url, log, ackWait: 1_000 });
    const source = freshName();
    const { open: finish, opened } = gate();
    const { consumer, numbers, seen } = recorder(source, (one) => (numberOf(one) === 1 ? opened : Promise.resolve()));
    const heard: unknown[] = [];
    await bus.consume(consumer);
    await bus.respond(source, async (body) => (body === 'wait' ? opened.then(() => body) : body));
    bus.listen(
      source,
      (notice) => heard.push(notice),
      () => heard.push('gap'),
    );
    await bus.publish(event(source, 1));
    await eventually(() => expect(seen.length).toBe(1));
    const pending = codeOf(bus.request(source, 'wait'));
    await bus.ping();
    await broker.kill();
    expect(await pending).toBe('UNAVAILABLE');
    expect(await codeOf(bus.ping())).toBe('UNAVAILABLE');
    expect(await codeOf(bus.request(source, 1, { timeout: 20 }))).toBe('UNAVAILABLE');
    finish();
    await broker.start();
    await eventually(() => expect(heard).toEqual(['gap']));
    bus.notify(source, 'notice');
    await eventually(() => expect(heard).toEqual(['gap', 'notice']));
    expect(await bus.request(source, 'again')).toBe('again');
    await bus.publish(event(source, 2));
    await eventually(() => expect(numbers()).toEqual([1, 2]));
    await broker.kill();
    await bus.close();
  });
});

/** Publishes as the outbox does: one after the other, each until it is stored. */
async function publishAll(bus: Bus, source: string, key: string, count: number): Promise<void> {
  for (let number = 0; number < count; number++) await publishFirmly(bus, event(source, number, key));
}

async function publishFirmly(bus: Bus, one: BusEvent): Promise<void> {
  while ((await codeOf(bus.publish(one))) !== 'no error');
}

/** A nats-server of the test's own, with a store that outlives its death. */
async function ownBroker() {
  const store = await mkdtemp(join(tmpdir(), 'parlor-nats-'));
  const port = await freePort();
  let process: ChildProcess;
  const start = async () => {
    process = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', store], { stdio: 'ignore' });
    await once(process, 'spawn');
  };
  const kill = async () => {
    if (process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  };
  const wipe = () => rm(store, { recursive: true, force: true });
  const end = async () => {
    await kill();
    await wipe();
  };
  await start();
  return { url: `nats://127.0.0.1:${port}`, start, kill, wipe, end };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
