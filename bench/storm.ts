import { parseArgs } from 'node:util';
import { distributedGround, embeddedGround, type Ground, mortal } from '../test/crash/ground.ts';
import { type Ending, play, type Scene } from '../test/crash/scene.ts';

const usage = `Storms the product with signed webhooks, kills parts of it meanwhile, and checks that nothing is lost, doubled or out of order.

  node bench/storm.ts [options]

  --world <name>       embedded (default) or distributed
  --webhooks <n>       in each round; 1000 unless told
  --customers <n>      who send them; 100 unless told
  --victims <names>    what is killed in each round, separated by commas; all, none, or of
                       embedded: ${mortal.embedded.join(', ')}
                       distributed here: ${mortal.distributed.join(', ')}
  --rounds <n>         1 unless told; each in a workspace of its own
  --together           all victims in one round, rather than a round for each
`;

type Round = Ending & { gaps: number };

async function round(ground: Ground, scene: Pick<Scene, 'webhooks' | 'customers' | 'victims'>): Promise<Round> {
  let ticking: NodeJS.Timeout | undefined;
  const ending = await play(ground, {
    ...scene,
    begun: (storm) => {
      ticking = setInterval(() => progress(`  ${storm.acknowledged} of ${storm.total} acknowledged, ${storm.retries} retries`), 250);
    },
    told: ({ name, at, recovery }) => say(`  ${name} died at ${at}, back after ${recovery} ms`),
  });
  clearInterval(ticking);
  const { inbox, feeds } = ending;
  const gaps = [inbox.live, inbox.late].flat().length - 2 * scene.webhooks;
  const astray = [inbox.live, inbox.late].flatMap((places) => places.filter((place, index) => place !== index + 1)).length;
  const unlike = feeds.shown.filter((id, index) => id !== feeds.told[index]).length;
  return { ...ending, gaps: Math.abs(gaps) + astray + unlike };
}

function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}

function say(line: string): void {
  progress('');
  process.stdout.write(`${line}\n`);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function report(name: string, rounds: Round[]): boolean {
  const sum = (pick: (round: Round) => number) => rounds.reduce((total, each) => total + pick(each), 0);
  const recoveries = rounds.flatMap(({ outages }) => outages.map(({ recovery }) => recovery));
  const wrong = {
    lost: sum((r) => r.wrong.lost.length),
    doubled: sum((r) => r.wrong.doubled.length),
    misordered: sum((r) => r.wrong.misordered.length),
  };
  const foreign = sum((r) => r.wrong.foreign.length);
  const gaps = sum((r) => r.gaps);
  const rate = (pick: (round: Round) => number) => median(rounds.map((each) => Math.round(each.acknowledged / pick(each))));
  say(`${name}: ${sum((r) => r.acknowledged)} acknowledged, ${sum((r) => r.retries)} retries, ${recoveries.length} kills`);
  say(`  lost ${wrong.lost}, doubled ${wrong.doubled}, misordered ${wrong.misordered}, foreign ${foreign}, out of sequence live ${gaps}`);
  say(`  median: ${rate((r) => r.took.acknowledged)} webhooks/s acknowledged, ${rate((r) => r.took.told)} webhooks/s until told`);
  if (recoveries.length > 0) say(`  median recovery ${median(recoveries)} ms, slowest ${Math.max(...recoveries)} ms`);
  for (const { wrong: all } of rounds)
    for (const [what, which] of Object.entries(all)) if (which.length > 0) say(`  ${what}: ${which.slice(0, 20).join(', ')}`);
  return wrong.lost + wrong.doubled + wrong.misordered + foreign + gaps === 0;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      world: { type: 'string', default: 'embedded' },
      webhooks: { type: 'string', default: '1000' },
      customers: { type: 'string', default: '100' },
      victims: { type: 'string', default: 'all' },
      rounds: { type: 'string', default: '1' },
      together: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return true;
  }
  const ground = values.world === 'distributed' ? await distributedGround() : await embeddedGround();
  if (!ground) throw new Error('The distributed world needs NATS and Postgres, installed or running here.');
  try {
    const names = values.victims === 'all' ? [...ground.victims.keys()] : values.victims === 'none' ? [] : values.victims.split(',');
    const victims = names.map(
      (name) => ground.victims.get(name) ?? fail(`There is no victim ${name}: there are ${[...ground.victims.keys()].join(', ')}.`),
    );
    const scenes = values.together || victims.length === 0 ? [victims] : victims.map((victim) => [victim, victim, victim]);
    let well = true;
    for (const scene of scenes) {
      const name = `${values.world}, ${[...new Set(scene.map((victim) => victim.name))].join(' and ') || 'nothing'} killed`;
      const rounds: Round[] = [];
      for (let index = 0; index < Number(values.rounds); index++) {
        rounds.push(await round(ground, { webhooks: Number(values.webhooks), customers: Number(values.customers), victims: scene }));
      }
      well = report(name, rounds) && well;
    }
    return well;
  } finally {
    await ground.close();
  }
}

function fail(message: string): never {
  throw new Error(message);
}

process.exitCode = (await main()) ? 0 : 1;
