import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startAsking } from './fanout/asker.ts';
import { openSession } from './fanout/clients.ts';
import { query, tokenOf } from './fanout/sample.ts';
import { type Server, startServer } from './fanout/server.ts';
import type { Wire } from './fanout/wire.ts';
import { canPin, pinSelf } from './gateway/process.ts';

const usage = `Cuts thousands of subscribers at once, while messages go on, and sees that all come back without a hole while queries are answered.

  npm run bench:reconnect -- [options]

  --clients <n>     3000 unless told
  --dialogues <n>   that they follow; 300 unless told
  --rate <n>        messages a second, over all dialogues; 100 unless told
  --rounds <n>      cuts; 3 unless told

The gateway is a process of its own on core 1, the clients are this process on core 0, and who queries is a thread of its own there. Those who are cut come back at once, without waiting.
`;

const options = {
  clients: { type: 'string', default: '3000' },
  dialogues: { type: 'string', default: '300' },
  rate: { type: 'string', default: '100' },
  rounds: { type: 'string', default: '3' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** A client that remembers what it saw last, and comes back behind that. */
interface Follower {
  dialogue: string;
  token: string;
  seen: number;
  /** Messages that were not the next one. */
  wrong: number;
  wire?: Wire;
}

const cursor = Buffer.from('"cursor":"dialogue.');

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The position in the cursor of a message. */
function positionIn(message: Buffer): number {
  const start = message.indexOf('@', message.indexOf(cursor));
  return Number.parseInt(message.toString('latin1', start + 1, start + 12), 10);
}

function take(follower: Follower, message: Buffer): void {
  const position = positionIn(message);
  if (position !== follower.seen + 1) follower.wrong += 1;
  follower.seen = position;
}

/** Comes back until it is in, as clients do. */
async function join(server: Server, follower: Follower): Promise<void> {
  const { dialogue, token } = follower;
  const variables = { id: dialogue, after: `dialogue.${dialogue}@${follower.seen}` };
  const onMessage = (message: Buffer) => take(follower, message);
  for (let attempt = 0; ; attempt++) {
    try {
      follower.wire = await openSession({ url: server.url, query, variables, token, onMessage, onClose: () => undefined });
      return;
    } catch (error) {
      if (attempt > 20) throw error;
      await sleep(200 * Math.random() * (attempt + 1));
    }
  }
}

/** Something happens in one dialogue after the other, so many times a second, until it is told to stop. Tells how often in each. */
async function traffic(server: Server, dialogues: string[], counts: Map<string, number>, rate: number, signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  for (let done = 0; !signal.aborted; ) {
    const due = Math.floor(((performance.now() - begun) / 1_000) * rate);
    for (; done < due; done++) await happen(server, dialogues[done % dialogues.length]!, counts);
    await sleep(5);
  }
}

async function happen(server: Server, dialogue: string, counts: Map<string, number>): Promise<void> {
  await server.tell(dialogue);
  counts.set(dialogue, (counts.get(dialogue) ?? 0) + 1);
}

async function caughtUp(followers: Follower[], counts: Map<string, number>): Promise<void> {
  while (followers.some(({ dialogue, seen }) => seen < (counts.get(dialogue) ?? 0))) await sleep(20);
}

async function round(server: Server, followers: Follower[], counts: Map<string, number>, rate: number): Promise<void> {
  const dialogues = [...new Set(followers.map(({ dialogue }) => dialogue))];
  const control = new AbortController();
  const asking = startAsking(server.url.replace('ws', 'http'), followers[0]!.token);
  const happening = traffic(server, dialogues, counts, rate, control.signal);
  await sleep(1_000);
  const begun = performance.now();
  for (const { wire } of followers) wire!.cut();
  await Promise.all(followers.map((follower) => join(server, follower)));
  const joined = performance.now() - begun;
  await caughtUp(followers, new Map(counts));
  const back = performance.now() - begun;
  control.abort();
  const { took, failed } = await asking.end();
  await happening;
  await caughtUp(followers, counts);
  const at = (share: number) => took[Math.min(Math.floor(took.length * share), took.length - 1)]!.toFixed(0);
  const wrong = followers.reduce((sum, each) => sum + each.wrong, 0);
  say(`${followers.length} clients cut at once: all in again after ${joined.toFixed(0)} ms, all caught up after ${back.toFixed(0)} ms`);
  say(
    `  holes and doubles ${wrong}; ${took.length} queries meanwhile, ${failed} failed, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) return say(usage);
  if (!canPin()) throw new Error('taskset is needed to hold processes to a core');
  pinSelf(0);
  const server = await startServer('gateway.ts', 1);
  try {
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, n) => tokenOf(n)));
    const followers = Array.from({ length: Number(values.clients) }, (_, n): Follower => {
      return { dialogue: `dlg_${n % Number(values.dialogues)}`, token: tokens[n % tokens.length]!, seen: 0, wrong: 0 };
    });
    const counts = new Map<string, number>();
    for (let n = 0; n < followers.length; n += 100) await Promise.all(followers.slice(n, n + 100).map((each) => join(server, each)));
    for (const dialogue of new Set(followers.map((each) => each.dialogue))) await happen(server, dialogue, counts);
    await caughtUp(followers, counts);
    for (let n = 0; n < Number(values.rounds); n++) await round(server, followers, counts, Number(values.rate));
    for (const { wire } of followers) wire!.cut();
  } finally {
    await server.process.stop();
  }
}

await main();
