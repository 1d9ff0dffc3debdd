import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../gateway/report.ts';
import { type Crowd, openCrowd } from './clients.ts';
import { type PeerName, peers, startPeer } from './peers.ts';
import { settle, type Teller, turn } from './turn.ts';

export { peers };

const rounds = 3;
const theirEvents = 3;
const ourEvents = 20;
/** Milliseconds that a peer may take to tell everybody. */
const patience = 60_000;

/** The name of a peer; throws where there is none of that name. */
export function peerOf(name: string): PeerName {
  if (Object.hasOwn(peers, name)) return name as PeerName;
  throw new Error(`There is no peer ${name}: there are ${Object.keys(peers).join(', ')}.`);
}

/** The same number of clients at a peer, in turn with ours: a line that says what each message delivered cost there, and how many times ours. */
export async function versus(name: PeerName, ours: { server: Teller; crowd: Crowd }, count: number): Promise<string> {
  const peer = await startPeer(name);
  try {
    const crowd = await openCrowd({ ...peer, count, tokens: [] });
    await quiet(peer);
    await settle(peer, crowd, patience);
    const theirs: number[] = [];
    const ratios: number[] = [];
    const asked = await peer.asked();
    for (let n = 0; n < rounds; n++) {
      const their = await turn(peer, crowd, theirEvents);
      theirs.push(their);
      ratios.push(their / (await turn(ours.server, ours.crowd, ourEvents)));
    }
    const calls = ((await peer.asked()) - asked) / (rounds * theirEvents);
    crowd.cut();
    const spread = `${Math.min(...ratios).toFixed(0)} to ${Math.max(...ratios).toFixed(0)}`;
    return `  ${name}: ${median(theirs).toFixed(0)} µs for each message delivered, ${median(ratios).toFixed(0)} times ours (${spread}); ${calls.toFixed(1)} calls to subgraphs for each event`;
  } finally {
    await peer.stop();
  }
}

/** Resolves when a server has nothing to do: then everybody has subscribed. */
async function quiet({ process }: Teller): Promise<void> {
  for (let before = -1_000; process.cpu() - before > 50; await sleep(500)) before = process.cpu();
}
