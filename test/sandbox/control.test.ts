import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { accounts, ana, type Body, freshJournal, messaging, toAna, world } from './world.ts';

describe('webhooks', () => {
  test('are signed over the very bytes sent, with everything outside ASCII escaped', async () => {
    const { shop, say } = await world();
    const told = await say('messenger', { text: 'Grüße 🫖' });
    expect(told).toMatchObject({ status: 200, body: { ok: true, from: ana, webhook: { status: 200 } } });
    const [got] = shop.got;
    expect(got?.raw).toMatch(/Gr\\u00fc\\u00dfe \\ud83e\\uded6/);
    const expected = createHmac('sha256', 'app-secret-example')
      .update(got?.raw ?? '')
      .digest('hex');
    expect(got?.headers['x-hub-signature-256']).toBe(`sha256=${expected}`);
    expect(messaging(got).message).toEqual({ mid: told.body.messageId, text: 'Grüße 🫖' });
  });

  test('a refused one is reported to who said it, and retried with the same bytes before anything later', async () => {
    const { shop, say } = await world();
    const tries: string[] = [];
    shop.answer = ({ raw }) => (tries.push(raw) < 3 ? 503 : 200);
    const first = await say('messenger', { text: 'one' });
    expect(first).toMatchObject({ status: 502, body: { ok: false, error: { code: 'WEBHOOK_REFUSED' }, webhook: { status: 503 } } });
    await say('messenger', { text: 'two' });
    await expect.poll(() => shop.got.map((got) => messaging(got).message?.text)).toEqual(['one', 'two']);
    expect(new Set(tries).size).toBe(2);
    expect(tries[0]).toBe(tries[1]);
  });

  test('one person whose webhook is refused does not hold up another', async () => {
    const { shop, say } = await world();
    shop.answer = ({ raw }) => (raw.includes(ana) ? 500 : 200);
    expect((await say('messenger')).status).toBe(502);
    expect((await say('messenger', { from: '7000000000000002' })).status).toBe(200);
  });

  test('the handshake is done on demand', async () => {
    const { control } = await world();
    expect((await control('whatsapp/verify', {})).body).toMatchObject({ ok: true, webhook: { status: 200 } });
  });
});

describe('the journal', () => {
  test('brings back people, windows, what was sent and the webhooks still owed', async () => {
    const journal = freshJournal();
    const before = await world(journal);
    await before.say('messenger', { text: 'hello' });
    before.shop.answer = () => 503;
    const answer = await before.messenger(toAna({ text: 'reply', metadata: 'msg_1' }));
    expect(answer.status).toBe(200);
    await before.sandbox.close();

    const after = await world(journal);
    await expect.poll(() => after.states('messenger')).toEqual(['read']);
    expect(messaging(after.shop.got[0]).message).toMatchObject({ is_echo: true, mid: answer.body.message_id, metadata: 'msg_1' });
    expect((await after.messenger(toAna({ text: 'again' }))).status).toBe(200);
    expect((await after.control('messenger/sent?after=1')).body.sent).toMatchObject([{ n: 2, text: 'again', to: ana }]);
  });
});

describe('the controls', () => {
  test('say what is wrong with a request', async () => {
    const { control, say } = await world();
    expect(await say('messenger', { txt: 'x' })).toMatchObject({ status: 400, body: { error: { code: 'BAD_INPUT' } } });
    expect(await say('whatsapp', { from: 'ana' })).toMatchObject({ status: 400, body: { error: { code: 'BAD_INPUT' } } });
    expect(await say('telegram')).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect(await say('messenger', { account: 'none' })).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect(await control('messenger/react', { messageId: 'm_none' })).toMatchObject({ status: 404 });
    expect((await control('')).body).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  test('make the next calls fail, or lose their answers', async () => {
    const { say, control, messenger, states } = await world();
    await say('messenger');
    await control('messenger/settings', { fault: { next: 2, status: 400, error: { code: 613, message: 'slow down' } } });
    for (const expected of [400, 400, 200]) expect((await messenger(toAna({ text: 'x' }))).status).toBe(expected);
    await control('messenger/settings', { fault: { lost: 'answer' } });
    await expect(messenger(toAna({ text: 'y' }))).rejects.toThrow();
    expect(await states('messenger')).toHaveLength(2);
    const { calls } = (await control('messenger/calls')).body;
    expect(calls.map((call: Body) => call.status)).toEqual([400, 400, 200, null]);
  });

  test('take new accounts, and show every account without its secrets', async () => {
    const { shop, control, say, sandbox } = await world();
    const [account] = accounts(shop.url);
    expect((await control('accounts', { ...account, id: 'm2', settings: { pageId: '2' } })).status).toBe(200);
    expect((await control('accounts', { ...account, id: 'm3', settings: {} })).status).toBe(400);
    await say('messenger', { account: 'm2' });
    expect(messaging(shop.got[0]).recipient).toEqual({ id: '2' });
    const help = await (await fetch(`${sandbox.url}/sandbox`)).text();
    expect(JSON.parse(help).accounts.map(({ id }: Body) => id)).toEqual(['m', 'w', 'c', 'm2']);
    expect(help).not.toContain('app-secret-example');
  });
});
