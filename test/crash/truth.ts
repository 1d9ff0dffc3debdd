import { setTimeout } from 'node:timers/promises';
import type { Door } from './door.ts';
import type { Speaker } from './storm.ts';
import { replayDialogue } from './watch.ts';

/** What is wrong in the graph after a storm: all of it empty when nothing is. */
export interface Wrong {
  lost: string[];
  doubled: string[];
  misordered: string[];
  foreign: string[];
}

interface Page<N> {
  edges: { node: N }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
interface Message {
  id: string;
  text: string | null;
}
interface Person {
  id: string;
  identities: { value: string }[];
  dialogue: { id: string; entries: Page<Message> };
}

const page = 'pageInfo { hasNextPage endCursor }';
const heads = `query ($after: String) { customers(first: 100, after: $after) { edges { node {
  dialogue { entries(last: 1) { edges { node { id ... on Message { text } } } } } } } ${page} } }`;
const people = `query ($after: String) { customers(first: 20, after: $after) { edges { node { id identities { value }
  dialogue { id entries(first: 100) { edges { node { id ... on Message { text } } } ${page} } } } } ${page} } }`;
const more = `query ($id: ID!, $after: String) { customer(id: $id) { dialogue { entries(first: 100, after: $after) {
  edges { node { id ... on Message { text } } } ${page} } } } }`;

async function pages<N>(ask: (after: string | null) => Promise<Page<N>>): Promise<N[]> {
  const nodes: N[] = [];
  for (let after: string | null = null, next = true; next; ) {
    const { edges, pageInfo }: Page<N> = await ask(after);
    nodes.push(...edges.map(({ node }) => node));
    after = pageInfo.endCursor;
    next = pageInfo.hasNextPage;
  }
  return nodes;
}

/** Waits until the last word of everybody stands in the graph; gives up after a while, for then something is lost. */
export async function untilTold(door: Door, speakers: Speaker[], patience = 60_000): Promise<void> {
  const awaited = speakers.map(({ texts }) => texts.at(-1)!);
  for (const end = Date.now() + patience; Date.now() < end; await setTimeout(250)) {
    const found = await pages(
      async (after) => (await door.graph<{ customers: Page<Pick<Person, 'dialogue'>> }>(heads, { after })).customers,
    );
    const last = new Set(found.map(({ dialogue }) => dialogue.entries.edges[0]?.node.text));
    if (awaited.every((text) => last.has(text))) return;
  }
}

/** Compares what customers said with what the graph shows, by the front door. */
export async function judge(door: Door, speakers: Speaker[]): Promise<Wrong> {
  const wrong: Wrong = { lost: [], doubled: [], misordered: [], foreign: [] };
  const shown = await timelines(door);
  const claimed = new Set<string>();
  for (const { psid, texts } of speakers) {
    const theirs = shown.filter(({ addresses }) => addresses.includes(psid));
    const said = theirs.flatMap((timeline) => timeline.messages.map(({ text }) => String(text)));
    for (const { id } of theirs) claimed.add(id);
    if (theirs.length > 1) wrong.doubled.push(`customer ${psid}`);
    const known = new Set(texts);
    wrong.lost.push(...texts.filter((text) => !said.includes(text)));
    wrong.doubled.push(...said.filter((text, index) => said.indexOf(text) !== index));
    wrong.foreign.push(...said.filter((text) => !known.has(text)));
    const order = [...new Set(said)].filter((text) => known.has(text));
    const expected = texts.filter((text) => order.includes(text));
    wrong.misordered.push(...order.filter((text, index) => text !== expected[index]));
  }
  wrong.foreign.push(...shown.filter(({ id }) => !claimed.has(id)).map(({ id }) => id));
  return wrong;
}

interface Timeline {
  id: string;
  dialogueId: string;
  addresses: string[];
  messages: Message[];
}

export async function timelines(door: Door): Promise<Timeline[]> {
  const found = await pages(async (after) => (await door.graph<{ customers: Page<Person> }>(people, { after })).customers);
  return Promise.all(
    found.map(async ({ id, identities, dialogue }) => {
      const rest = dialogue.entries.pageInfo.hasNextPage ? await remaining(door, id, dialogue.entries.pageInfo.endCursor) : [];
      const messages = [...dialogue.entries.edges.map(({ node }) => node), ...rest];
      return { id, dialogueId: dialogue.id, addresses: identities.map(({ value }) => value), messages };
    }),
  );
}

function remaining(door: Door, id: string, from: string | null): Promise<Message[]> {
  return pages(async (after) => {
    const { customer } = await door.graph<{ customer: Pick<Person, 'dialogue'> }>(more, { id, after: after ?? from });
    return customer.dialogue.entries;
  });
}

/** Of some customers, the messages in their order: as the timeline shows them, and as the replay of the feed from its beginning tells them. */
export async function comparison(door: Door, some: Speaker[]): Promise<{ shown: string[]; told: string[] }> {
  const wanted = (await timelines(door)).filter(({ addresses }) => some.some(({ psid }) => addresses.includes(psid)));
  const told = await Promise.all(wanted.map(({ dialogueId, messages }) => replayDialogue(door, dialogueId, messages.length)));
  return { shown: wanted.flatMap(({ messages }) => messages.map(({ id }) => id)), told: told.flat() };
}
