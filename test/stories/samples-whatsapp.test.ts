import { expect, test } from 'vitest';
import { change, inboundSamples, sample, take, waMessage } from './payload.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, conduct, customers, delivery, entries, message, met } from './timeline.ts';

const at = '2026-09-10T00:26:40.000Z';
const bsuid = 'US.13491208655302741918';
const said = (text: string | null, ...content: object[]) => ({
  kind: 'Message',
  direction: 'INBOUND',
  author: { kind: 'CUSTOMER' },
  at,
  text,
  content,
  delivery: null,
});
const harbour = { latitude: 59.9139, longitude: 10.7522, name: 'Harbour Square', address: 'Harbour Square 1, Oslo' };

/** What stands in the timeline after each sample, by its page. */
const becomes: Record<string, object[]> = {
  text: [said('Does it come in another colour?', { type: 'text' })],
  'text-bsuid-only': [said('Hi from a username-only user', { type: 'text' })],
  'text-legacy-no-bsuid': [said('Hello', { type: 'text' })],
  'text-reply-to': [{ ...said('the second one', { type: 'text' }), replyTo: null }],
  'text-forwarded': [{ ...said('look', { type: 'text' }), replyTo: null }],
  'text-ctwa-referral': [
    said('Can I get more info?', { type: 'text' }),
    { kind: 'Event', at, name: 'referral', data: { source_type: 'ad', source_id: '120226305854810726', headline: 'Chat with us' } },
  ],
  image: [
    said('It arrived broken', {
      type: 'image',
      // Only our token may follow it.
      url: null,
      mimeType: 'image/jpeg',
      data: { caption: 'It arrived broken', platformId: '1003383421387256' },
    }),
  ],
  video: [
    said('see the leak', {
      type: 'video',
      url: null,
      mimeType: 'video/mp4',
      data: { caption: 'see the leak', platformId: '1003383421387259' },
    }),
  ],
  document: [said('Receipt', { type: 'file', mimeType: 'application/pdf', data: { name: 'receipt.pdf', caption: 'Receipt' } })],
  'audio-voice-note': [said(null, { type: 'audio', mimeType: 'audio/ogg; codecs=opus', data: { platformId: '1003383421387258' } })],
  sticker: [said(null, { type: 'sticker', mimeType: 'image/webp', data: { platformId: '1003383421387260' } })],
  location: [said('Harbour Square, Harbour Square 1, Oslo', { type: 'location', data: harbour })],
  contacts: [said('Kim Lund', { type: 'contact', text: 'Kim Lund', data: { phones: ['+47 400 00 000'] } })],
  'interactive-button-reply': [said('Yes', { type: 'choice', text: 'Yes', data: { payload: 'confirm:yes' } })],
  'interactive-list-reply': [said('Tuesday 10:00', { type: 'choice', data: { payload: 'slot_2' } })],
  'interactive-flow-reply': [said('flow', { type: 'form', data: { name: 'flow', fields: { flow_token: 'ft-123', first_name: 'Robin' } } })],
  'template-button': [said('Stop', { type: 'choice', data: { payload: 'optout' } }), { kind: 'Event', name: 'opted_out' }],
  unsupported: [said(null, { type: 'unsupported', data: { reason: 'Message type unknown' } })],
  'smb-message-echo': [
    {
      kind: 'Message',
      direction: 'OUTBOUND',
      author: { kind: 'PLATFORM' },
      text: 'Typed on the phone by staff',
      delivery: { state: 'SENT' },
    },
  ],
  // About messages that were never here: kept, and nothing to show.
  'reaction-removed': [],
  'edit-coexistence-only': [],
  'status-delivered': [],
  'status-failed-ecosystem': [],
  'status-failed-media-download': [],
  'status-failed-undeliverable': [],
  'status-failed-window-closed': [],
};
/** These have a test of their own, here or beside. */
const elsewhere = ['system-user-changed-number'];

const last = { type: 'text', text: { body: 'last' } };

/** A message of ours that the platform took, and what it calls it. */
async function answered(on: Stage) {
  await conduct(on, 'whatsapp', { receipts: 'none' });
  const { dialogue, said: first } = await met(on, 'whatsapp', { text: 'Is it back?' });
  const id = await answer(on, dialogue.id, 'Yes, it is back today.');
  await until(async () => (await delivery(on, id)).state).toBe('SENT');
  const [sent] = await on.sent('whatsapp');
  return { id, wamid: sent!.messageId, first };
}

story('WhatsApp: what a webhook becomes', () => {
  test.each(Object.entries(becomes))('%s stands in the timeline as its page says, once however often it comes', async (name, expected) => {
    const on = await stage();
    const number = on.account('whatsapp');
    for (let times = 0; times < 2; times++) await take(on, number, sample('whatsapp', name));
    await take(on, number, waMessage(last, name === 'text-bsuid-only' ? { from_user_id: bsuid } : undefined));
    await until(() => entries(on)).toMatchObject([...expected, { text: 'last' }]);
    const all = await customers(on);
    expect(all).toMatchObject([{ identities: [{ channelId: 'whatsapp', channelAccount: { id: number.id } }] }]);
  });

  test('each row above is a sample', () => {
    expect(inboundSamples('whatsapp')).toEqual(expect.arrayContaining([...Object.keys(becomes), ...elsewhere]));
  });

  test.each([
    ['text-reply-to', 'wamid.OUT0001'],
    ['interactive-button-reply', 'wamid.OUT0002'],
    ['interactive-list-reply', 'wamid.OUT0003'],
    ['interactive-flow-reply', 'wamid.OUT0004'],
    ['template-button', 'wamid.OUT0005'],
  ])('%s points to the message of ours it answers', async (name, named) => {
    const on = await stage();
    const { id, wamid } = await answered(on);
    await take(on, on.account('whatsapp'), sample('whatsapp', name, { [named]: wamid }));
    await until(async () => (await entries(on)).find((entry) => entry.at === at)?.replyTo).toEqual({ id, text: 'Yes, it is back today.' });
  });

  test('a reaction to a message of ours comes and goes', async () => {
    const on = await stage();
    const { id, wamid } = await answered(on);
    const number = on.account('whatsapp');
    const reactions = async () => (await message(on, id)).reactions;
    const earlier = { timestamp: '1788999999' };
    await take(on, number, waMessage({ ...earlier, type: 'reaction', reaction: { message_id: wamid, emoji: '🎉' } }));
    await until(reactions).toMatchObject([{ emoji: '🎉', by: 'CUSTOMER' }]);
    await take(on, number, sample('whatsapp', 'reaction-removed', { 'wamid.OUT0001': wamid }));
    await until(reactions).toEqual([]);
  });

  test('a reaction to what the customer said comes, changes and goes', async () => {
    const on = await stage();
    const { said: hello } = await met(on, 'whatsapp', { id: 'wamid.HELLO' });
    const react = (emoji?: string) => on.control('whatsapp/react', { account: on.account('whatsapp').id, messageId: 'wamid.HELLO', emoji });
    const reactions = async () => (await message(on, hello.id)).reactions.map(({ emoji }) => emoji);
    await react('👍');
    await until(reactions).toEqual(['👍']);
    await react('🙏');
    await until(reactions).toEqual(['🙏']);
    await react();
    await until(reactions).toEqual([]);
  });

  test('an edit shows the new text and when', async () => {
    const on = await stage();
    const number = on.account('whatsapp');
    await take(on, number, sample('whatsapp', 'text', { 'wamid.HBgLMTU1NTAwMDIyMjIVAgASGBQzQTAwMDE=': 'wamid.ORIG0001' }));
    await take(on, number, sample('whatsapp', 'edit-coexistence-only'));
    await until(() => entries(on)).toMatchObject([{ ...said('Does it come in green?', { type: 'text' }), editedAt: at, unsentAt: null }]);
  });

  test('what the customer takes back is gone, and its place stays', async () => {
    const on = await stage();
    const { said: hello } = await met(on, 'whatsapp', { id: 'wamid.HELLO' });
    await on.control('whatsapp/unsend', { account: on.account('whatsapp').id, messageId: 'wamid.HELLO' });
    await until(() => entries(on)).toMatchObject([{ id: hello.id, text: null, content: [], at: hello.at, unsentAt: expect.any(String) }]);
  });

  test('delivered is told of the message, and read stands for delivered', async () => {
    const on = await stage();
    const { id, wamid } = await answered(on);
    const number = on.account('whatsapp');
    const status = (name: string) => sample('whatsapp', 'status-delivered', { 'wamid.OUT0001': wamid, '"delivered"': `"${name}"` });
    await take(on, number, status('read'));
    await until(() => delivery(on, id)).toMatchObject({ state: 'READ', readAt: at, deliveredAt: null });
    await take(on, number, status('delivered'));
    await until(() => delivery(on, id)).toMatchObject({ state: 'READ', readAt: at, deliveredAt: at });
  });

  test.each([
    ['status-failed-ecosystem', 'suppressed_by_platform', '131049'],
    ['status-failed-media-download', 'transient', '131053'],
    ['status-failed-undeliverable', 'recipient_invalid', '131026'],
    ['status-failed-window-closed', 'window_closed', '131047'],
  ])('%s is a failed message that says why', async (name, code, number) => {
    const on = await stage();
    const { id, wamid } = await answered(on);
    await take(on, on.account('whatsapp'), sample('whatsapp', name, { 'wamid.OUT0001': wamid }));
    await until(() => delivery(on, id)).toMatchObject({
      state: 'FAILED',
      failedAt: at,
      error: { code, message: expect.stringContaining(number) },
    });
  });

  test.each([
    ['a field unheard of', change({ kettles: [{ id: 'k1' }] }, 'kettle_update'), []],
    ['a change of the account', change({ event: 'FLAGGED', current_limit: 'TIER_250' }, 'phone_number_quality_update'), []],
    ['a fault of the account', change({ errors: [{ code: 130429, title: 'Rate limit hit' }] }), []],
    [
      'a wish to hear no more',
      change({ user_preferences: [{ wa_id: '15550002222', category: 'marketing', value: 'stop' }] }, 'user_preferences'),
      [{ kind: 'Event', name: 'opted_out', data: { value: 'stop' } }],
    ],
    ['a first look into the chat', waMessage({ type: 'request_welcome' }), [{ kind: 'Event', name: 'request_welcome' }]],
    [
      'what another app is told',
      change({ messages: [{ from: '15550002222', id: 'wamid.S', timestamp: '1789000000', ...last }] }, 'standby'),
      [{ kind: 'Event', name: 'standby', data: { from: 'customer', text: 'last' } }],
    ],
    ['a word in a group', waMessage({ group_id: 'g1', ...last }), [{ kind: 'Event', name: 'group_message', data: { group_id: 'g1' } }]],
  ])('%s is taken, and shown where it is about a customer', async (_name, body, expected) => {
    const on = await stage();
    await take(on, on.account('whatsapp'), body);
    await take(on, on.account('whatsapp'), waMessage({ ...last, timestamp: String(Math.floor(Date.now() / 1000) + 1) }));
    await until(() => entries(on)).toMatchObject([...expected, { kind: 'Message', text: 'last' }]);
  });
});
