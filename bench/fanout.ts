import { parseArgs } from 'node:util';
import { type Crowd, openCrowd } from './fanout/clients.ts';
import { dialogueId, query, tokenOf } from './fanout/sample.ts';
import { type Server, startServer } from './fanout/server.ts';
import { settle, turn } from './fanout/turn.ts';
import { peerOf, peers, versus } from './fanout/versus.ts';
import { installPeers } from './gateway/install.ts';
import { canPin, pinSelf } from './gateway/process.ts';
import { median } from './gateway/report.ts';

const usage = `Tells thousands of subscribers of one dialogue of each message, and compares with a bare broadcast of the same bytes.

  npm run bench:fanout -- [options]

  --clients <n,...>   subscribers; 1000,5000 unless told
  --rounds <n>        turns of each; 7 unless told
  --events <n>        messages of a turn, one after the other; 20 unless told
  --rate <n>          messages a second of the sustained run, to the first number of clients; 200 unless told
  --seconds <n>       of the sustained run; 10 unless told, 0 leaves it out
  --peers <names>     whom the gateway is compared with then, in three turns of three messages; all of them unless told, or none:
${Object.entries(peers)
  .map(([name, what]) => `                      ${name.padEnd(10)} ${what}`)
  .join('\n')}

Each server is a process of its own on core 1, the clients are this process on core 0. CPU is what the server used, for each message delivered;
the gateway's includes its subgraphs, which are in its process.
`;

const options = {
  clients: { type: 'string', default: '1000,5000' },
  rounds: { type: 'string', default: '7' },
  events: { type: 'string', default: '20' },
  rate: { type: 'string', default: '200' },
  seconds: { type: 'string', default: '10' },
  peers: { type: 'string', default: Object.keys(peers).join() },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function compare(gateway: Server, bare: Server, count: number, rounds: number, events: number): Promise<Crowd> {
  const tokens = await Promise.all(Array.from({ length: 50 }, (_, n) => tokenOf(n)));
  const crowd = await openCrowd({ url: gateway.url, count, query, variables: { id: dialogueId }, tokens });
  const others = await openCrowd({ url: bare.url, count, query, variables: {}, tokens: [] });
  await settle(gateway, crowd);
  const { sample } = crowd.take();
  if (sample.includes('"errors"')) throw new Error(`The gateway does not answer as it should: ${sample}`);
  const first = await gateway.counted();
  await turn(gateway, crowd, events);
  const each = ((await gateway.counted()) - first) / events;
  await turn(bare, others, events, sample.toString());
  const ours: number[] = [];
  const floor: number[] = [];
  for (let n = 0; n < rounds; n++) {
    ours.push(await turn(gateway, crowd, events));
    floor.push(await turn(bare, others, events, sample.toString()));
  }
  others.cut();
  const ratios = ours.map((value, n) => value / floor[n]!);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  say(`${count} clients, ${sample.length} bytes a message: ${each} execution of each event`);
  say(`  CPU for each message delivered: ${median(ours).toFixed(2)} µs; bare ws broadcast ${median(floor).toFixed(2)} µs`);
  say(`  ratio ${median(ratios).toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)} in ${rounds} rounds)`);
  return crowd;
}

async function sustain(server: Server, crowd: Crowd, count: number, rate: number, seconds: number): Promise<void> {
  crowd.take();
  const before = { cpu: server.process.cpu(), at: performance.now() };
  await server.tell('', `?rate=${rate}&seconds=${seconds}`);
  await crowd.all(rate * seconds);
  const elapsed = performance.now() - before.at;
  const share = (server.process.cpu() - before.cpu) / elapsed;
  const { messages, p50, p99, most } = crowd.take();
  say(`${rate} messages a second to ${count} clients for ${seconds} s: all ${messages} delivered in ${(elapsed / 1_000).toFixed(1)} s`);
  say(
    `  from publishing to the client: p50 ${p50} ms, p99 ${p99} ms, slowest ${most} ms; the gateway used ${(share * 100).toFixed(0)} % of its core`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) return say(usage);
  if (!canPin()) throw new Error('taskset is needed to hold processes to a core');
  pinSelf(0);
  const named = values.peers === 'none' ? [] : values.peers.split(',').map(peerOf);
  if (named.length > 0) installPeers();
  const counts = values.clients.split(',').map(Number);
  const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
  for (const [n, count] of counts.entries()) {
    const servers = [await startServer('gateway.ts', 1), await startServer('bare.ts', 1)] as const;
    try {
      const crowd = await compare(...servers, count, Number(values.rounds), Number(values.events));
      if (n === 0 && seconds > 0) await sustain(servers[0], crowd, count, rate, seconds);
      for (const name of named) say(await versus(name, { server: servers[0], crowd }, count));
      crowd.cut();
    } finally {
      for (const { process: each } of servers) await each.stop();
    }
  }
}

await main();
