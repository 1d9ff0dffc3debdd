import { expect, test } from 'vitest';
import { act } from './desk.ts';
import { picture, uploaded } from './files.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, delivery, entries, message, met, texts } from './timeline.ts';

const arrived = (on: Stage, id: string) => until(async () => (await delivery(on, id)).state).toMatch(/SENT|DELIVERED|READ/);
/** Something that comes after all that was sent before, so that a double would be there by now. */
async function echoed(on: Stage, channel: string): Promise<void> {
  await on.say(channel, { text: 'That was all.' });
  await until(async () => (await texts(on)).at(-1)).toBe('That was all.');
}

story('the rooms where colleagues talk', () => {
  test.each(['slack', 'discord', 'msteams', 'telegram'])('%s: what people change there changes in the dialogue', async (channel) => {
    const on = await stage(channel);
    const account = on.account(channel).id;
    const first = await on.say(channel, { text: 'Helo' });
    await until(() => texts(on)).toEqual(['Helo']);
    await on.control(`${channel}/edit`, { account, messageId: first.messageId, text: 'Hello' });
    await until(() => texts(on)).toEqual(['Hello']);
    const [said] = await entries(on);
    expect(said).toMatchObject({ text: 'Hello', editedAt: expect.any(String) });
    if (channel === 'telegram') return;
    await on.control(`${channel}/unsend`, { account, messageId: first.messageId });
    await until(async () => (await message(on, said?.id ?? '')).unsentAt).toEqual(expect.any(String));
  });

  test.each(['slack', 'discord', 'msteams', 'telegram'])(
    '%s: what we say stands once, is edited, reacted to and taken back',
    async (channel) => {
      const on = await stage(channel);
      const account = on.account(channel).id;
      const { dialogue } = await met(on, channel);
      const id = await answer(on, dialogue.id, 'It is bakc.');
      await arrived(on, id);
      await on.control(`${channel}/react`, { account, emoji: '👍' });
      await until(async () => (await message(on, id)).reactions.map(({ emoji }) => emoji)).toEqual(['👍']);
      await act(on, 'editMessage', { messageId: id, text: 'It is back.' }, 'message { id }');
      await until(async () => (await message(on, id)).text).toBe('It is back.');
      await act(on, 'unsendMessage', { messageId: id }, 'message { id }');
      await until(async () => (await message(on, id)).unsentAt).toEqual(expect.any(String));
      await echoed(on, channel);
      expect((await entries(on)).filter(({ direction }) => direction === 'OUTBOUND')).toHaveLength(1);
    },
  );

  test.each(['slack', 'discord', 'msteams'])('%s: a picture of ours stands once, and buttons come back as choices', async (channel) => {
    const on = await stage(channel);
    const { dialogue } = await met(on, channel);
    const { mediaId } = await uploaded(on, picture);
    const buttons = { text: 'How?', buttons: ['Pick up', 'Deliver'].map((title) => ({ title, payload: `flow:${title}` })) };
    const input = { dialogueId: dialogue.id, content: [{ image: { mediaId, caption: 'This is it' } }, { buttons }] };
    const { message: sent } = await act<{ message: { id: string } }>(on, 'sendMessage', input, 'message { id }');
    await arrived(on, sent.id);
    await on.say(channel, { payload: 'flow:Deliver' });
    await until(async () => (await entries(on)).at(-1)?.content).toMatchObject([
      { type: 'choice', text: 'Deliver', data: { payload: 'flow:Deliver' } },
    ]);
    await echoed(on, channel);
    expect((await entries(on)).filter(({ direction }) => direction === 'OUTBOUND')).toHaveLength(1);
  });
});
