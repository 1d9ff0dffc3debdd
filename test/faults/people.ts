import { setTimeout } from 'node:timers/promises';
import type { Door } from '../crash/door.ts';
import { control } from './control.ts';

/** Somebody who has written once on a channel and waits for answers. */
export interface Person {
  channel: string;
  /** As the platform names them. */
  from: string;
  dialogueId: string;
}

const patience = 60_000;
const heads = `query ($after: String) { customers(first: 50, after: $after) { edges { node {
  dialogue { id entries(first: 5) { edges { node { ... on Message { text } } } } } } } pageInfo { hasNextPage endCursor } } }`;

interface Heads {
  customers: {
    edges: { node: { dialogue: { id: string; entries: { edges: { node: { text?: string } }[] } } } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

/** Lets people write by each channel, and finds the dialogues they are in. */
export async function meet(door: Door, channels: string[], count: number): Promise<Person[]> {
  const people = (await Promise.all(channels.map((channel) => speak(door, channel, count)))).flat();
  for (const end = Date.now() + patience; ; await setTimeout(200)) {
    const dialogues = await dialoguesByText(door);
    if (people.every(({ text }) => dialogues.has(text)))
      return people.map(({ channel, from, text }) => ({ channel, from, dialogueId: dialogues.get(text)! }));
    if (Date.now() > end) throw new Error(`Not heard: ${people.filter(({ text }) => !dialogues.has(text)).map(({ text }) => text)}`);
  }
}

/** One after the other, as platforms give up waiting where all write at once. */
async function speak(door: Door, channel: string, count: number) {
  const account = door.accounts.find((each) => each.channel === channel)!.id;
  const people = [];
  for (let index = 0; index < count; index++) {
    const text = `${channel} calls ${index}`;
    const { from } = await control<{ from: string }>(door, `${channel}/say`, { account, from: nameOn(channel, index), text });
    people.push({ channel, from, text });
  }
  return people;
}

async function dialoguesByText(door: Door): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let after: string | null = null, more = true; more; ) {
    const { customers }: Heads = await door.graph<Heads>(heads, { after });
    for (const { node } of customers.edges)
      for (const edge of node.dialogue.entries.edges) if (edge.node.text) found.set(edge.node.text, node.dialogue.id);
    after = customers.pageInfo.endCursor;
    more = customers.pageInfo.hasNextPage;
  }
  return found;
}

/** Names as the platforms give them: numbers, phone numbers, users. */
function nameOn(channel: string, index: number): string {
  const number = String(index).padStart(4, '0');
  if (channel === 'slack') return `U0FAULT${number}`;
  if (channel === 'messenger' || channel === 'instagram') return `700000000000${number}`;
  return `1555010${number}`;
}
