import { type Door, openDoor, type Where } from '../crash/door.ts';
import { firmly } from '../crash/replies.ts';
import { control, taken } from './control.ts';
import { type Fate, fates } from './fate.ts';
import { startMender } from './mender.ts';
import { meet, type Person } from './people.ts';
import { faultsOf, type Wish } from './plan.ts';

/** What came of the messages on one channel. */
export interface Tally {
  channel: string;
  messages: number;
  arrived: number;
  /** Failed messages by the class that they say. */
  failed: { [code: string]: number };
  /** Arrived though they say that they failed. */
  arrivedFailed: string[];
  /** Neither arrived nor failed. */
  lost: string[];
  doubled: string[];
  misordered: string[];
  /** Tries in all. */
  tries: number;
}

/** The whole run: `mended` counts accounts that were resumed after their token was revoked; seconds until all was asked for, and until all was settled. */
export interface Ending {
  tallies: Tally[];
  mended: number;
  took: { asked: number; settled: number };
}

const send = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } userErrors { message } } }';

/** Lets agents answer many people over many channels while the platforms fail in every way, and compares what was said with what arrived. */
export async function faultRun(where: Where, { channels, messages, people: count, share, seed }: Wish, patience: number): Promise<Ending> {
  const opened = await openDoor(where, channels);
  const door: Door = { ...opened, graph: (query, variables) => firmly(() => opened.graph(query, variables)) };
  for (const { id, channel, webhookPath, settings, secrets } of door.accounts)
    await control(door, 'accounts', { id, channel, webhookUrl: door.url + webhookPath, settings, secrets });
  const people = await meet(door, channels, count);
  const faults = faultsOf(share);
  for (const { id, channel } of door.accounts) await control(door, `${channel}/settings`, { account: id, faults, slowness: 1_000, seed });
  const mender = startMender(door, faults);
  const since = performance.now();
  const seconds = () => Math.round((performance.now() - since) / 100) / 10;
  const each = Math.floor(messages / people.length);
  await Promise.all(people.map((person) => answer(person, each)));
  const asked = seconds();
  const ended = await fates(door, people, patience);
  const settled = seconds();
  await mender.stop();
  const tallies = await Promise.all(door.accounts.map(async ({ id, channel }) => tally(channel, ended, await taken(door, channel, id))));
  return { tallies, mended: mender.mended(), took: { asked, settled } };

  async function answer({ dialogueId }: Person, number: number): Promise<void> {
    for (let index = 1; index <= number; index++) {
      const input = { dialogueId, text: textOf(index), idempotencyKey: `${dialogueId} ${index}` };
      const { sendMessage } = await door.graph<{ sendMessage: { userErrors: object[] } }>(send, { input });
      if (sendMessage.userErrors.length > 0) throw new Error(JSON.stringify(sendMessage.userErrors));
    }
  }
}

function textOf(index: number): string {
  return `answer ${index}`;
}

function tally(channel: string, ended: Map<Person, Fate[]>, sent: { to: string; text: string | null }[]): Tally {
  const result: Tally = {
    channel,
    messages: 0,
    arrived: sent.length,
    failed: {},
    arrivedFailed: [],
    lost: [],
    doubled: [],
    misordered: [],
    tries: 0,
  };
  for (const [{ channel: on, from }, fatesOfOne] of ended) {
    if (on !== channel) continue;
    const got = sent.filter(({ to }) => sameName(to, from)).map(({ text }) => text ?? '');
    const name = (text: string) => `${from}: ${text}`;
    result.messages += fatesOfOne.length;
    for (const { text, state, code, tries } of fatesOfOne) {
      result.tries += tries;
      const failed = state === 'FAILED' && code !== null;
      if (failed) result.failed[code] = (result.failed[code] ?? 0) + 1;
      if (failed && got.includes(text)) result.arrivedFailed.push(name(text));
      if (!failed && !got.includes(text)) result.lost.push(name(text));
    }
    result.doubled.push(...got.filter((text, index) => got.indexOf(text) !== index).map(name));
    const expected = fatesOfOne.map(({ text }) => text).filter((text) => got.includes(text));
    result.misordered.push(...got.filter((text, index) => text !== expected[index]).map(name));
  }
  return result;
}

/** Platforms write numbers with and without a plus. */
function sameName(one: string, other: string): boolean {
  const bare = (name: string) => name.replace(/^\+/, '');
  return bare(one) === bare(other);
}
