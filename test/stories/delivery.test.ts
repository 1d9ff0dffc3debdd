import { expect, test } from 'vitest';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, conduct, delivery, message, met } from './timeline.ts';

type Channel = 'messenger' | 'whatsapp';
const both: Channel[] = ['messenger', 'whatsapp'];

async function texts(on: Stage, channel: Channel, to?: string): Promise<string[]> {
  return (await on.sent(channel, to)).map(({ text }) => text);
}

/** How many messages are sent on from one moment, without waiting for one before the next is asked for. */
async function answers(on: Stage, dialogueId: string, words: string[]): Promise<string[]> {
  const ids = [];
  for (const word of words) ids.push(await answer(on, dialogueId, word));
  return ids;
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `message ${i}`);

story('what we send', () => {
  test.each(both)('%s: a message is on record with its one try, and how far it got', async (channel) => {
    const on = await stage();
    const { dialogue } = await met(on, channel);
    const id = await answer(on, dialogue.id, 'Yes');
    await until(() => delivery(on, id)).toMatchObject({
      state: 'READ',
      error: null,
      failedAt: null,
      attempts: [{ outcome: 'ACCEPTED', errorClass: null }],
    });
    const { sentAt, deliveredAt, readAt } = await delivery(on, id);
    expect([sentAt, deliveredAt, readAt]).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
    expect(await on.sent(channel)).toMatchObject([{ text: 'Yes', state: 'read' }]);
  });

  test.each(both)('%s: what the phone has not reported is not guessed', async (channel) => {
    const on = await stage();
    await conduct(on, channel, { receipts: 'none' });
    const { dialogue } = await met(on, channel);
    const id = await answer(on, dialogue.id, 'Yes');
    await until(() => delivery(on, id)).toMatchObject({
      state: 'SENT',
      deliveredAt: null,
      readAt: null,
      attempts: [{ outcome: 'ACCEPTED' }],
    });
    await on.control(`${channel}/read`, { account: on.account(channel).id });
    await until(() => delivery(on, id)).toMatchObject({ state: 'READ', deliveredAt: null });
  });

  test.each(both)('%s: a reply names the message it answers', async (channel) => {
    const on = await stage();
    const { messageId } = await on.say(channel, { text: 'This one?' });
    await until(async () => (await on.sent(channel)).length).toBe(0);
    const { dialogue, said } = await met(on, channel, { text: 'This one?', id: messageId });
    const id = await answer(on, dialogue.id, 'That one', { replyTo: said.id });
    await until(() => on.sent(channel)).toMatchObject([{ text: 'That one', replyTo: messageId }]);
    expect((await message(on, id)).replyTo).toMatchObject({ id: said.id });
  });

  test.each(both)('%s: twenty messages to one person arrive in their order, though some tries fail', async (channel) => {
    const on = await stage();
    const { dialogue } = await met(on, channel);
    await conduct(on, channel, { fault: { next: 2, status: 500, headers: { 'retry-after': '0' } } });
    await answers(on, dialogue.id, numbered(20));
    await until(() => texts(on, channel)).toEqual(numbered(20));
  });

  test('one person who cannot be reached now keeps nobody else waiting', async () => {
    const on = await stage();
    const { dialogue } = await met(on, 'messenger', { from: '71' });
    await conduct(on, 'messenger', { fault: { next: 1, status: 400, error: { code: 4 }, headers: { 'retry-after': '1' } } });
    const late = await answer(on, dialogue.id, 'one');
    await until(async () => (await delivery(on, late)).attempts).toMatchObject([
      { outcome: 'REFUSED', errorClass: 'rate_limited', errorCode: '4' },
    ]);
    await on.say('messenger', { from: '72', text: 'Me too' });
    await until(
      async () => (await on.graph<{ customers: { edges: object[] } }>('{ customers { edges { node { id } } } }')).customers.edges.length,
    ).toBe(2);
    const query = '{ customers(search: "72") { edges { node { dialogue { id } } } } }';
    const found = await on.graph<{ customers: { edges: { node: { dialogue: { id: string } } }[] } }>(query);
    await answer(on, found.customers.edges[0]!.node.dialogue.id, 'two');
    await until(() => texts(on, 'messenger')).toEqual(['two', 'one']);
    const [first, second] = (await delivery(on, late)).attempts;
    expect(Date.parse(second!.at) - Date.parse(first!.at)).toBeGreaterThanOrEqual(1_000);
  });

  test.each([
    ['messenger', 2_000],
    ['whatsapp', 4_096],
  ] as const)('%s: a long text goes in parts of at most %d characters, and nothing of it is lost', async (channel, limit) => {
    const on = await stage();
    const { dialogue } = await met(on, channel);
    const long = Array.from({ length: 1_200 }, (_, i) => `word${i}`).join(' ');
    const id = await answer(on, dialogue.id, long);
    await until(async () => (await texts(on, channel)).join(' ')).toBe(long);
    const parts = await texts(on, channel);
    expect(parts).toHaveLength(Math.ceil(long.length / limit));
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(limit);
    await until(() => delivery(on, id)).toMatchObject({ state: 'READ', attempts: [{ outcome: 'ACCEPTED' }] });
  });

  test.each(both)('%s: what was read in part is still sent as a whole, though a try fails between', async (channel) => {
    const on = await stage();
    const { dialogue } = await met(on, channel);
    const long = ['a', 'b', 'c'].map((letter) => letter.repeat(3_300)).join(' ');
    await conduct(on, channel, { latency: 300 });
    const id = await answer(on, dialogue.id, long);
    await until(async () => (await on.sent(channel))[0]?.state).toBe('read');
    await conduct(on, channel, { latency: 0, fault: { next: 1, status: 500 } });
    await until(async () => (await texts(on, channel)).join('').replaceAll(' ', '')).toBe(long.replaceAll(' ', ''));
    await until(async () => (await delivery(on, id)).state).toBe('READ');
    expect((await delivery(on, id)).attempts.at(-1)).toMatchObject({ outcome: 'ACCEPTED' });
  });

  test('a picture and its caption go one after the other where the channel has no captions', async () => {
    const on = await stage();
    const { dialogue } = await met(on, 'messenger');
    const image = { url: 'https://shop.example.com/kettle.jpg', caption: 'The blue one' };
    const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } userErrors { code } } }';
    await on.graph(query, { input: { dialogueId: dialogue.id, content: [{ image }] } });
    await until(() => on.sent('messenger')).toMatchObject([{ type: 'image' }, { type: 'text', text: 'The blue one' }]);
  });
});
