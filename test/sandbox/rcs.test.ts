import { createHmac, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { rcs } from '../../sandbox/platforms/rcs/rcs.ts';
import { played } from './played.ts';

const robin = '+15550002222';
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The platform with a token and a short way to call it. */
async function agent(now?: () => number) {
  const on = await played(rcs, now);
  const { agentId, serviceAccountEmail, tokenUrl } = on.account.settings as Record<string, string>;
  const ask = async (claims: object = {}, grant_type = grant) => {
    const seconds = Math.floor((now?.() ?? Date.now()) / 1000);
    const scope = 'https://www.googleapis.com/auth/rcsbusinessmessaging';
    const all = { iss: serviceAccountEmail, scope, aud: tokenUrl, iat: seconds, exp: seconds + 3_600, ...claims };
    const [head, body] = [{ alg: 'RS256', typ: 'JWT' }, all].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = sign('sha256', Buffer.from(`${head}.${body}`), on.account.secrets.privateKey ?? '').toString('base64url');
    const form = new URLSearchParams({ grant_type, assertion: `${head}.${body}.${signature}` });
    const response = await on.call('/token', { method: 'POST', body: form });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const token = (await ask()).body.access_token;
  const call = async (method: string, path: string, body?: object, authorization = `Bearer ${token}`) => {
    const separator = path.includes('?') ? '&' : '?';
    const init = { method, headers: { authorization }, body: body && JSON.stringify(body) };
    const response = await on.call(`/v1${path}${separator}agentId=${encodeURIComponent(agentId ?? '')}`, init);
    return { status: response.status, body: (await response.json()) as { error?: { status: string } } };
  };
  const send = (contentMessage: object, id = 'msg_1-0', to = robin) =>
    call('POST', `/phones/${encodeURIComponent(to)}/agentMessages?messageId=${id}`, { contentMessage });
  const told = () => on.got.map(({ body }) => JSON.parse(Buffer.from(JSON.parse(body.toString()).message.data, 'base64').toString()));
  return { ...on, ask, api: call, send, told };
}

const path = (id: string) => `/phones/${encodeURIComponent(robin)}/agentMessages/${id}`;

test('what people say is signed over the data within', async () => {
  const { deed, got, account } = await agent();
  await deed('say', { text: 'Grüße' });
  const { message } = JSON.parse(got[0]?.body.toString() ?? '');
  const data = Buffer.from(message.data, 'base64');
  expect(JSON.parse(data.toString())).toMatchObject({ text: 'Grüße', senderPhoneNumber: robin, agentId: account.settings.agentId });
  const mac = createHmac('sha512', account.secrets.clientToken ?? '')
    .update(data)
    .digest('base64');
  expect(got[0]?.headers['x-goog-signature']).toBe(mac);
});

test('gives a token for a true assertion only, for an hour', async () => {
  let clock = Date.now();
  const { ask, send, api } = await agent(() => clock);
  expect(await ask({ aud: 'https://elsewhere.example' })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await ask({ iss: 'nobody@example.com' })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await ask({ scope: 'openid' })).toMatchObject({ status: 400 });
  expect(await ask({ exp: Math.floor(clock / 1000) + 90_000 })).toMatchObject({ status: 400 });
  expect(await ask({}, 'password')).toMatchObject({ body: { error: 'unsupported_grant_type' } });
  expect((await send({ text: 'x' })).status).toBe(200);
  expect(await api('POST', path('').slice(0, -1), {}, 'Bearer wrong')).toMatchObject({
    status: 401,
    body: { error: { status: 'UNAUTHENTICATED' } },
  });
  clock += 3_600_001;
  expect((await send({ text: 'x' }, 'msg_2-0')).status).toBe(401);
});

test('a message is delivered and read under the id it was given, and sent once', async () => {
  const { send, sent, told } = await agent();
  expect(await send({ text: 'One' })).toMatchObject({ status: 200, body: { name: `phones/${robin}/agentMessages/msg_1-0` } });
  await expect.poll(async () => (await sent()).map(({ state }) => state)).toEqual(['read']);
  expect(told()).toMatchObject([
    { eventType: 'DELIVERED', messageId: 'msg_1-0', senderPhoneNumber: robin },
    { eventType: 'READ', messageId: 'msg_1-0' },
  ]);
  expect(await send({ text: 'One' })).toMatchObject({ status: 409, body: { error: { status: 'ALREADY_EXISTS' } } });
  expect(await sent()).toHaveLength(1);
});

const reply = (text: string) => ({ reply: { text, postbackData: text } });
const card = { title: 'Kettle', suggestions: [reply('Buy')] };

test.each([
  ['3073 characters', { text: 'x'.repeat(3_073) }],
  ['12 suggestions', { text: 'x', suggestions: Array.from({ length: 12 }, () => reply('a')) }],
  ['a suggestion of 26', { text: 'x', suggestions: [reply('x'.repeat(26))] }],
  ['a row of one card', { richCard: { carouselCard: { cardWidth: 'MEDIUM', cardContents: [card] } } }],
  [
    'five suggestions on a card',
    { richCard: { carouselCard: { cardWidth: 'SMALL', cardContents: [card, { title: 'x', suggestions: Array(5).fill(reply('a')) }] } } },
  ],
  ['words and a file at once', { text: 'x', contentInfo: { fileUrl: 'https://a.example/b' } }],
  ['a key that there is not', { text: 'x', quickReplies: [] }],
])('refuses %s', async (_, content) => {
  const { send, sent } = await agent();
  expect(await send(content)).toMatchObject({ status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } });
  expect(await sent()).toEqual([]);
});

test('people tap suggestions, send places and files, type, stop and lose it', async () => {
  const { deed, send, told, api } = await agent();
  await deed('settings', { receipts: 'none' });
  await send({ richCard: { carouselCard: { cardWidth: 'MEDIUM', cardContents: [card, card] } } });
  const { messageId } = (await deed('say', { payload: 'Buy' })).body;
  await deed('say', { location: { latitude: 59.9, longitude: 10.7 } });
  await deed('say', {
    attachment: { type: 'image', url: `data:image/png;base64,${Buffer.from('png').toString('base64')}`, mimeType: 'image/png' },
  });
  await deed('typing');
  await deed('stop');
  const [tap, place, file, ...events] = told();
  expect(tap).toMatchObject({ suggestionResponse: { postbackData: 'Buy', text: 'Buy', type: 'REPLY' } });
  expect(place).toMatchObject({ location: { latitude: 59.9, longitude: 10.7 } });
  expect(await (await fetch(file.userFile.payload.fileUri)).text()).toBe('png');
  expect(events).toMatchObject([{ eventType: 'IS_TYPING' }, { eventType: 'UNSUBSCRIBE' }]);
  const event = (id: string, body: object) => api('POST', `/phones/${encodeURIComponent(robin)}/agentEvents?eventId=${id}`, body);
  expect((await event('e1', { eventType: 'READ', messageId })).status).toBe(200);
  expect((await event('e2', { eventType: 'READ', messageId: 'none' })).status).toBe(404);
  expect((await event('e1', { eventType: 'IS_TYPING' })).status).toBe(409);
  await deed('lose');
  expect(await send({ text: 'x' }, 'msg_2-0')).toMatchObject({ status: 404, body: { error: { status: 'NOT_FOUND' } } });
});

test('what no phone has yet can be taken back, once', async () => {
  const { deed, send, sent, api } = await agent();
  await send({ text: 'One' });
  await expect.poll(async () => (await sent()).map(({ state }) => state)).toEqual(['read']);
  expect((await api('DELETE', path('msg_1-0'))).status).toBe(400);
  await deed('settings', { receipts: 'none' });
  await send({ text: 'Two' }, 'msg_2-0');
  expect((await api('DELETE', path('msg_2-0'))).status).toBe(200);
  expect((await api('DELETE', path('msg_2-0'))).status).toBe(404);
});

test('the console wants its secret back', async () => {
  const { deed, product } = await agent();
  product.reply = ({ body }) => ({ status: 200, body: JSON.stringify({ secret: JSON.parse(body.toString()).secret }) });
  expect(await deed('verify')).toMatchObject({ status: 200, body: { ok: true } });
  product.reply = () => ({ status: 200, body: '{}' });
  expect(await deed('verify')).toMatchObject({ status: 502 });
});
