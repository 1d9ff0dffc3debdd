import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { pigeon } from './pigeon.ts';
import { played } from './played.ts';

const parsed = (taken: { body: Buffer }) => JSON.parse(taken.body.toString());

/** The pigeon post with a short way to send by it. */
async function post() {
  const on = await played(pigeon);
  const headers = { authorization: `Loft ${on.account.secrets.token}` };
  const send = (text = 'coo', to = 'ana') => on.call('/fly', { method: 'POST', headers, body: JSON.stringify({ to, text }) });
  return { ...on, headers, send };
}

describe('a platform', () => {
  test('is called under its name, by JSON, form and multipart, and shows what it took', async () => {
    const { call, headers, send, sent, calls, account } = await post();
    expect(await (await call('/loft?color=red', { headers })).json()).toEqual({ id: account.settings.loftId, color: 'red' });
    expect((await send('one')).status).toBe(201);
    expect((await call('/form', { method: 'POST', headers, body: new URLSearchParams({ to: 'ana', text: 'two & more' }) })).status).toBe(
      201,
    );
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array([0, 255, 13, 10])]), 'a.bin');
    expect(await (await call('/file', { method: 'POST', headers, body: form })).json()).toEqual({ size: 4 });
    expect((await sent()).map(({ text, to, request }) => ({ text, to, request }))).toEqual([
      { text: 'one', to: 'ana', request: { to: 'ana', text: 'one' } },
      { text: 'two & more', to: 'ana', request: { to: 'ana', text: 'two & more' } },
    ]);
    expect((await calls())[2]).toMatchObject({ method: 'POST', path: '/form', status: 201, request: { text: 'two & more' } });
  });

  test('knows its accounts from strangers, and answers without a network too', async () => {
    const { call, sandbox, headers, account } = await post();
    const answer = await call('/loft', { headers: { authorization: 'Loft wrong' } });
    expect([answer.status, await answer.text()]).toEqual([401, 'whose pigeon is this?']);
    const other = { ...account, id: 'acc_2', settings: { ...account.settings, loftId: '2' }, secrets: { token: 'second' } };
    sandbox.connect(other);
    expect(await (await call('/loft', { headers: { authorization: 'Loft second' } })).json()).toMatchObject({ id: '2' });
    const request = { method: 'GET', path: '/pigeon/loft', query: new URLSearchParams(), headers, body: new Uint8Array() };
    expect(await sandbox.answer(request)).toMatchObject({ status: 200, body: expect.stringContaining(String(account.settings.loftId)) });
    expect(await sandbox.answer({ ...request, path: '/dove/loft' })).toMatchObject({ status: 404 });
  });

  test('signs its webhooks its own way, and tries again as often as it does', async () => {
    const { deed, got, account, product } = await post();
    const tried: (string | undefined)[] = [];
    product.reply = ({ headers }) => ({ status: tried.push(headers['x-attempt']) < 3 ? 500 : 200 });
    expect(await deed('say', { text: 'Grüße' })).toMatchObject({ status: 502 });
    await expect.poll(() => got.length).toBe(1);
    expect(tried).toEqual(['1', '2', '3']);
    const [{ headers, body, url }] = got as [(typeof got)[0]];
    expect(url).toBe('/webhooks/acc_1');
    const expected = createHmac('sha1', account.secrets.token!).update(account.webhookUrl).update(body).digest('base64');
    expect(headers).toMatchObject({ 'x-pigeon': expected, 'content-type': 'application/json' });
    product.reply = () => ({ status: tried.push('again') > 0 ? 500 : 200 });
    await deed('say');
    await expect.poll(() => tried.length).toBe(6);
  });

  test('has deeds of its own, and says which', async () => {
    const { deed, got, send, sandbox } = await post();
    const files = [1, 2].map((n) => ({ type: 'image', url: `https://a.example/${n}.png` }));
    await deed('say', { attachment: files[0], attachments: files, more: { any: 1 } });
    expect(parsed(got[0]!).files).toEqual([1, 1, 2].map((n) => `https://a.example/${n}.png`));
    expect(await deed('block', { from: 'ana' })).toMatchObject({ status: 200, body: { ok: true } });
    expect((await send()).status).toBe(403);
    expect(await deed('moult')).toMatchObject({ status: 501, body: { error: { code: 'NOT_IMPLEMENTED' } } });
    const help = await (await fetch(`${sandbox.url}/sandbox`)).json();
    expect(help).toMatchObject({ platforms: [{ channel: 'pigeon', deeds: { block: 'shoots the pigeons: { from }' } }] });
  });

  test('may keep sockets', async () => {
    const { deed, account } = await post();
    const socket = new WebSocket(`${String(account.settings.apiBaseUrl).replace('http', 'ws')}/events`);
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(JSON.parse(String(data)).text));
    await new Promise((opened) => socket.once('open', opened));
    await deed('say', { text: 'by air' });
    await expect.poll(() => heard).toEqual(['by air']);
  });
});

describe('faults', () => {
  test.each([
    ['rate_limit', 429, { why: 'too many pigeons' }],
    ['server_error', 503, { why: 'storm' }],
    ['token_revoked', 401, { why: 'no such loft any more' }],
  ])('%s is told in the words of the platform, and nothing is sent', async (name, status, body) => {
    const { deed, send, sent } = await post();
    await deed('settings', { faults: { [name]: 1 } });
    const answer = await send();
    expect([answer.status, await answer.json()]).toEqual([status, body]);
    expect(await sent()).toEqual([]);
    await deed('settings', { faults: {} });
    expect((await send()).status).toBe(201);
  });

  test('a lost request does not count, a lost answer does', async () => {
    const { deed, send, sent } = await post();
    await deed('settings', { faults: { lost_request: 1 } });
    await expect(send('one')).rejects.toThrow();
    await deed('settings', { faults: { lost_answer: 1 } });
    await expect(send('two')).rejects.toThrow();
    expect((await sent()).map(({ text }) => text)).toEqual(['two']);
  });

  test('a slow platform answers later', async () => {
    const { deed, send } = await post();
    await deed('settings', { faults: { slow: 1 }, slowness: 120 });
    const since = performance.now();
    expect((await send()).status).toBe(201);
    expect(performance.now() - since).toBeGreaterThan(110);
  });

  test('strike as likely as was asked, the same for the same seed; a token once revoked stays so', async () => {
    const { deed, send } = await post();
    const row = async (seed: number) => {
      await deed('settings', { faults: { rate_limit: 0.5 }, seed });
      const statuses: number[] = [];
      for (let n = 0; n < 20; n++) statuses.push((await send()).status);
      return statuses;
    };
    const first = await row(7);
    expect(new Set(first)).toEqual(new Set([201, 429]));
    expect(await row(7)).toEqual(first);
    expect(await row(8)).not.toEqual(first);
    await deed('settings', { faults: { token_revoked: 0.5 }, seed: 1 });
    await expect.poll(async () => (await send()).status).toBe(401);
    for (let n = 0; n < 5; n++) expect((await send()).status).toBe(401);
  });

  test('webhooks come twice, or out of order', async () => {
    const { deed, got } = await post();
    await deed('settings', { faults: { duplicate_webhooks: 1 } });
    await deed('say', { text: 'twice' });
    expect(got.map((taken) => parsed(taken).text)).toEqual(['twice', 'twice']);
    expect(got[0]?.body).toEqual(got[1]?.body);
    got.length = 0;
    await deed('settings', { faults: { reordered_webhooks: 1 } });
    await Promise.all([deed('say', { text: 'one' }), deed('say', { text: 'two' }), deed('say', { text: 'three' })]);
    const texts = got.map((taken) => parsed(taken).text);
    expect([...texts].sort()).toEqual(['one', 'three', 'two']);
    expect(texts).not.toEqual(['one', 'two', 'three']);
  });
});
