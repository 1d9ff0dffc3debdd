import { setTimeout } from 'node:timers/promises';
import { siblingId } from '../../kit/id.ts';
import type { Door } from '../crash/door.ts';
import type { Person } from './people.ts';

/** How a message of ours ended. */
export interface Fate {
  text: string;
  state: string;
  /** The class of what made it fail. */
  code: string | null;
  tries: number;
}

const query = `query ($id: ID!, $after: String) { customer(id: $id) { dialogue { entries(first: 100, after: $after) {
  edges { node { ... on Message { text delivery { state error { code } attempts { id } } } } } pageInfo { hasNextPage endCursor } } } } }`;

interface Delivery {
  state: string;
  error: { code: string } | null;
  attempts: object[];
}
interface Page {
  customer: {
    dialogue: {
      entries: {
        edges: { node: { text?: string; delivery?: Delivery | null } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    };
  };
}

/** Waits until no message to these people is on its way; gives what became of each, person by person, in the dialogue's order. */
export async function fates(door: Door, people: Person[], patience: number): Promise<Map<Person, Fate[]>> {
  const ended = new Map<Person, Fate[]>();
  for (const end = Date.now() + patience; ended.size < people.length; await setTimeout(500)) {
    for (const person of people.filter((each) => !ended.has(each))) {
      const all = await fatesOf(door, person);
      if (all.every(({ state }) => state !== 'QUEUED') || Date.now() > end) ended.set(person, all);
    }
  }
  return ended;
}

async function fatesOf(door: Door, { dialogueId }: Person): Promise<Fate[]> {
  const id = siblingId(dialogueId, 'customer');
  const found: Fate[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Page = await door.graph<Page>(query, { id, after });
    const { edges, pageInfo } = page.customer.dialogue.entries;
    for (const { node } of edges) if (node.delivery) found.push(fateIn(node.text ?? '', node.delivery));
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

function fateIn(text: string, { state, error, attempts }: Delivery): Fate {
  return { text, state, code: error?.code ?? null, tries: attempts.length };
}
