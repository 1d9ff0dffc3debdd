import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { apple } from '../../sandbox/platforms/apple/apple.ts';
import { bid } from '../../sandbox/platforms/apple/checks.ts';
import { played } from './played.ts';

const robin = 'urn:mbid:AQAAYyUbut6E4B3T9FLv5EbGexampleOpaqueIdBase64==';
const iv = Buffer.alloc(16);

/** The platform with a token and a short way to call it. */
async function business(now: () => number = Date.now) {
  const on = await played(apple, now);
  const { businessId, mspId } = on.account.settings as Record<string, string>;
  const key = Buffer.from(on.account.secrets.mspSecret ?? '', 'base64');
  const token = (claims: object = {}) => {
    const all = { iss: mspId, iat: Math.floor(now() / 1000), ...claims };
    const said = [{ alg: 'HS256' }, all].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${said}.${createHmac('sha256', key).update(said).digest('base64url')}`;
  };
  const api = (method: string, path: string, headers: Record<string, string>, body?: string | Uint8Array, claims?: object) =>
    on.call(path, {
      method,
      headers: { authorization: `Bearer ${token(claims)}`, 'source-id': businessId ?? '', ...headers },
      body: body && Buffer.from(body),
    });
  const send = async (said: object, { id = randomUUID() as string, to = robin, headers = {}, claims = {} } = {}) => {
    const body = { v: 1, id, sourceId: businessId, destinationId: to, ...said };
    const response = await api('POST', '/v1/message', { id, 'destination-id': to, ...headers }, JSON.stringify(body), claims);
    return [response.status, await response.text()];
  };
  const told = () => on.got.map(({ body }) => JSON.parse(gunzipSync(body).toString()));
  return { ...on, businessId, mspId, key, api, send, told };
}

const hello = { type: 'text', body: 'Yes' };
const quick = (items: object[]) => ({
  type: 'interactive',
  interactiveData: { bid, data: { version: '1.0', requestIdentifier: 'r1', 'quick-reply': { summaryText: 'Which?', items } } },
});
const items = ['a', 'b'].map((identifier) => ({ identifier, title: identifier.toUpperCase() }));

test('what people write comes zipped, with a token of this hour, below the endpoint', async () => {
  const { deed, got, told, key, mspId, businessId } = await business();
  await deed('say', { text: 'Grüße', more: { intent: 'billing', capabilities: ['QUICK'] } });
  const [{ headers, url }] = got as [(typeof got)[0]];
  expect(url).toBe('/webhooks/acc_1/message');
  expect(headers).toMatchObject({
    'content-encoding': 'gzip',
    'source-id': robin,
    'destination-id': businessId,
    'capability-list': 'QUICK',
  });
  expect(told()).toMatchObject([{ v: 1, id: headers.id, sourceId: robin, type: 'text', body: 'Grüße', intent: 'billing' }]);
  const [head, claims, signature] = headers.authorization?.replace('Bearer ', '').split('.') ?? [];
  expect(JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())).toMatchObject({ aud: mspId, iat: expect.any(Number) });
  expect(createHmac('sha256', key).update(`${head}.${claims}`).digest('base64url')).toBe(signature);
});

test('the same id twice is one message; the answer is empty', async () => {
  const { deed, send, sent } = await business();
  await deed('say');
  const id = randomUUID();
  expect(await send(hello, { id })).toEqual([200, '']);
  expect(await send(hello, { id })).toEqual([200, '']);
  expect(await sent()).toMatchObject([{ messageId: id, text: 'Yes', to: robin }]);
});

test('refuses a stale or strange token, who never wrote, and who closed the conversation until they write', async () => {
  const { deed, send } = await business();
  expect(await send(hello)).toEqual([404, '']);
  await deed('say');
  expect(await send(hello, { claims: { iat: Math.floor(Date.now() / 1000) - 3_700 } })).toEqual([403, '']);
  expect(await send(hello, { claims: { iss: 'another' } })).toEqual([403, '']);
  await deed('close');
  expect(await send(hello)).toEqual([410, '']);
  await deed('say');
  expect(await send(hello)).toEqual([200, '']);
  expect((await send(hello, { to: 'tel:+15550002222' }))[0]).toBe(400);
  const notification = { templateId: 't', referenceId: 'r', locale: 'en_US' };
  const invitation = { type: 'interactive', interactiveData: { bid, data: { version: '1.0', requestIdentifier: 'r1', notification } } };
  expect(await send(invitation, { to: 'tel:+15550002222', headers: { 'message-type': 'notification' } })).toEqual([200, '']);
});

test.each([
  ['one quick reply', quick(items.slice(0, 1))],
  ['six quick replies', quick([...items, ...items, ...items])],
  ['a file without its mark', { type: 'text', body: 'x', attachments: [] }],
  ['a mark without its file', { type: 'text', body: '\ufffc' }],
  ['nothing', { type: 'text', body: '' }],
  ['an id that is none', { ...hello, id: 'msg_1' }],
  ['data of a third party', { type: 'interactive', interactiveData: { bid: 'com.example', appId: 1, data: {} } }],
])('refuses %s in plain words', async (_, said) => {
  const { deed, send, sent } = await business();
  await deed('say');
  expect(await send(said)).toEqual([400, expect.stringMatching(/^400 Bad Request : /)]);
  expect(await sent()).toEqual([]);
});

test('people choose, inside the message or by reference, where their device can', async () => {
  const { deed, send, told, api } = await business();
  await deed('say', { more: { capabilities: ['LIST'] } });
  expect((await send(quick(items)))[0]).toBe(400);
  await deed('say');
  expect(await send(quick(items))).toEqual([200, '']);
  await deed('say', { payload: 'b' });
  const { data } = told()[2].interactiveData;
  expect(data).toMatchObject({ requestIdentifier: 'r1', 'quick-reply': { selectedIndex: 1 }, replyMessage: { title: 'B' } });
  await deed('say', { payload: 'a', more: { large: true } });
  const { url, owner, key, 'signature-base64': signature } = told()[3].interactiveDataRef;
  const where = (await (await api('GET', '/v1/preDownload', { url, owner, signature })).json()) as Record<string, string>;
  const closed = Buffer.from(await (await fetch(where['download-url'] ?? '')).arrayBuffer());
  const bytes = createDecipheriv('aes-256-ctr', Buffer.from(key.slice(2), 'hex'), iv).update(closed);
  const decoded = (await (await api('POST', '/v1/decodePayload', { bid }, bytes)).json()) as Record<string, object>;
  expect(decoded.interactiveData).toMatchObject({ bid, data: { 'quick-reply': { selectedIndex: 0 } } });
});

test('files of people are enciphered, and fetched by their signature', async () => {
  const { deed, told, api } = await business();
  await deed('say', {
    text: 'Look',
    attachment: { type: 'image', url: 'data:image/png;base64,AQID', name: 'a.png', mimeType: 'image/png' },
  });
  const { body, attachments } = told()[0];
  expect(body).toBe('Look \ufffc');
  const [{ url, owner, key, signature, size }] = attachments;
  expect([size, key]).toEqual(['3', expect.stringMatching(/^00[0-9a-f]{64}$/)]);
  const encoded = Buffer.from(signature, 'hex').toString('base64');
  expect((await api('GET', '/v1/preDownload', { url, owner, signature: 'x' })).status).toBe(400);
  const where = (await (await api('GET', '/v1/preDownload', { url, owner, signature: encoded })).json()) as Record<string, string>;
  const closed = Buffer.from(await (await fetch(where['download-url'] ?? '')).arrayBuffer());
  expect([...createDecipheriv('aes-256-ctr', Buffer.from(key.slice(2), 'hex'), iv).update(closed)]).toEqual([1, 2, 3]);
});

test('files of the business are seen as they were, when the message tells all it takes', async () => {
  const { deed, api, send, sent } = await business();
  await deed('say');
  const file = randomBytes(1_000);
  const key = randomBytes(32);
  const closed = createCipheriv('aes-256-ctr', key, iv).update(file);
  const where = (await (await api('GET', '/v1/preUpload', { size: '1000' })).json()) as Record<string, string>;
  const there = await fetch(where['upload-url'] ?? '', { method: 'POST', body: closed });
  const { singleFile } = (await there.json()) as { singleFile: { fileChecksum: string } };
  const attachment = {
    name: 'a.bin',
    'mime-type': 'application/octet-stream',
    size: '1000',
    'signature-base64': singleFile.fileChecksum,
    key: `00${key.toString('hex')}`,
    url: where['mmcs-url'],
    owner: where['mmcs-owner'],
  };
  const message = (part: object) => ({ type: 'text', body: '\ufffc', attachments: [{ ...attachment, ...part }] });
  expect((await send(message({ 'signature-base64': 'AAAA' })))[0]).toBe(400);
  expect((await send(message({ url: 'https://p01-content.example.icloud.com/M1' })))[0]).toBe(400);
  expect(await send(message({}))).toEqual([200, '']);
  expect(await sent()).toMatchObject([{ type: 'file', request: { seen: [{ sha256: createHash('sha256').update(file).digest('hex') }] } }]);
});

test('a reaction comes as a text; typing and an end are told', async () => {
  const { deed, send, told } = await business();
  await deed('say');
  await send(hello);
  await deed('react', { emoji: '👍' });
  await deed('typing');
  await deed('typing', { more: { on: false } });
  await deed('close');
  expect(told().slice(1)).toMatchObject([{ body: 'Liked “Yes”' }, { type: 'typing_start' }, { type: 'typing_end' }, { type: 'close' }]);
});
