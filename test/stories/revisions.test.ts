import { expect, test } from 'vitest';
import { act, refusal } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, delivery, entries, message, met } from './timeline.ts';

const shown = async (on: Stage, id: string) => {
  const { text, content, editedAt, unsentAt, reactions } = await message(on, id);
  return { text, types: content?.map(({ type }) => type), edited: editedAt != null, unsent: unsentAt != null, reactions };
};
const refusals = async (on: Stage) => (await entries(on)).filter(({ name }) => name === 'revision_refused').map(({ data }) => data);

/** An answer that has arrived. */
async function answered(on: Stage, channel: string) {
  const { dialogue, said } = await met(on, channel);
  const id = await answer(on, dialogue.id, 'It is bakc.');
  await until(async () => ['SENT', 'DELIVERED', 'READ'].includes((await delivery(on, id)).state)).toBe(true);
  return { id, said, dialogue };
}

story('changing what was said', () => {
  test('an agent’s message is edited and taken back on the channel first, then in the dialogue', async () => {
    const on = await stage('slack');
    const { id } = await answered(on, 'slack');
    await act(on, 'editMessage', { messageId: id, text: 'It is back.' }, 'message { id }');
    await until(() => shown(on, id)).toMatchObject({ text: 'It is back.', edited: true, unsent: false });
    await until(async () => (await on.sent('slack')).map(({ text }) => text)).toEqual(['It is back.']);
    await act(on, 'unsendMessage', { messageId: id }, 'message { id }');
    await until(() => shown(on, id)).toMatchObject({ text: null, types: [], unsent: true });
    expect(await refusal(on, 'editMessage', { messageId: id, text: 'Hm' }, '')).toEqual(['CONFLICT']);
    expect(await refusals(on)).toEqual([]);
  });

  test('an agent’s reaction comes, changes and goes, beside the customer’s own', async () => {
    const on = await stage('whatsapp');
    const { said } = await met(on, 'whatsapp', { id: 'wamid.HELLO' });
    const reactions = async () => (await message(on, said.id)).reactions.map(({ emoji, by }) => `${by} ${emoji}`);
    await act(on, 'reactToMessage', { messageId: said.id, emoji: '👍' }, 'message { id }');
    await until(reactions).toEqual(['AGENT 👍']);
    await on.control('whatsapp/react', { account: on.account('whatsapp').id, messageId: 'wamid.HELLO', emoji: '🎉' });
    await until(async () => (await reactions()).toSorted()).toEqual(['AGENT 👍', 'CUSTOMER 🎉']);
    await act(on, 'reactToMessage', { messageId: said.id, emoji: '🙏' }, 'message { id }');
    await until(async () => (await reactions()).toSorted()).toEqual(['AGENT 🙏', 'CUSTOMER 🎉']);
    await act(on, 'reactToMessage', { messageId: said.id, emoji: null }, 'message { id }');
    await until(reactions).toEqual(['CUSTOMER 🎉']);
  });

  test('what the channel cannot do is refused in the dialogue, with the reason, and the message stays', async () => {
    const on = await stage('whatsapp');
    const { id } = await answered(on, 'whatsapp');
    await act(on, 'editMessage', { messageId: id, text: 'It is back.' }, 'message { id }');
    await until(() => refusals(on)).toMatchObject([{ messageId: id, change: 'edit', message: expect.stringContaining('WhatsApp') }]);
    await act(on, 'unsendMessage', { messageId: id }, 'message { id }');
    await until(async () => (await refusals(on)).length).toBe(2);
    expect(await shown(on, id)).toMatchObject({ text: 'It is bakc.', edited: false, unsent: false });
  });

  test('only what was said through Parlor is changed, once for each key, and all of it is for staff', async () => {
    const on = await stage('slack');
    const { id, said } = await answered(on, 'slack');
    expect(await refusal(on, 'editMessage', { messageId: said.id, text: 'Not mine' }, '')).toEqual(['CONFLICT']);
    expect(await refusal(on, 'unsendMessage', { messageId: 'msg_none' }, '')).toEqual(['NOT_FOUND']);
    expect(await refusal(on, 'editMessage', { messageId: id, text: ' ' }, '')).toEqual(['BAD_INPUT']);
    expect(await refusal(on, 'reactToMessage', { messageId: id, emoji: '' }, '')).toEqual(['BAD_INPUT']);
    const edit = { messageId: id, text: 'It is back.', idempotencyKey: 'once' };
    for (let times = 0; times < 2; times++) await act(on, 'editMessage', edit, 'message { id }');
    expect(await refusal(on, 'editMessage', { ...edit, text: 'It is there.' }, '')).toEqual(['IDEMPOTENCY_CONFLICT']);
    await until(() => shown(on, id)).toMatchObject({ text: 'It is back.' });
  });
});
