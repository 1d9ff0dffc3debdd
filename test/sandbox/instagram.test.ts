import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { instagram } from '../../sandbox/platforms/instagram/instagram.ts';
import { played } from './played.ts';

const robin = '900000000000001';
const day = 86_400_000;

/** The platform with a short way to send by it. */
async function account(now?: () => number) {
  const on = await played(instagram, now);
  const post = async (body: object, token = on.account.secrets.accessToken) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await on.call('/v26.0/me/messages', { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, Record<string, unknown>> };
  };
  const send = (message: object, more: object = {}) => post({ recipient: { id: robin }, message, ...more });
  const events = () => on.got.map(({ body }) => JSON.parse(body.toString()).entry[0].messaging[0]);
  return { ...on, post, send, events };
}

const codes = ({ status, body }: { status: number; body: Record<string, Record<string, unknown>> }) => [
  status,
  body.error?.code,
  body.error?.error_subcode,
];

test('what people write is signed over the bytes on the wire', async () => {
  const { deed, got, account: own } = await account();
  await deed('say', { text: 'Grüße' });
  const [taken] = got;
  const mac = createHmac('sha256', own.secrets.appSecret ?? '')
    .update(taken?.body ?? '')
    .digest('hex');
  expect(taken?.headers['x-hub-signature-256']).toBe(`sha256=${mac}`);
  expect(taken?.body.toString()).toContain('\\u00fc');
  expect(JSON.parse(taken?.body.toString() ?? '')).toMatchObject({ object: 'instagram', entry: [{ id: own.settings.accountId }] });
});

test('an echo without an app follows a send, then that it was read; never that it was delivered', async () => {
  const { deed, send, events, sent } = await account();
  await deed('say');
  const { body } = await send({ text: 'Yes' });
  await expect.poll(async () => (await sent()).map(({ state }) => state)).toEqual(['read']);
  expect(events().slice(1)).toMatchObject([
    { recipient: { id: robin }, message: { mid: body.message_id, text: 'Yes', is_echo: true } },
    { sender: { id: robin }, read: { mid: body.message_id } },
  ]);
  expect(events()[1].message).not.toHaveProperty('app_id');
});

test('text is measured in bytes', async () => {
  const { deed, send } = await account();
  await deed('say');
  expect((await send({ text: 'ø'.repeat(500) })).status).toBe(200);
  expect(codes(await send({ text: `${'ø'.repeat(500)}x` }))).toEqual([400, 100, 2534015]);
});

test('refuses what has no place there, whom nobody knows, and what comes late', async () => {
  let clock = Date.now();
  const { deed, send, post } = await account(() => clock);
  expect(codes(await send({ text: 'x' }))).toEqual([400, 100, 2534014]);
  await deed('say', { timestamp: clock });
  const call = { type: 'phone_number', title: 'Call', payload: '+4740000000' };
  const template = { template_type: 'button', text: 'x', buttons: [call] };
  expect(codes(await send({ attachment: { type: 'template', payload: template } }))).toEqual([400, 100, 2534015]);
  expect(codes(await send({ text: 'x', metadata: 'msg_1' }))).toEqual([400, 100, 2534015]);
  expect(codes(await post({ recipient: { id: robin }, message: { text: 'x' } }, 'wrong'))).toEqual([400, 190, 467]);
  clock += day + 1;
  expect(codes(await send({ text: 'x' }))).toEqual([403, 10, 2534022]);
  expect((await send({ text: 'x' }, { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })).status).toBe(200);
  clock += 7 * day;
  expect(codes(await send({ text: 'x' }, { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }))).toEqual([403, 10, 2534022]);
});

test('people tap, react, edit, unsend, and the business answers on its phone', async () => {
  const { deed, send, events } = await account();
  await deed('settings', { receipts: 'none' });
  const { messageId } = (await deed('say')).body;
  await send({ text: 'Which?', quick_replies: [{ content_type: 'text', title: 'The blue one that we showed', payload: 'blue' }] });
  await expect.poll(() => events().length).toBe(2);
  await deed('say', { payload: 'blue' });
  await deed('react', { emoji: '❤️' });
  await deed('edit', { messageId, text: 'Do you ship?' });
  await deed('unsend', { messageId });
  await deed('answer', { text: 'We do' });
  expect(events().slice(2)).toMatchObject([
    { message: { text: 'The blue one that we', quick_reply: { payload: 'blue' } } },
    { reaction: { action: 'react', reaction: 'love', emoji: '❤️' } },
    { message_edit: { mid: messageId, text: 'Do you ship?', num_edit: 1 } },
    { message: { mid: messageId, is_deleted: true } },
    { recipient: { id: robin }, message: { text: 'We do', is_echo: true } },
  ]);
});

test('sounds and videos go slower than words', async () => {
  const now = Date.now();
  const { deed, send } = await account(() => now);
  await deed('say');
  const video = { attachment: { type: 'video', payload: { url: 'https://a.example/b.mp4' } } };
  for (let n = 0; n < 10; n++) expect((await send(video)).status).toBe(200);
  expect(codes(await send(video))).toEqual([400, 613, 2534040]);
  expect((await send({ text: 'x' })).status).toBe(200);
});
