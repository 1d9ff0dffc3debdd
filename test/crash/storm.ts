import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Door } from './door.ts';

/** A customer of a storm: the address it writes from, and what it says, in this order. */
export interface Speaker {
  psid: string;
  texts: string[];
}

/** How far a storm is. */
export interface Progress {
  total: number;
  acknowledged: number;
  retries: number;
  /** Resolves when that many webhooks are acknowledged. */
  reached(count: number): Promise<void>;
  /** Lets out no more than that many until it is told of more; at first there is no limit. */
  limit(count: number): void;
}

/** Between two attempts of a platform, in milliseconds. */
const backoff = 250;

/** Who says what: the messages spread evenly over the customers, every text once. */
export function speakers(webhooks: number, customers: number): Speaker[] {
  const run = randomBytes(4).readUInt32BE();
  const each = (index: number) => Math.floor(webhooks / customers) + (index < webhooks % customers ? 1 : 0);
  return Array.from({ length: customers }, (_, index) => {
    const psid = `7${String(run).padStart(10, '0')}${String(index).padStart(5, '0')}`;
    return { psid, texts: Array.from({ length: each(index) }, (_unused, number) => `${psid} says ${number + 1}`) };
  });
}

/**
 * Posts everything: customers beside each other, a customer's messages one after the other, each with the same bytes until it is
 * acknowledged. Some are posted again after that, for platforms do. `done` resolves when all are acknowledged.
 */
export function storm(door: Door, people: Speaker[]): Progress & { done: Promise<void> } {
  const total = people.reduce((sum, { texts }) => sum + texts.length, 0);
  const acknowledged = milestones();
  const allowed = milestones();
  let begun = 0;
  allowed.pass(total);

  async function speak({ psid, texts }: Speaker): Promise<void> {
    // All of a customer's messages bear one time, so that nothing but their arrival orders them.
    const at = Date.now();
    for (const [index, text] of texts.entries()) {
      begun += 1;
      await allowed.reached(begun);
      const body = webhook(door.pageId, psid, at, { mid: `m_${psid}_${index}`, text });
      while (!(await door.post(body))) {
        progress.retries += 1;
        await setTimeout(backoff);
      }
      progress.acknowledged += 1;
      acknowledged.pass(progress.acknowledged);
      if (index % 10 === 3) await door.post(body);
    }
  }

  const progress = { total, acknowledged: 0, retries: 0, reached: acknowledged.reached, limit: allowed.pass };
  const done = Promise.all(people.map(speak)).then(() => undefined);
  return Object.assign(progress, { done });
}

/** A count, and those who wait until it has come so far. */
export function milestones() {
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  let passed = 0;
  return {
    reached: (count: number): Promise<void> => {
      if (count <= passed) return Promise.resolve();
      const milestone = waiting.get(count) ?? Promise.withResolvers<void>();
      waiting.set(count, milestone);
      return milestone.promise;
    },
    pass: (count: number): void => {
      passed = count;
      for (const [milestone, { resolve }] of waiting) {
        if (milestone > count) continue;
        waiting.delete(milestone);
        resolve();
      }
    },
  };
}

/** The body of a Messenger webhook with one message. */
export function webhook(pageId: string, psid: string, timestamp: number, message: object): string {
  const messaging = [{ sender: { id: psid }, recipient: { id: pageId }, timestamp, message }];
  return JSON.stringify({ object: 'page', entry: [{ id: pageId, time: timestamp, messaging }] });
}
