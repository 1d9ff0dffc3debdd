import { once } from 'node:events';
import { createServer as createHttp, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createSink } from '../../gateway/live/sink.ts';

/** Two ends of a connection whose reader takes nothing yet. */
async function pair(): Promise<{ writer: Socket; reader: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  const [writer] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    reader.destroy();
    writer.destroy();
    server.close();
  });
  return { writer, reader };
}

const limit = 100_000;
const chunk = Buffer.alloc(50_000);

test('a client is written to until as much waits as may, and again when it has taken that', async () => {
  const { writer, reader } = await pair();
  const sink = createSink({ wire: writer, limit, onStall: () => undefined });
  while (!sink.isFull()) writer.write(chunk);
  expect(writer.writableLength).toBeLessThanOrEqual(limit + 2 * chunk.length);
  let drained = false;
  void sink.drained().then(() => {
    drained = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(drained).toBe(false);
  reader.resume();
  await expect.poll(() => drained).toBe(true);
  expect(sink.isFull()).toBe(false);
});

test('a client that takes nothing for so long is given up once', async () => {
  const { writer } = await pair();
  let stalls = 0;
  const sink = createSink({ wire: writer, limit, patience: 50, onStall: () => stalls++ });
  while (!sink.isFull()) writer.write(chunk);
  void sink.drained();
  void sink.drained();
  await expect.poll(() => stalls).toBe(1);
  void sink.drained();
  expect(stalls).toBe(1);
});

test('a client that takes a little all the time is waited for', async () => {
  const { writer, reader } = await pair();
  let stalled = false;
  const sink = createSink({
    wire: writer,
    limit,
    patience: 500,
    onStall: () => {
      stalled = true;
    },
  });
  for (let n = 0; n < 200; n++) writer.write(chunk);
  let drained = false;
  void sink.drained().then(() => {
    drained = true;
  });
  const timer = setInterval(() => reader.read(), 10);
  onTestFinished(() => clearInterval(timer));
  await expect.poll(() => drained, { timeout: 10_000 }).toBe(true);
  expect(stalled).toBe(false);
});

test('an answer over HTTP is watched like a socket, and told of when its client takes nothing', async () => {
  const server = createHttp().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  onTestFinished(() => {
    reader.destroy();
    server.close();
  });
  reader.write('GET / HTTP/1.1\r\nhost: test\r\n\r\n');
  const [, wire] = (await once(server, 'request')) as [unknown, ServerResponse];
  let stalls = 0;
  const sink = createSink({ wire, limit, patience: 50, onStall: () => stalls++ });
  // What is written in one turn is sent at its end, and the system takes some megabytes of it.
  for (let n = 0; n < 400; n++) wire.write(chunk);
  let drained = false;
  void sink.drained().then(() => {
    drained = true;
  });
  await expect.poll(() => stalls).toBe(1);
  expect([drained, wire.destroyed]).toEqual([false, false]);
  reader.resume();
  await expect.poll(() => drained).toBe(true);
  expect(sink.isFull()).toBe(false);
});
