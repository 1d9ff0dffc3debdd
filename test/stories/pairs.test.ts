import { expect, test } from 'vitest';
import { act } from './desk.ts';
import { addressOn, admitCreators, askSnapchat, channelsOf, each, type Heard, hearAll } from './everywhere.ts';
import { type Stage, stage, story, until } from './stage.ts';

interface Delivery {
  state: string;
  sentAt: string | null;
  deliveredAt: string | null;
  readAt: string | null;
  error: { code: string; message: string } | null;
}

/** What customer and company say to each other in one pair of channels. */
interface Pair {
  first: string;
  second: string;
  name: string;
}

function pairsOf(channels: string[]): Pair[] {
  return channels.flatMap((first, index) =>
    channels.slice(index + 1).map((second) => ({ first, second, name: `${first} then ${second}` })),
  );
}

story('one dialogue over every pair of channels', () => {
  test('a customer writes on one, is linked, writes on the other; each answer leaves on its own identity, with the receipts its channel has', async () => {
    const abilities = await channelsOf(await stage('webchat'));
    const channels = [...abilities.keys()];
    const on = await stage(...channels);
    const pairs = pairsOf(channels);
    const creators = pairs.filter(({ first, second }) => first === 'snapchat' || second === 'snapchat');
    await admitCreators(
      on,
      creators.map(({ name }) => addressOn('snapchat', name)),
    );
    await each(pairs, 8, async ({ first, second, name }) => {
      await on.say(first, { from: addressOn(first, name), text: `on ${first}: ${name}` });
      await on.say(second, { from: addressOn(second, name), text: `on ${second}: ${name}` });
    });
    await askSnapchat(on);
    const words = pairs.flatMap(({ first, second, name }) => [`on ${first}: ${name}`, `on ${second}: ${name}`]);
    const heard = await hearAll(on, words);
    await each(pairs, 8, (pair) => answerBoth(on, pair, heard));
    await each(pairs, 8, (pair) => expectArrived(on, pair, heard, abilities));
  }, 300_000);
});

/** The company learns that the two are one person, and answers each message. */
async function answerBoth(on: Stage, { first, second, name }: Pair, heard: Map<string, Heard>): Promise<void> {
  const [one, other] = [first, second].map((channel) => heard.get(`on ${channel}: ${name}`) as Heard) as [Heard, Heard];
  await act(on, 'mergeCustomers', { fromId: one.customerId, intoId: other.customerId }, 'merge { id }');
  await until(async () => (await entries(on, other.customerId)).length).toBeGreaterThanOrEqual(2);
  for (const message of [one, other]) {
    const input = { dialogueId: other.dialogueId, text: `answer to ${message.text}`, replyTo: message.messageId };
    await act(on, 'sendMessage', input, 'message { id }');
  }
}

interface Entry {
  text?: string;
  direction?: string;
  identity?: { id: string; channelId: string };
  delivery?: Delivery | null;
}

async function entries(on: Stage, customerId: string): Promise<Entry[]> {
  const query = `query ($id: ID!) { customer(id: $id) { dialogue { entries(last: 20) { edges { node { ... on Message {
    text direction identity { id channelId } delivery { state sentAt deliveredAt readAt error { code message } } } } } } } } }`;
  type Answer = { customer: { dialogue: { entries: { edges: { node: Entry }[] } } } };
  const { customer } = await on.graph<Answer>(query, { id: customerId });
  return customer.dialogue.entries.edges.map(({ node }) => node).filter(({ text }) => text !== undefined);
}

async function expectArrived(
  on: Stage,
  { first, second, name }: Pair,
  heard: Map<string, Heard>,
  abilities: Awaited<ReturnType<typeof channelsOf>>,
): Promise<void> {
  const customerId = heard.get(`on ${second}: ${name}`)?.customerId ?? '';
  for (const channel of [first, second]) {
    const asked = heard.get(`on ${channel}: ${name}`) as Heard;
    const { receipts } = abilities.get(channel) ?? { receipts: { delivered: false, read: false } };
    const look = async () => (await entries(on, customerId)).find(({ text }) => text === `answer to ${asked.text}`);
    const state = receipts.delivered ? /DELIVERED|READ/ : receipts.read ? /SENT|READ/ : /SENT/;
    await until(async () => ({ pair: name, channel, ...(await look())?.delivery })).toMatchObject({
      state: expect.stringMatching(state),
      error: null,
    });
    expect((await look())?.identity).toEqual({ id: asked.identityId, channelId: channel });
    if (!receipts.delivered) expect((await look())?.delivery).toMatchObject({ deliveredAt: null });
    if (!receipts.read) expect((await look())?.delivery).toMatchObject({ readAt: null });
    if (receipts.read) await expectRead(on, channel, name, look);
  }
}

async function expectRead(on: Stage, channel: string, name: string, look: () => Promise<Entry | undefined>): Promise<void> {
  // Some people read at once.
  if ((await look())?.delivery?.state === 'READ') return;
  await on.control(`${channel}/read`, { account: on.account(channel).id, from: addressOn(channel, name) });
  await until(async () => ({ channel, state: (await look())?.delivery?.state })).toEqual({ channel, state: 'READ' });
}
