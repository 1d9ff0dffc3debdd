import { parseArgs } from 'node:util';
import { distributedGround, embeddedGround } from '../test/crash/ground.ts';
import { five } from '../test/faults/plan.ts';
import { type Ending, faultRun } from '../test/faults/run.ts';

const usage = `Sends many messages over several channels whose platforms fail in every way, and checks that each arrives once and in order, or says why not.

  node bench/faults.ts [options]

  --world <name>       embedded (default) or distributed
  --channels <names>   separated by commas; ${five.join(',')} unless told
  --messages <n>       in all; 2000 unless told
  --people <n>         on each channel; 20 unless told
  --share <n>          of calls that meet a fault; 0.2 unless told
  --seed <n>           of the platforms' draws; 1 unless told
`;

const patience = 900_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report({ tallies, mended, took }: Ending): boolean {
  say('| channel | messages | arrived | failed, by reason | failed, but arrived | lost | doubled | misordered | tries |');
  say('|---|---:|---:|---|---:|---:|---:|---:|---:|');
  for (const each of tallies) {
    const reasons = Object.entries(each.failed).map(([code, count]) => `${count} ${code}`);
    const counts = [each.arrivedFailed, each.lost, each.doubled, each.misordered].map(({ length }) => length);
    say(`| ${[each.channel, each.messages, each.arrived, reasons.join(', ') || '-', ...counts, each.tries].join(' | ')} |`);
  }
  say(`${mended} times an account was mended whose token was revoked. Asked for in ${took.asked} s, settled after ${took.settled} s.`);
  for (const { channel, arrivedFailed, lost, doubled, misordered } of tallies)
    for (const [what, which] of Object.entries({ arrivedFailed, lost, doubled, misordered }))
      if (which.length > 0) say(`${channel}, ${what}: ${which.slice(0, 20).join(', ')}`);
  return tallies.every(({ lost, doubled, misordered }) => lost.length + doubled.length + misordered.length === 0);
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      world: { type: 'string', default: 'embedded' },
      channels: { type: 'string', default: five.join(',') },
      messages: { type: 'string', default: '2000' },
      people: { type: 'string', default: '20' },
      share: { type: 'string', default: '0.2' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    say(usage);
    return true;
  }
  const ground = values.world === 'distributed' ? await distributedGround() : await embeddedGround();
  if (!ground) throw new Error('The distributed world needs NATS and Postgres, installed or running here.');
  try {
    const [messages, people, share, seed] = [values.messages, values.people, values.share, values.seed].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    return report(await faultRun(ground.world, { channels: values.channels.split(','), messages, people, share, seed }, patience));
  } finally {
    await ground.close();
  }
}

process.exitCode = (await main()) ? 0 : 1;
