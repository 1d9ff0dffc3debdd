import { expect, test } from 'vitest';
import { act } from './desk.ts';
import { stage, story, until } from './stage.ts';
import { answer, conduct, delivery, entries, entriesOf, met, onlyCustomer, texts } from './timeline.ts';

story('a channel that a company brings', () => {
  test('is one dialogue like any other: presses and places come in, what is said goes out as it was said, receipts tell how far', async () => {
    const on = await stage('custom');
    const { dialogue } = await met(on, 'custom', { name: 'Ana Berg', more: { thread: 'kiosk-4' } });
    const buttons = { text: 'How shall we go on?', buttons: [{ title: 'Pick up', payload: 'flow:0' }] };
    const input = { dialogueId: dialogue.id, content: [{ text: 'It is **ready**.' }, { buttons }] };
    const { message } = await act<{ message: { id: string } }>(on, 'sendMessage', input, 'message { id }');
    await until(async () => (await delivery(on, message.id)).state).toBe('READ');
    const [sent] = (await on.sent('custom')) as unknown as { request: { content: object[]; thread: string }; reference: string }[];
    expect(sent).toMatchObject({
      reference: message.id,
      request: {
        thread: 'kiosk-4',
        content: [
          { type: 'text', text: 'It is **ready**.' },
          { type: 'buttons', ...buttons },
        ],
      },
    });
    await on.say('custom', { payload: 'flow:0' });
    const location = { latitude: 59.9139, longitude: 10.7522, name: 'Harbour' };
    await on.say('custom', { location });
    const customer = await onlyCustomer(on, 4);
    expect(customer.name).toBe('Ana Berg');
    expect(entriesOf(customer).map(({ text, content }) => [text, content.map(({ type }) => type)])).toEqual([
      ['Hello?', ['text']],
      [expect.stringContaining('ready'), ['text', 'buttons']],
      ['Pick up', ['choice']],
      ['Harbour', ['location']],
    ]);
  });

  test('where its answer is lost, the same is asked again under the same key, and said once', async () => {
    const on = await stage('custom');
    const { dialogue } = await met(on, 'custom');
    await conduct(on, 'custom', { fault: { next: 1, lost: 'answer' } });
    const id = await answer(on, dialogue.id, 'Only once');
    await until(async () => (await delivery(on, id)).state).toBe('READ');
    expect((await on.sent('custom')).map(({ text }) => text)).toEqual(['Only once']);
    expect((await delivery(on, id)).attempts.length).toBeGreaterThanOrEqual(1);
  });

  test('a customer who changes and takes back what they said is followed; one who opts out gets nothing more', async () => {
    const on = await stage('custom');
    const { dialogue } = await met(on, 'custom');
    const { messageId, from } = await on.say('custom', { text: 'Two kettles' });
    await on.control('custom/edit', { account: on.account('custom').id, from, messageId, text: 'Three kettles' });
    await until(() => texts(on)).toEqual(['Hello?', 'Three kettles']);
    await on.control('custom/unsend', { account: on.account('custom').id, from, messageId });
    await until(async () => (await entries(on))[1]?.unsentAt).not.toBeNull();
    await on.control('custom/stop', { account: on.account('custom').id, from });
    const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } userErrors { code message } } }';
    await until(async () => {
      const { data } = await on.ask(query, { input: { dialogueId: dialogue.id, text: 'Still interested?' } });
      return (data as { sendMessage: { userErrors: { code: string }[] } }).sendMessage.userErrors.map(({ code }) => code);
    }).toEqual(['CONFLICT']);
  });

  test('what we send is signed with the new secret from the moment it is rotated; a server that has the old one is told by a check', async () => {
    const on = await stage('custom');
    const account = on.account('custom');
    const about = { channelAccountId: account.id };
    await act(on, 'rotateChannelSecrets', { ...about, secrets: { signingSecret: 'a-secret-of-tomorrow' } }, 'channelAccount { id }');
    type Checked = { checks: { shows: string; ok: boolean; problem: string | null }[] };
    const { checks } = await act<Checked>(on, 'checkChannelAccount', about, 'checks { shows ok problem }');
    expect(checks).toContainEqual({ shows: 'your server', ok: false, problem: expect.stringMatching(/^the platform refuses it \(401\)/) });
    // What the server still signs with the old one is taken.
    await met(on, 'custom');
  });
});
