import { setTimeout } from 'node:timers/promises';
import { type Door, openDoor } from './door.ts';
import type { Ground } from './ground.ts';
import { type Victim, wreak } from './outage.ts';
import { milestones, type Progress, speakers } from './storm.ts';
import { timelines, untilTold } from './truth.ts';

/** Customers who wrote once and wait for answers. */
export interface Dialogues {
  door: Door;
  waiting: { psid: string; customerId: string; dialogueId: string }[];
}

/** A reply that was accepted. */
export interface Accepted {
  to: string;
  id: string;
}

/** What became of the replies that were accepted, by their ids. */
export interface Settled {
  accepted: string[];
  /** What the platform took, in its order; an id stands here as often as it was taken. */
  reached: string[];
  /** What the graph says nobody knows the end of, and the platform has not. */
  unknown: string[];
  misordered: string[];
}

/** A try and its doubt may take this long, in milliseconds. */
const patience = 90_000;
/** The platform takes its time, so that a crash finds messages on their way. */
const latency = 60;

/** Connects the account to the platform, and lets customers write by it. */
export async function dialogues({ world }: Ground, customers: number): Promise<Dialogues> {
  const door = await openDoor(world);
  const id = await connect(door);
  await tell(door, 'messenger/settings', { account: id, latency });
  const people = speakers(customers, customers);
  await Promise.all(people.map(({ psid, texts }) => tell(door, 'messenger/say', { account: id, from: psid, text: texts[0] })));
  await untilTold(door, people);
  const shown = await timelines(door);
  const waiting = people.map(({ psid }) => {
    const { id: customerId, dialogueId } = shown.find(({ addresses }) => addresses.includes(psid))!;
    return { psid, customerId, dialogueId };
  });
  return { door, waiting };
}

/** An agent answers everybody at once, each with several replies one after the other, while victims die; gives the ids that were accepted. */
export async function answer({ door, waiting }: Dialogues, replies: number, victims: Victim[]): Promise<Accepted[]> {
  const counted = milestones();
  const progress: Progress = {
    total: replies * waiting.length,
    acknowledged: 0,
    retries: 0,
    reached: counted.reached,
    limit: () => undefined,
  };
  const answers = waiting.map(async ({ psid, dialogueId }) => {
    const accepted: Accepted[] = [];
    for (let number = 1; number <= replies; number++) {
      const input = { dialogueId, text: `reply ${number}`, idempotencyKey: `${dialogueId} ${number}` };
      accepted.push({ to: psid, id: await firmly(() => sendMessage(door, input)) });
      progress.acknowledged += 1;
      counted.pass(progress.acknowledged);
    }
    return accepted;
  });
  await wreak(victims, progress);
  return (await Promise.all(answers)).flat();
}

/** Waits for the end of every accepted reply, and compares with what the platform took. */
export async function settled({ door, waiting }: Dialogues, accepted: Accepted[]): Promise<Settled> {
  const account = door.accounts.find(({ channel }) => channel === 'messenger')!.id;
  const failures = await untilSettled(door);
  const response = await fetch(`${door.sandboxUrl}/sandbox/messenger/sent?account=${account}&limit=10000`);
  const { sent } = (await response.json()) as { sent: { to: string; reference: string }[] };
  const reached = sent.map(({ reference }) => reference);
  const misordered = waiting.flatMap(({ psid }) => {
    const theirs = sent.filter(({ to }) => to === psid).map(({ reference }) => reference);
    const expected = accepted.filter(({ to, id }) => to === psid && theirs.includes(id));
    return theirs.filter((id, index) => id !== expected[index]?.id);
  });
  const unknown = failures.filter(({ id, code }) => code === 'unknown' && !reached.includes(id)).map(({ id }) => id);
  return { accepted: accepted.map(({ id }) => id), reached, unknown, misordered };
}

async function sendMessage(door: Door, input: object): Promise<string> {
  const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } userErrors { message } } }';
  const { sendMessage: sent } = await door.graph<{ sendMessage: { message: { id: string }; userErrors: object[] } }>(query, { input });
  return sent.message.id;
}

/** As a careful client does: the same wish with the same key until it is answered. */
export async function firmly<R>(work: () => Promise<R>): Promise<R> {
  for (const end = Date.now() + patience; ; await setTimeout(100)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

interface Fate {
  id: string;
  state: string;
  code?: string;
}

/** Waits until no reply is on its way; gives those that failed. */
async function untilSettled(door: Door): Promise<Fate[]> {
  const query = `{ customers(first: 100) { edges { node { dialogue { entries(last: 100) { edges { node {
    id ... on Message { delivery { state error { code } } } } } } } } } } }`;
  type Node = { id: string; delivery: { state: string; error: { code: string } | null } | null };
  type Answer = { customers: { edges: { node: { dialogue: { entries: { edges: { node: Node }[] } } } }[] } };
  for (const end = Date.now() + patience; ; await setTimeout(1_000)) {
    const { customers } = await firmly(() => door.graph<Answer>(query));
    const nodes = customers.edges.flatMap(({ node }) => node.dialogue.entries.edges.map((edge) => edge.node));
    const fates = nodes.flatMap(({ id, delivery }): Fate[] =>
      delivery ? [{ id, state: delivery.state, code: delivery.error?.code }] : [],
    );
    if (fates.every(({ state }) => state !== 'QUEUED') || Date.now() > end) return fates.filter(({ state }) => state === 'FAILED');
  }
}

/** Makes the sandbox the platform of the Messenger account, whose id it gives. */
export async function connect(door: Door): Promise<string> {
  const { id, channel, webhookPath, settings, secrets } = door.accounts.find((account) => account.channel === 'messenger')!;
  await tell(door, 'accounts', { id, channel, webhookUrl: door.url + webhookPath, settings, secrets });
  return id;
}

async function tell(door: Door, path: string, body: object): Promise<void> {
  const response = await fetch(`${door.sandboxUrl}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}
