import { setTimeout } from 'node:timers/promises';
import type { Progress } from './storm.ts';

/** Something that can crash. */
export interface Victim {
  name: string;
  kill(): Promise<void>;
  start(): Promise<void> | void;
  /** Resolves when the whole product serves again. */
  ready(): Promise<void>;
  /** Whether it may be hit a second time while it starts. */
  again: boolean;
}

/** How a crash went. */
export interface Outage {
  name: string;
  /** How many webhooks were acknowledged when it happened. */
  at: number;
  /** Milliseconds from the last start until all served again. */
  recovery: number;
}

/** The longest a restart is left in peace before it is killed too, in milliseconds. */
const toddler = 1_500;

/**
 * Kills each victim in turn at a random moment of the storm and starts it again; every other one is killed a second time while it starts.
 * Each has its share of the storm, which waits for it at the share's end. The last one falls when everything is acknowledged, but hardly
 * everything is told.
 */
export async function wreak(victims: Victim[], progress: Progress, told: (outage: Outage) => void = () => undefined): Promise<Outage[]> {
  const outages: Outage[] = [];
  const share = progress.total / victims.length;
  for (const [index, victim] of victims.entries()) {
    const last = index === victims.length - 1;
    progress.limit(Math.ceil(share * (index + 1)));
    await progress.reached(last ? progress.total : Math.max(1, Math.floor(share * (index + 0.9 * Math.random()))));
    const at = progress.acknowledged;
    const recovery = await strike(victim, victim.again && index % 2 === 1);
    outages.push({ name: victim.name, at, recovery });
    told(outages.at(-1)!);
  }
  return outages;
}

async function strike({ kill, start, ready }: Victim, again: boolean): Promise<number> {
  await kill();
  if (again) {
    const starting = Promise.resolve(start()).catch(() => undefined);
    await setTimeout(Math.random() * toddler);
    await kill();
    await starting;
  }
  const since = performance.now();
  await start();
  await ready();
  return Math.round(performance.now() - since);
}
