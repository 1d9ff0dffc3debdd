import { expect, test } from 'vitest';
import { inboundSamples, messaging, sample, take } from './payload.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, conduct, customers, delivery, entries, message, met } from './timeline.ts';

const at = '2026-09-10T00:26:40.000Z';
const said = (text: string | null, ...content: object[]) => ({
  kind: 'Message',
  direction: 'INBOUND',
  author: { kind: 'CUSTOMER' },
  at,
  text,
  content,
  delivery: null,
});
const echoed = (by: string, text: string) => ({
  kind: 'Message',
  direction: 'OUTBOUND',
  author: { kind: by },
  at,
  text,
  delivery: { state: 'SENT', sentAt: at },
});
const happened = (name: string, data: object) => ({ kind: 'Event', at, name, data });
const photo = 'https://scontent.example.net/v/photo.jpg?oh=abc&oe=6A00';
const like = 'https://scontent.example.net/t39/like.png';
const kettle = 'https://l.example.com/l.php?u=https%3A%2F%2Fshop.example.com%2Fp%2F42';
const control = { action: 'pass', previous_owner_app_id: '263902037430900', new_owner_app_id: '998877665544332', metadata: 'back to bot' };

/** What stands in the timeline after each sample, by its page. */
const becomes: Record<string, object[]> = {
  text: [said('Hi, is the blue kettle back in stock?', { type: 'text' })],
  'text-reply-to': [{ ...said('This one', { type: 'text' }), replyTo: null }],
  'attachment-image': [said(null, { type: 'image', url: photo })],
  'attachment-audio': [said(null, { type: 'audio', url: 'https://cdn.example.net/audioclip-1789000000.mp4' })],
  'attachment-fallback-link': [
    said('https://shop.example.com/p/42\nBlue kettle', { type: 'text' }, { type: 'link', url: kettle, text: 'Blue kettle' }),
  ],
  'attachment-post-share': [said('Autumn sale', { type: 'link', url: 'https://www.example.com/post/991' })],
  'attachment-sticker-transition': [said(null, { type: 'sticker', url: like, data: { platformId: '369239263222822' } })],
  'postback-button': [said('Talk to a person', { type: 'choice', data: { payload: 'handoff:human' } })],
  'postback-get-started-referral': [
    said('Get Started', { type: 'choice', data: { payload: 'GET_STARTED' } }),
    happened('referral', { ref: 'spring_poster' }),
  ],
  'referral-m-me': [happened('referral', { ref: 'footer_link', source: 'SHORTLINK', type: 'OPEN_THREAD' })],
  'account-linking': [happened('account_linked', { status: 'linked', authorization_code: 'passthrough_8812' })],
  'thread-control-pass': [happened('thread_control', control)],
  standby: [happened('standby', { from: 'customer', text: 'hello?' })],
  'echo-page-inbox-human': [echoed('PLATFORM', 'Dana here, happy to help!')],
  // Our own app, but a message of ours that this workspace knows nothing of.
  'echo-own-app': [echoed('APP', 'Yes, it is back today.')],
  // About messages that were never here, or about the page: kept, and nothing to show.
  reaction: [],
  'reaction-removed': [],
  delivery: [],
  read: [],
  'policy-enforcement': [],
};
/** These have a test of their own. */
const elsewhere = ['batched-multi-entry'];

const last = { message: { mid: 'm_LAST', text: 'last' } };

/** A message of ours that the platform took, and what it calls it. */
async function answered(on: Stage) {
  await conduct(on, 'messenger', { receipts: 'none' });
  const { dialogue, said: first } = await met(on, 'messenger', { text: 'Is it back?' });
  const id = await answer(on, dialogue.id, 'Yes, it is back today.');
  await until(async () => (await delivery(on, id)).state).toBe('SENT');
  const [sent] = await on.sent('messenger');
  return { id, mid: sent!.messageId, first };
}

story('Messenger: what a webhook becomes', () => {
  test.each(Object.entries(becomes))('%s stands in the timeline as its page says, once however often it comes', async (name, expected) => {
    const on = await stage();
    const page = on.account('messenger');
    for (let times = 0; times < 2; times++) await take(on, page, sample('messenger', name));
    await take(on, page, messaging(last));
    await until(() => entries(on)).toMatchObject([...expected, { text: 'last' }]);
    const [customer, ...others] = await customers(on);
    expect(others).toEqual([]);
    expect(customer!.identities).toMatchObject([
      { channelId: 'messenger', channelAccount: { id: page.id }, kind: 'psid', value: '7000000000000001' },
    ]);
  });

  test('each row above is a sample', () => {
    expect(inboundSamples('messenger')).toEqual(expect.arrayContaining([...Object.keys(becomes), ...elsewhere]));
  });

  test('a reply of the customer points to the message of ours it answers', async () => {
    const on = await stage();
    const { id, mid } = await answered(on);
    await take(on, on.account('messenger'), sample('messenger', 'text-reply-to', { m_OUT0009zzzz: mid }));
    await until(async () => (await entries(on)).find(({ text }) => text === 'This one')?.replyTo).toEqual({
      id,
      text: 'Yes, it is back today.',
    });
  });

  test('a reaction to a message of ours comes, changes and goes', async () => {
    const on = await stage();
    const page = on.account('messenger');
    const { id, mid } = await answered(on);
    const reactions = async () => (await message(on, id)).reactions;
    await take(on, page, sample('messenger', 'reaction', { m_OUT0009zzzz: mid }));
    await until(reactions).toMatchObject([{ emoji: '❤️', by: 'CUSTOMER', at }]);
    await take(on, page, messaging({ reaction: { reaction: 'wow', action: 'react', mid } }));
    await until(reactions).toMatchObject([{ emoji: '😮', by: 'CUSTOMER' }]);
    await take(on, page, sample('messenger', 'reaction-removed', { m_OUT0009zzzz: mid, 1789000000000: String(Date.now() + 1) }));
    await until(reactions).toEqual([]);
  });

  test('a reaction to what the customer said comes and goes', async () => {
    const on = await stage();
    const { said: hello } = await met(on, 'messenger', { id: 'm_HELLO' });
    await on.control('messenger/react', { account: on.account('messenger').id, messageId: 'm_HELLO', emoji: '👍' });
    await until(async () => (await message(on, hello.id)).reactions).toMatchObject([{ emoji: '👍', by: 'CUSTOMER' }]);
    await on.control('messenger/react', { account: on.account('messenger').id, messageId: 'm_HELLO' });
    await until(async () => (await message(on, hello.id)).reactions).toEqual([]);
  });

  test('delivery and read marks move our message forward, and never back', async () => {
    const on = await stage();
    const page = on.account('messenger');
    const { id, mid } = await answered(on);
    await take(on, page, sample('messenger', 'delivery', { m_OUT0009zzzz: mid }));
    await until(() => delivery(on, id)).toMatchObject({ state: 'DELIVERED', deliveredAt: at });
    await take(on, page, sample('messenger', 'read', { 1788999999700: String(Date.now()) }));
    await until(() => delivery(on, id)).toMatchObject({ state: 'READ', readAt: at, deliveredAt: at });
    await take(on, page, messaging({ delivery: { mids: [mid], watermark: Date.now() } }));
    await take(on, page, messaging(last));
    await until(async () => (await entries(on)).at(-1)?.text).toBe('last');
    expect(await delivery(on, id)).toMatchObject({ state: 'READ', readAt: at, deliveredAt: at });
  });

  test('the echo of our own message never doubles it', async () => {
    const on = await stage();
    const { id, mid } = await answered(on);
    await take(on, on.account('messenger'), sample('messenger', 'echo-own-app', { m_OUT0009zzzz: mid }));
    await take(on, on.account('messenger'), messaging(last));
    await until(() => entries(on)).toMatchObject([{ text: 'Is it back?' }, { id, author: { kind: 'AGENT' } }, { text: 'last' }]);
  });

  test('an edit shows the new text and when; one that arrives after a later one changes nothing', async () => {
    const on = await stage();
    const page = on.account('messenger');
    const { said: hello } = await met(on, 'messenger', { id: 'm_HELLO', text: 'Helo' });
    const edit = (text: string, num_edit: number | string, timestamp: number) =>
      take(on, page, messaging({ timestamp, message_edit: { mid: 'm_HELLO', text, num_edit } }));
    const now = Date.now();
    await edit('Hello there', '2', now + 2_000);
    await until(() => message(on, hello.id)).toMatchObject({ text: 'Hello there', editedAt: new Date(now + 2_000).toISOString() });
    await edit('Hello', 1, now + 1_000);
    await take(on, page, messaging({ timestamp: now + 3_000, ...last }));
    await until(() => entries(on)).toMatchObject([{ text: 'Hello there', content: [{ type: 'text' }], at: hello.at }, { text: 'last' }]);
  });

  test('what the customer takes back is gone, and its place stays', async () => {
    const on = await stage();
    const { said: hello } = await met(on, 'messenger', { id: 'm_HELLO', text: 'My card is 4111' });
    await on.control('messenger/unsend', { account: on.account('messenger').id, messageId: 'm_HELLO' });
    await until(() => message(on, hello.id)).toMatchObject({ text: null, content: [], at: hello.at });
    expect((await message(on, hello.id)).unsentAt).not.toBeNull();
    await on.control('messenger/edit', { account: on.account('messenger').id, messageId: 'm_HELLO', text: 'Is back' });
    await take(on, on.account('messenger'), messaging(last));
    await until(() => entries(on)).toMatchObject([{ text: null, content: [] }, { text: 'last' }]);
  });

  test.each([
    [
      'an opt-in',
      { optin: { type: 'notification_messages', payload: 'news' } },
      [{ kind: 'Event', name: 'optin', data: { payload: 'news' } }],
    ],
    [
      'a wish for the thread',
      { request_thread_control: { requested_owner_app_id: '1' } },
      [{ name: 'thread_control', data: { action: 'request' } }],
    ],
    [
      'another app',
      {
        sender: { id: '110200300400500' },
        recipient: { id: '7000000000000001' },
        message: { mid: 'm_2', is_echo: true, app_id: 5, text: 'Bot' },
      },
      [{ author: { kind: 'APP' }, text: 'Bot' }],
    ],
    ['something unheard of', { flying_kettle: { speed: 9 } }, []],
  ])('%s is taken, and shown where it is known', async (_name, item, expected) => {
    const on = await stage();
    await take(on, on.account('messenger'), messaging(item));
    await take(on, on.account('messenger'), messaging(last));
    await until(() => entries(on)).toMatchObject([...expected, { text: 'last' }]);
  });
});
