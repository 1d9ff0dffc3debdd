import { expect, onTestFinished, test } from 'vitest';
import { meet, type Person } from './desk.ts';
import { events, type Following, here } from './live.ts';
import { type Stage, stage, story, until } from './stage.ts';

const many = 500;
const ofOneWebhook = 5;
const connections = 20;

/** A customer writes this many messages at the same moment; the platform tells of some together, and over many connections. */
async function flood(on: Stage, { from }: Person): Promise<void> {
  const page = on.account('messenger');
  const timestamp = Date.now();
  const pageId = page.settings.pageId;
  const numbers = Array.from({ length: many }, (_, n) => n);
  const said = (n: number) => ({
    sender: { id: from },
    recipient: { id: pageId },
    timestamp,
    message: { mid: `m_${from}_${n}`, text: `no ${n}` },
  });
  const post = async () => {
    while (numbers.length > 0) {
      const messaging = numbers.splice(0, ofOneWebhook).map(said);
      const { status } = await on.post(page, { object: 'page', entry: [{ id: pageId, time: timestamp, messaging }] });
      expect(status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: connections }, post));
}

/** Every message of the dialogue in its order, page by page. */
async function pages(on: Stage, id: string): Promise<string[]> {
  const query = `query ($id: ID!, $after: String) { customer(id: $id) { dialogue { entries(first: 100, after: $after) {
    edges { node { id ... on Message { text } } } pageInfo { hasNextPage endCursor } } } } }`;
  type Page = { edges: { node: { text?: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
  const texts: string[] = [];
  for (let after: string | null = null; ; ) {
    const answer: { customer: { dialogue: { entries: Page } } } = await on.graph(query, { id, after });
    const { edges, pageInfo } = answer.customer.dialogue.entries;
    texts.push(...edges.flatMap(({ node }) => (node.text?.startsWith('no ') ? [node.text] : [])));
    if (!pageInfo.hasNextPage) return texts;
    after = pageInfo.endCursor;
  }
}

interface Change {
  dialogueChanged: { cursor: string; kind: string; entry: { text: string } };
}
const query = `subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) {
  cursor kind entry { ... on Message { text } } } }`;
const told = ({ dialogueChanged: { kind, entry } }: Change) => `${kind} ${entry.text}`;

/** Follows until all are there; is cut when it has seen so many, and comes back with its last cursor. */
async function followCut(open: (after: string) => Following<Change>, start: string): Promise<string[]> {
  const cuts = Array.from({ length: 6 }, () => 1 + Math.floor(Math.random() * (many - 1))).sort((a, b) => a - b);
  const seen: Change[] = [];
  let following = open(start);
  for (const count of [1, ...cuts, many]) {
    await until(() => seen.length + following.items.length).toBeGreaterThanOrEqual(count);
    seen.push(...following.items);
    expect(following.errors).toEqual([]);
    following.cut();
    if (count < many) following = open(seen.at(-1)!.dialogueChanged.cursor);
  }
  return seen.map(told);
}

story('a subscription that is cut', () => {
  test('in the middle of 500 messages, again and again, sees each of them once and in order when it is resumed by its cursor', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const id = ana.dialogueId;
    const start = await here(on, id);
    const uncut = on.subscribe<Change>(query, { id, after: start });
    onTestFinished(() => uncut.cut());
    const [overSocket, asEvents] = await Promise.all([
      followCut((after) => on.subscribe<Change>(query, { id, after }), start),
      followCut((after) => events<Change>(on, query, { id, after }), start),
      flood(on, ana),
    ]);
    const expected = (await pages(on, ana.id)).map((text) => `APPENDED ${text}`);
    expect(new Set(expected).size).toBe(many);
    expect(overSocket).toEqual(expected);
    expect(asEvents).toEqual(expected);
    await until(() => uncut.items.map(told)).toEqual(expected);
    expect(uncut.errors).toEqual([]);
  });
});
