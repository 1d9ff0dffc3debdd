import { expect, test } from 'vitest';
import { act, meet, type Person } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { entries } from './timeline.ts';

const rows = ['Red', 'Dark blue', 'Green'].map((title) => ({ title, payload: `colour:${title}` }));
const colours = { list: { text: 'Which colour?', button: 'Colours', sections: [{ title: 'Kettles', rows }] } };

async function offer(on: Stage, { dialogueId, channel, address }: Person, content: object[]): Promise<string> {
  const before = (await on.sent(channel, address)).length;
  const { message } = await act<{ message: { id: string } }>(on, 'sendMessage', { dialogueId, content }, 'message { id }');
  await until(async () => (await on.sent(channel, address)).length > before).toBe(true);
  return message.id;
}
async function last(on: Stage) {
  const entry = (await entries(on)).findLast(({ direction }) => direction === 'INBOUND');
  return { text: entry?.text, data: entry?.content?.[0]?.data, replyTo: entry?.replyTo?.id };
}

story('a choice', () => {
  test.each(['2', '2)', 'dark blue'])('is what was typed after a numbered list: %s', async (typed) => {
    const on = await stage('sms');
    const ana = await meet(on, 'sms', 'A kettle, please');
    const id = await offer(on, ana, [colours]);
    expect((await on.sent('sms')).at(-1)?.text).toContain('2) Dark blue');
    await on.say('sms', { from: ana.from, text: typed });
    const choice = { type: 'choice', text: 'Dark blue', payload: 'colour:Dark blue' };
    await until(() => last(on)).toEqual({ text: 'Dark blue', data: choice, replyTo: id });
  });

  test('is of the last list alone', async () => {
    const on = await stage('sms');
    const ana = await meet(on, 'sms', 'A kettle, please');
    await offer(on, ana, [colours]);
    const sizes = ['One litre', 'Two litres'].map((title) => ({ title, payload: `size:${title}` }));
    const id = await offer(on, ana, [{ quickReplies: { text: 'Which size?', replies: sizes } }]);
    await on.say('sms', { from: ana.from, text: '3' });
    await until(() => last(on)).toMatchObject({ text: '3', data: { type: 'text' } });
    await on.say('sms', { from: ana.from, text: '2' });
    await until(() => last(on)).toMatchObject({ data: { type: 'choice', payload: 'size:Two litres' }, replyTo: id });
  });

  test('is no longer what a number stands for once we asked something else', async () => {
    const on = await stage('sms');
    const ana = await meet(on, 'sms', 'A kettle, please');
    const id = await offer(on, ana, [colours]);
    await offer(on, ana, [{ text: 'And how many?' }]);
    await on.say('sms', { from: ana.from, text: '2' });
    await until(() => last(on)).toMatchObject({ text: '2', data: { type: 'text' }, replyTo: undefined });
    await on.say('sms', { from: ana.from, text: 'Green' });
    await until(() => last(on)).toMatchObject({ data: { type: 'choice', payload: 'colour:Green' }, replyTo: id });
  });

  test('brings back its payload whole, however little the channel carries', async () => {
    const on = await stage('whatsapp');
    const ana = await meet(on, 'whatsapp', 'A kettle, please');
    const payload = `order:${'x'.repeat(900)}`;
    const id = await offer(on, ana, [{ buttons: { text: 'Shall we?', buttons: [{ title: 'Yes', payload }] } }]);
    const [{ request }] = (await on.sent('whatsapp')).slice(-1) as unknown as [{ request: unknown }];
    const carried = /~msg_[0-9A-Z]+\.\d+/.exec(JSON.stringify(request))?.[0];
    expect(carried).toBe(`~${id}.1`);
    await on.say('whatsapp', { from: ana.from, payload: carried, text: 'Yes' });
    await until(() => last(on)).toEqual({ text: 'Yes', data: { type: 'choice', text: 'Yes', payload }, replyTo: id });
  });
});
