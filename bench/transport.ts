import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSigner } from '../gateway/principal.ts';
import type { Ask } from '../gateway/subgraphs/ask.ts';
import { busTransport } from '../gateway/subgraphs/bus.ts';
import { httpTransport } from '../gateway/subgraphs/http.ts';
import { createSend } from '../gateway/subgraphs/send.ts';
import type { Transport } from '../gateway/subgraphs/transport.ts';
import { memoryBus } from '../kit/bus/memory.ts';
import { destroy, natsBus } from '../kit/bus/nats.ts';
import { createLog } from '../kit/log.ts';
import { deriveKeys } from '../kit/secret.ts';
import { freePort } from '../test/worlds/port.ts';
import { median } from './gateway/report.ts';

const usage = `Compares the ways from the gateway to its subgraphs: what one request of 1 KB costs the gateway's process.

  node bench/transport.ts [options]

  --rounds <n>     of each way, taken in turn; 9 unless told
  --requests <n>   in each round; 3000 unless told
  --nats <url>     nats://127.0.0.1:4222 unless told
`;

const sizes = { '2 KB': 2_000, '200 KB': 200_000 };
type Size = keyof typeof sizes;
const inFlight = 64;
const log = createLog('error', 'bench');
const padding = `query Bench($of: [_Any!]!) { _entities(representations: $of) { ... on Customer { id name } } } # ${'x'.repeat(800)}`;
const bodies = Object.fromEntries(Object.keys(sizes).map((size) => [size, JSON.stringify({ query: padding, variables: { size } })]));
const replies = Object.fromEntries(Object.entries(sizes).map(([size, length]) => [size, JSON.stringify({ data: reply(length) })]));
const answer = (request: string) => replies[request.includes('"200 KB"') ? '200 KB' : '2 KB']!;

/** Entities as a subgraph gives them, of about so many characters. */
function reply(length: number): object {
  return { _entities: Array.from({ length: Math.ceil(length / 50) }, (_, n) => ({ id: `cus_${n}`, name: 'Maren Fjord Solberg' })) };
}

/** The other process: answers on the bus and over HTTP until it is ended. */
async function respond(nats: string, prefix: string, port: number): Promise<void> {
  const bus = await natsBus({ url: nats, prefix, log });
  await bus.serve('graph.identity', async (request) => answer(request));
  const server = createServer(async (request, response) => {
    const given = answer(await text(request));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(given) }).end(given);
  });
  server.keepAliveTimeout = 600_000;
  server.listen(port, '127.0.0.1');
  process.on('SIGTERM', async () => {
    await bus.close();
    process.exit(0);
  });
  await once(server, 'listening');
  process.send!('ready');
}

interface Measured {
  way: string;
  size: Size;
  /** Microseconds of CPU a request, with 64 in flight. */
  cpu: number;
  /** Milliseconds that one takes alone. */
  alone: number;
}

async function measure(way: string, transport: Transport, size: Size, requests: number): Promise<Measured> {
  const options = { timeout: 10_000 };
  const principal = 'x'.repeat(300);
  const call = () => transport.call('identity', bodies[size]!, principal, options);
  const before = process.cpuUsage();
  let left = requests;
  const client = async () => {
    while (left-- > 0) if ((await call()).length !== replies[size]!.length) throw new Error(`a wrong answer came over ${way}`);
  };
  await Promise.all(Array.from({ length: inFlight }, client));
  const { user, system } = process.cpuUsage(before);
  const took: number[] = [];
  for (let n = 0; n < 200; n++) {
    const since = performance.now();
    await call();
    took.push(performance.now() - since);
  }
  return { way, size, cpu: (user + system) / requests, alone: median(took) };
}

interface Layers {
  cpu: number;
  bytes: number;
}

/** What stands before the transport: in each round the microseconds and bytes of an ask. */
async function measureLayers(rounds: number, share: boolean): Promise<Layers[]> {
  const transport: Transport = { call: async () => replies['2 KB']!, close: async () => {} };
  const sign = createSigner(deriveKeys('ab'.repeat(32)).principal);
  const send = createSend({ transport, sign, settings: { SUBGRAPH_TIMEOUT: 10_000 }, log, share });
  const who = { kind: 'agent', workspaceId: 'wsp_1', agentId: 'agt_1', role: 'agent' } as const;
  const { signal } = new AbortController();
  const bodyOf = (n: number) => JSON.stringify({ query: padding, variables: { n } });
  const asks = Array.from({ length: 20_000 }, (_, n): Ask => ({ service: 'identity', body: bodyOf(n), who, kind: 'query', signal }));
  const run = async (some: Ask[]) => {
    for (const ask of some) await send(ask);
  };
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const measured: Layers[] = [];
  for (let round = -2; round < rounds; round++) {
    collect();
    const heap = process.memoryUsage().heapUsed;
    await run(asks.slice(0, 200));
    const bytes = (process.memoryUsage().heapUsed - heap) / 200;
    const before = process.cpuUsage();
    await run(asks);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) measured.push({ cpu: (user + system) / asks.length, bytes });
  }
  return measured;
}

function report(all: Measured[]): void {
  const ways = [...new Set(all.map(({ way }) => way))];
  for (const size of Object.keys(sizes) as Size[]) {
    const of = (way: string, what: 'cpu' | 'alone') => all.filter((one) => one.way === way && one.size === size).map((one) => one[what]);
    say(`\nanswers of ${size}`);
    for (const way of ways) {
      const [cpu, alone] = [median(of(way, 'cpu')), median(of(way, 'alone'))];
      const spread = `${Math.min(...of(way, 'cpu')).toFixed(0)}–${Math.max(...of(way, 'cpu')).toFixed(0)}`;
      const ratio = cpu / median(of('bus (NATS)', 'cpu'));
      say(`  ${way.padEnd(14)} ${cpu.toFixed(1)} µs CPU a request (${spread}, ×${ratio.toFixed(2)} of NATS); alone ${alone.toFixed(3)} ms`);
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(rounds: number, requests: number, nats: string): Promise<void> {
  const prefix = `bench_${crypto.randomUUID().slice(0, 8)}`;
  const port = await freePort();
  const stdio: ['ignore', 'inherit', 'inherit', 'ipc'] = ['ignore', 'inherit', 'inherit', 'ipc'];
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(import.meta.url), 'respond', nats, prefix, String(port)], { stdio });
  await once(child, 'message');
  const inside = memoryBus();
  await inside.serve('graph.identity', async (request) => answer(request));
  const outside = await natsBus({ url: nats, prefix, log });
  const overHttp = httpTransport({ urlOf: () => `http://127.0.0.1:${port}/graphql`, log });
  const ways = { 'bus (memory)': busTransport(inside), 'bus (NATS)': busTransport(outside), HTTP: overHttp };
  const all: Measured[] = [];
  for (let round = -1; round < rounds; round++) {
    for (const size of Object.keys(sizes) as Size[]) {
      for (const [way, transport] of Object.entries(ways)) {
        const measured = await measure(way, transport, size, size === '2 KB' ? requests : Math.ceil(requests / 10));
        if (round >= 0) all.push(measured);
      }
    }
  }
  report(all);
  for (const share of [true, false]) {
    const layers = await measureLayers(rounds, share);
    const [cpu, bytes] = [median(layers.map((one) => one.cpu)), median(layers.map((one) => one.bytes))];
    say(
      `\nbefore the transport${share ? '' : ', nothing shared'}: ${cpu.toFixed(1)} µs CPU and ${(bytes / 1_000).toFixed(1)} KB a request`,
    );
  }
  await overHttp.close();
  await outside.close();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  await destroy({ url: nats, prefix, log });
}

const [role, ...where] = process.argv.slice(2);
if (role === 'respond') {
  await respond(where[0]!, where[1]!, Number(where[2]));
} else {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '9' },
      requests: { type: 'string', default: '3000' },
      nats: { type: 'string', default: 'nats://127.0.0.1:4222' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) say(usage);
  else await main(Number(values.rounds), Number(values.requests), values.nats);
  process.exit(0);
}
