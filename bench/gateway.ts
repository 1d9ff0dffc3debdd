import { deepStrictEqual } from 'node:assert';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Contender, contenders, type Ground, layGround, startContender } from './gateway/contenders.ts';
import { installPeers } from './gateway/install.ts';
import { type Expected, readPages, runLoad } from './gateway/load.ts';
import { canPin, pinSelf } from './gateway/process.ts';
import { type Run, tables } from './gateway/report.ts';
import { customerIds } from './gateway/world.ts';

const usage = `Compares gateways over the same four subgraphs: a customer's page, each time of another customer, asked for by another agent.

  npm run bench:gateway -- [options]

  --contenders <names>   separated by commas, in the order of their turns; ours,stock,hive,hive-rust,floor unless told. There are:
${Object.entries(contenders)
  .map(([name, { what }]) => `                         ${name.padEnd(12)} ${what}`)
  .join('\n')}
  --rounds <n>           turns of each; 5 unless told
  --seconds <n>          of a turn; 2 unless told
  --concurrent <n,...>   clients at once; 16,256 unless told
  --delay <ms,...>       how long the subgraphs wait with an answer; 0 unless told
  --profile <folder>     writes a CPU profile of every contender into the folder

Each gateway is a process of its own on core 1; the clients and the subgraphs, one process, are on core 0. Every answer is checked against the
stock gateway's: all customers before, then all lengths and one in fifty whole.
NATS_URL says where NATS is, for ours-nats; nats://127.0.0.1:4222 unless told.
`;

const options = {
  contenders: { type: 'string', default: 'ours,stock,hive,hive-rust,floor' },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '2' },
  concurrent: { type: 'string', default: '16,256' },
  delay: { type: 'string', default: '0' },
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Entrant = Contender & { expected: Map<string, Expected> };

/** Requests before anything is measured, and the most milliseconds they may take. */
const warmUp = 5_000;
const longestWarmUp = 15_000;

function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  else if (line) process.stderr.write(`${line}\n`);
}

function fail(message: string): never {
  throw new Error(message);
}

/** Starts everybody, and checks that they say the same of every customer. */
async function enter(entrants: Entrant[], names: string[], ground: Ground, profile: string | undefined): Promise<void> {
  for (const name of names) {
    progress(`starting ${name}`);
    const nodeArgs = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}/${name}`] : [];
    const contender = await startContender(name, ground, nodeArgs);
    progress(`reading every page from ${name}`);
    const entrant: Entrant = { ...contender, expected: new Map() };
    entrants.push(entrant);
    entrant.expected = await readPages(contender.url, ground.requestOf, customerIds.length);
  }
  const oracle = entrants.find(({ name }) => name === 'stock') ?? entrants[0]!;
  for (const { name, expected } of entrants) {
    for (const [id, { data }] of expected)
      deepStrictEqual(data, oracle.expected.get(id)!.data, `${name} and ${oracle.name} differ on ${id}`);
  }
}

async function measure(
  entrants: Entrant[],
  ground: Ground,
  values: Record<'rounds' | 'seconds' | 'concurrent' | 'delay', string>,
): Promise<Run[]> {
  const runs: Run[] = [];
  let from = 0;
  const turn = async ({ name, url, process: gateway, expected }: Entrant, concurrent: number, delay: number, seconds: number) => {
    const asked = await ground.delay(delay);
    const before = { gateway: gateway.cpu(), besides: ground.subgraphs.cpu() + ownCpu(), at: performance.now() };
    const load = await runLoad({ url, requestOf: ground.requestOf, expected, concurrent, seconds, from });
    from += load.answered;
    const cpu = (gateway.cpu() - before.gateway) / load.answered;
    const besides = (ground.subgraphs.cpu() + ownCpu() - before.besides) / (performance.now() - before.at);
    const calls = ((await ground.delay(0)) - asked) / load.answered;
    return { contender: name, concurrent, delay, cpu, calls, besides, memory: gateway.memory(), ...load };
  };
  // What a compiler has not seen often enough would be measured with the compiling: by requests, not by time.
  for (const entrant of entrants) {
    const end = performance.now() + longestWarmUp;
    for (const until = from + warmUp; from < until && performance.now() < end; ) {
      progress(`warming ${entrant.name} up, ${until - from} requests left`);
      await turn(entrant, 32, 0, 1);
    }
  }
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const delay of values.delay.split(',').map(Number)) {
      for (const concurrent of values.concurrent.split(',').map(Number)) {
        for (const entrant of entrants) {
          progress(`round ${round}: ${entrant.name}, ${concurrent} clients, delay ${delay} ms`);
          runs.push(await turn(entrant, concurrent, delay, Number(values.seconds)));
        }
      }
    }
  }
  return runs;
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(usage);
  const names = values.contenders.split(',');
  for (const name of names) if (!contenders[name]) fail(`There is no contender ${name}: there are ${Object.keys(contenders).join(', ')}.`);
  if (!canPin()) fail('Processes cannot be held to a core here: `taskset` (util-linux) is missing.');
  if (names.some((name) => contenders[name]!.needsPeers)) installPeers();
  pinSelf(0);
  const needsNats = names.some((name) => contenders[name]!.needsNats);
  const natsUrl = needsNats ? (process.env.NATS_URL ?? 'nats://127.0.0.1:4222') : undefined;
  const ground = await layGround(randomBytes(32).toString('hex'), natsUrl);
  const running: Entrant[] = [];
  try {
    await enter(running, names, ground, values.profile);
    const runs = await measure(running, ground, values);
    progress('');
    process.stdout.write(`${tables(runs, 'ours')}\n`);
  } finally {
    await Promise.all([...running.map((entrant) => entrant.process.stop()), ground.subgraphs.stop()]);
  }
}

await main();
