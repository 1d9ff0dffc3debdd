import { createDecipheriv } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Account } from '../../services/channels/adapter.ts';
import type { ApiCall, Body } from '../../services/channels/plan.ts';
import { neverArrived } from '../../services/channels/sending/delivery.ts';
import { openOutside } from '../../services/channels/sending/outside.ts';
import { macOf } from '../../services/channels/signature.ts';
import { openMailServer } from './mailserver.ts';

const file = { bytes: new TextEncoder().encode('kettle'), mimeType: 'image/jpeg', name: 'kettle.jpg' };
const plain = { protocol: 'http', method: 'POST', path: '/x', headers: {}, gives: 'nothing', unanswered: 'lost' } as const;

describe('calls', () => {
  const got: { method: string; url: string; headers: NodeJS.Dict<string | string[]>; body: Buffer }[] = [];
  const outside = openOutside(async () => file);
  const server = createServer(async (request, response) => {
    got.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: await buffer(request) });
    if (request.url === '/moved') return response.writeHead(302, { location: '/secret' }).end();
    const [, repeated] = /^\/refused\?by=(.*)$/.exec(request.url ?? '') ?? [];
    const error = { code: 190, message: `Malformed access token ${repeated}` };
    if (repeated) return response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"token":4912661846655238145,"ok":true}');
  });
  let account: Account;
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const apiBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    account = { id: 'acc_1', workspaceId: 'wsp_1', channel: 'x', settings: { apiBaseUrl }, secrets: {}, webhookUrl: '' };
  });
  afterAll(async () => {
    await outside.close();
    server.close();
  });
  const call = (more: Partial<ApiCall> & { body?: Body } = {}) => outside.call(account, { ...plain, body: null, ...more });
  const last = () => got.at(-1)!;

  test('carry JSON and forms, and answers keep integers beyond 2^53', async () => {
    expect(await call({ body: { json: { a: [1] } } })).toMatchObject({ status: 200, body: { token: '4912661846655238145', ok: true } });
    expect([last().headers['content-type'], last().body.toString()]).toEqual(['application/json', '{"a":[1]}']);
    await call({
      method: 'PUT',
      body: {
        form: [
          ['a', '1 & 2'],
          ['a', 'ü'],
        ],
      },
    });
    expect([last().method, last().body.toString()]).toEqual(['PUT', 'a=1+%26+2&a=%C3%BC']);
  });

  test('that are refused tell nobody the secret that the platform repeats', async () => {
    const secrets = { accessToken: 'EAAG-of-the-page' };
    const known: Account = { ...account, secrets, token: 'of-the-hour' };
    const { body } = await outside.call(known, { ...plain, path: '/refused?by=EAAG-of-the-page,of-the-hour', body: null });
    expect(body).toEqual({ error: { code: 190, message: 'Malformed access token <accessToken>,<token>' } });
  });

  test('carry files: as parts of a form, as they are, and enciphered', async () => {
    await call({
      headers: { 'content-type': 'multipart/form-data' },
      body: {
        parts: [
          { name: 'to', value: 'ana' },
          { name: 'photo', file: { url: 'x' } },
        ],
      },
    });
    const type = String(last().headers['content-type']);
    const form = await new Response(new Uint8Array(last().body), { headers: { 'content-type': type } }).formData();
    const photo = form.get('photo') as File;
    expect([form.get('to'), photo.name, photo.type, await photo.text()]).toEqual(['ana', 'kettle.jpg', 'image/jpeg', 'kettle']);
    await call({ body: { file: { url: 'x' } } });
    expect([last().headers['content-type'], last().body.toString()]).toEqual(['image/jpeg', 'kettle']);
    const key = 'ab'.repeat(32);
    await call({ body: { file: { url: 'x' }, cipher: { key } } });
    const decipher = createDecipheriv('aes-256-ctr', Buffer.from(key, 'hex'), Buffer.alloc(16));
    expect(decipher.update(last().body).toString()).toBe('kettle');
  });

  test('are signed over the bytes that go out, where they are to be', async () => {
    await call({ body: { json: { ü: 1 } }, signed: { key: 'secret' } });
    const { headers, body } = last();
    expect(headers['x-parlor-signature']).toBe(`v1=${macOf('secret', String(headers['x-parlor-timestamp']), body)}`);
  });

  test('go to the hosts of the account and to the public web over https, and nowhere else', async () => {
    expect(await call({ path: `${account.settings.apiBaseUrl}/whole` })).toMatchObject({ status: 200 });
    const others = [
      'http://127.0.0.1:9/x',
      'https://127.0.0.1:9/x',
      'https://[::1]:9/x',
      'https://169.254.169.254/latest',
      'ftp://example.com/x',
      'https://localhost:9/x',
    ];
    for (const path of others) await expect(call({ path })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('do not follow redirects', async () => {
    const before = got.length;
    expect(await call({ path: '/moved' })).toMatchObject({ status: 302 });
    expect(got).toHaveLength(before + 1);
  });
});

describe('mails', () => {
  const outside = openOutside(async () => file);
  afterAll(() => outside.close());
  const account: Account = { id: 'acc_1', workspaceId: 'wsp_1', channel: 'email', settings: {}, secrets: {}, webhookUrl: '' };
  const mail: Body = {
    mail: { from: 'a@example.com', to: 'b@example.com', subject: 'Re: kettle', text: 'Yes', attachments: [{ file: { url: 'x' } }] },
  };
  const headers = { authorization: `Basic ${Buffer.from('user:pass:word').toString('base64')}` };
  const post = async (answers: { [begins: string]: string }, body: Body = mail) => {
    const server = await openMailServer(answers);
    onTestFinished(() => void server.close());
    return { server, reply: outside.call(account, { ...plain, protocol: 'smtp', path: server.url, headers, body }) };
  };

  test('are handed over with their files, by whom they are from', async () => {
    const { server, reply } = await post({});
    expect(await reply).toMatchObject({ status: 250, body: { accepted: ['b@example.com'], response: expect.stringContaining('Q1') } });
    expect(server.mails[0]).toContain('filename=kettle.jpg');
    expect(server.heard[1]).toBe(`AUTH PLAIN ${Buffer.from('\u0000user\u0000pass:word').toString('base64')}`);
  });

  test('that are refused give the code of the server', async () => {
    const { reply } = await post({ RCPT: '550 5.1.1 no such user' });
    expect(await reply).toMatchObject({ status: 550, body: { response: expect.stringContaining('5.1.1') } });
    expect(await (await post({ AUTH: '535 5.7.8 who' })).reply).toMatchObject({ status: 535 });
  });

  test('never arrived where the server hangs up before it has them; after that nobody knows', async () => {
    const early = await (await post({ MAIL: 'break' })).reply.catch((error: unknown) => error);
    expect(neverArrived(early)).toBe(true);
    const late = await (await post({ '.': 'break' })).reply.catch((error: unknown) => error);
    expect([late instanceof Error, neverArrived(late)]).toEqual([true, false]);
  });

  test('without a mail it is only tried whether the server lets us in', async () => {
    const { server, reply } = await post({}, null);
    expect(await reply).toMatchObject({ status: 250 });
    expect(server.mails).toEqual([]);
  });
});
