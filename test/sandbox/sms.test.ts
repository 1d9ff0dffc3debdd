import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { sms } from '../../sandbox/platforms/sms/sms.ts';
import { played } from './played.ts';

const robin = '+15550002222';

/** The platform with a short way to call it. */
async function account(now?: () => number) {
  const on = await played(sms, now);
  const { accountSid, phoneNumber } = on.account.settings as { accountSid: string; phoneNumber: string };
  const token = on.account.secrets.authToken ?? '';
  const authorization = (password = token) => `Basic ${Buffer.from(`${accountSid}:${password}`).toString('base64')}`;
  const base = `/2010-04-01/Accounts/${accountSid}`;
  const read = async (response: Response) => ({ status: response.status, body: (await response.json()) as Record<string, unknown> });
  const send = async (fields: [string, string][] = [], password = token) => {
    const form = new URLSearchParams([['To', robin], ['From', phoneNumber], ...fields]);
    return read(
      await on.call(`${base}/Messages.json`, { method: 'POST', headers: { authorization: authorization(password) }, body: form }),
    );
  };
  const get = (path: string) => on.call(`${base}${path}`, { headers: { authorization: authorization() }, redirect: 'manual' });
  return { ...on, phoneNumber, token, send, get, read, base };
}

const fields = ({ body }: { body: Buffer }) => Object.fromEntries(new URLSearchParams(body.toString()));

test('what people write comes as a form, signed over the whole address', async () => {
  const { deed, got, token, account: own, phoneNumber } = await account();
  await deed('say', { text: 'a & b = ü' });
  const [taken] = got;
  const said = fields(taken!);
  expect(said).toMatchObject({ Body: 'a & b = ü', From: robin, To: phoneNumber, NumMedia: '0', SmsStatus: 'received' });
  const sorted = Object.keys(said)
    .sort()
    .map((name) => `${name}${said[name]}`)
    .join('');
  const mac = createHmac('sha1', token).update(`${own.webhookUrl}${sorted}`).digest('base64');
  expect(taken?.headers).toMatchObject({ 'x-twilio-signature': mac, 'content-type': 'application/x-www-form-urlencoded' });
});

test('how far a message got is told where the message asked for it, and nowhere else', async () => {
  const { send, got, sent, account: own, token } = await account();
  expect(await send([['Body', 'One']])).toMatchObject({ status: 201, body: { status: 'queued', error_code: null, body: 'One' } });
  const { body } = await send([
    ['Body', 'Two'],
    ['StatusCallback', `${own.webhookUrl}?message=msg_1`],
  ]);
  await expect.poll(async () => (await sent()).map(({ state }) => state)).toEqual(['sent', 'delivered']);
  expect(got.map(fields)).toMatchObject([
    { MessageSid: body.sid, MessageStatus: 'sent' },
    { MessageSid: body.sid, MessageStatus: 'delivered' },
  ]);
  expect(got[0]?.url).toBe('/webhooks/acc_1?message=msg_1');
  const said = fields(got[0]!);
  const sorted = Object.keys(said)
    .sort()
    .map((name) => `${name}${said[name]}`)
    .join('');
  const mac = createHmac('sha1', token).update(`${own.webhookUrl}?message=msg_1${sorted}`).digest('base64');
  expect(got[0]?.headers['x-twilio-signature']).toBe(mac);
});

test('refuses with the codes of the page', async () => {
  const { send, deed, phoneNumber, call, base } = await account();
  const code = async (given: [string, string][]) => (await send(given)).body.code;
  expect(await code([])).toBe(21602);
  expect(await code([['Body', 'x'.repeat(1601)]])).toBe(21617);
  expect(await code([['MediaUrl', 'ftp://a.example/b']])).toBe(21620);
  expect(await code(Array.from({ length: 11 }, () => ['MediaUrl', 'https://a.example/b'] as [string, string]))).toBe(21620);
  expect(await send([['Body', 'x']], 'wrong')).toMatchObject({ status: 401, body: { code: 20003 } });
  const stranger = await call(`${base}/Messages.json`, {
    method: 'POST',
    body: new URLSearchParams({ To: robin, From: phoneNumber, Body: 'x' }),
  });
  expect(stranger.status).toBe(401);
  await deed('say', { text: ' Stop ' });
  expect(await send([['Body', 'x']])).toMatchObject({ status: 400, body: { code: 21610, status: 400 } });
  await deed('say', { text: 'START' });
  expect(await send([['Body', 'x']])).toMatchObject({ status: 201 });
});

test('a number that was given up is told as undelivered', async () => {
  const { deed, send, sent, got, account: own } = await account();
  await deed('lose', { from: robin });
  expect(
    (
      await send([
        ['Body', 'x'],
        ['StatusCallback', own.webhookUrl],
      ])
    ).status,
  ).toBe(201);
  await expect.poll(async () => (await sent()).map(({ state }) => state)).toEqual(['failed']);
  expect(fields(got[0]!)).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '30005' });
});

test('lists what it took, the latest first', async () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const { send, get, read } = await account(() => now);
  await send([['Body', 'One']]);
  await send([['Body', 'Two']]);
  const { body } = await read(await get(`/Messages.json?To=${encodeURIComponent(robin)}&PageSize=20`));
  expect(body.messages).toMatchObject([
    { body: 'Two', to: robin, num_media: '0', date_created: 'Sun, 22 Nov 2026 10:00:00 +0000' },
    { body: 'One' },
  ]);
  expect(await read(await get('.json'))).toMatchObject({ status: 200, body: { status: 'active' } });
  expect(await read(await get('/Messages/SM1.json'))).toMatchObject({ status: 404, body: { code: 20404 } });
});

test('files of people are behind the token, and lead on to where they are', async () => {
  const { deed, got, get } = await account();
  const inline = `data:image/png;base64,${Buffer.from([1, 2, 3]).toString('base64')}`;
  await deed('say', {
    attachments: [
      { type: 'image', url: inline, mimeType: 'image/png' },
      { type: 'video', url: 'https://a.example/b.mp4' },
    ],
  });
  const said = fields(got[0]!);
  expect(said).toMatchObject({ NumMedia: '2', MediaContentType0: 'image/png', MediaContentType1: 'video/mp4', Body: '' });
  const path = (url = '') => url.slice(url.indexOf('/Messages/'));
  expect(Buffer.from(await (await get(path(said.MediaUrl0))).arrayBuffer())).toEqual(Buffer.from([1, 2, 3]));
  const second = await get(path(said.MediaUrl1));
  expect([second.status, second.headers.get('location')]).toEqual([307, 'https://a.example/b.mp4']);
  expect((await fetch(said.MediaUrl0 ?? '')).status).toBe(401);
});
