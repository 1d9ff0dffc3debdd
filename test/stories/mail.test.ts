import { expect, test } from 'vitest';
import { filesOf, picture } from './files.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, customers, delivery, entries, entriesOf, message, onlyCustomer, texts } from './timeline.ts';

const robin = 'robin@example.com';

/** A customer who wrote a first mail: its words, and its subject beside them. */
async function wrote(on: Stage, what: Record<string, unknown> = {}) {
  await on.say('email', { text: 'Hello?', ...what });
  const customer = await onlyCustomer(on, 2);
  const [said, subject] = entriesOf(customer);
  expect(subject).toMatchObject({ kind: 'Event', name: 'mail_subject' });
  return { ...customer, said: said! };
}

story('mail', () => {
  test('an answer hangs on the thread both ways, and quotes stay out of the dialogue', async () => {
    const on = await stage('email');
    const { dialogue, said } = await wrote(on, { text: 'My order is late.', more: { subject: 'Order 1042' } });
    const id = await answer(on, dialogue.id, 'It **ships** today.', { replyTo: said.id });
    await until(async () => (await delivery(on, id)).state).toBe('SENT');
    const [mail] = await on.sent('email', robin);
    expect(mail).toMatchObject({
      text: 'It ships today.',
      request: { subject: 'Re: Order 1042', html: expect.stringContaining('<b>ships</b>') },
    });
    await on.say('email', { text: 'Thank you!', replyTo: mail?.messageId });
    await until(() => texts(on)).toEqual(['My order is late.', 'It **ships** today.', 'Thank you!']);
    const last = (await entries(on)).findLast(({ direction }) => direction === 'INBOUND');
    expect({ last, mail }).toMatchObject({ last: { replyTo: { id } } });
  });

  test('a file comes out of the mail into the store', async () => {
    const on = await stage('email');
    await on.say('email', {
      text: 'See',
      attachment: { type: 'image', name: 'box.png', mimeType: 'image/png', url: `data:image/png;base64,${picture.toString('base64')}` },
    });
    const files = async () => {
      const [customer] = await customers(on);
      return customer ? filesOf(on, customer) : [];
    };
    await until(files).toMatchObject([{ type: 'image', name: 'box.png', mediaState: 'STORED', size: picture.length }]);
    const [file] = await files();
    expect(Buffer.from(await (await fetch(file?.url ?? '')).arrayBuffer())).toEqual(picture);
  });

  test('a machine’s answer is an event; a mail that comes back makes its message failed', async () => {
    const on = await stage('email');
    const { dialogue } = await wrote(on);
    const id = await answer(on, dialogue.id, 'Hello');
    await until(async () => (await delivery(on, id)).state).toBe('SENT');
    await on.control('email/away', { account: on.account('email').id });
    await until(async () => (await entries(on)).filter(({ name }) => name === 'auto_reply').length).toBe(1);
    await on.control('email/bounce', { account: on.account('email').id });
    await until(async () => (await message(on, id)).delivery).toMatchObject({ state: 'FAILED', error: { code: 'recipient_invalid' } });
  });

  test('an address that its server does not know is a failed message with the server’s words', async () => {
    const on = await stage('email');
    const { dialogue } = await wrote(on);
    await on.control('email/leave', { account: on.account('email').id });
    const id = await answer(on, dialogue.id, 'Hello');
    await until(async () => (await message(on, id)).delivery).toMatchObject({
      state: 'FAILED',
      error: { message: expect.stringContaining('user unknown') },
    });
  });
});
