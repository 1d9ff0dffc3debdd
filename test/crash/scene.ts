import { openDoor } from './door.ts';
import type { Ground } from './ground.ts';
import { type Outage, type Victim, wreak } from './outage.ts';
import { type Progress, speakers, storm } from './storm.ts';
import { comparison, judge, untilTold, type Wrong } from './truth.ts';
import { positions, replayInbox, watchInbox } from './watch.ts';

/** How large a storm is, and what dies in it, in this order. */
export interface Scene {
  webhooks: number;
  customers: number;
  victims: Victim[];
  /** Told of every outage when it is over. */
  told?(outage: Outage): void;
  /** Told of the storm when it begins. */
  begun?(progress: Progress): void;
}

/** What came of it. */
export interface Ending {
  acknowledged: number;
  retries: number;
  outages: Outage[];
  wrong: Wrong;
  /** The places in the inbox' feed, as a subscriber saw them who came back after every cut, and as one who came late did. */
  inbox: { live: number[]; late: number[] };
  /** The messages of some customers, as their timelines show them and as their feeds tell them. */
  feeds: { shown: string[]; told: string[] };
  /** Seconds until all was acknowledged, and until all was told. */
  took: { acknowledged: number; told: number };
}

/** Plays a storm in a workspace of its own, and asks afterwards by the front door what came of it. */
export async function play({ world }: Ground, { webhooks, customers, victims, told, begun }: Scene): Promise<Ending> {
  const door = await openDoor(world);
  const people = speakers(webhooks, customers);
  const watcher = watchInbox(door);
  const since = performance.now();
  const seconds = () => (performance.now() - since) / 1_000;
  const running = storm(door, people);
  begun?.(running);
  const [outages, acknowledged] = await Promise.all([wreak(victims, running, told), running.done.then(seconds)]);
  await untilTold(door, people);
  const took = { acknowledged, told: seconds() };
  const wrong = await judge(door, people);
  const late = await replayInbox(door, webhooks);
  await watcher.reached(late.length);
  await watcher.stop();
  const inbox = { live: positions(watcher.changes), late: positions(late) };
  const feeds = await comparison(door, people.slice(0, 5));
  return { acknowledged: running.acknowledged, retries: running.retries, outages, wrong, inbox, feeds, took };
}
