import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxAccount } from '../sandbox/account.ts';
import { startSandbox } from '../sandbox/sandbox.ts';

type Body = Record<string, unknown>;
interface Got {
  raw: string;
  headers: Record<string, unknown>;
  body: Body;
}
/** What the sandbox may answer, platform or control; a test looks only at what its call gives. */
interface Answer {
  error: Body;
  messageId: string;
  message_id: string;
  userId: string;
  contacts: Body[];
  messages: { id: string }[];
  sent: Body[];
  calls: Body[];
}

const page = '110200300400500';
const number = '100000000000001';
const ana = '7000000000000001';
const phone = '15550002222';
const day = 24 * 3_600_000;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A product that keeps every webhook's bytes and answers what `answer` says. */
async function product() {
  const got: Got[] = [];
  const self = { url: '', got, answer: (_: Got): number | Promise<number> => 200, session: 0 };
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_: unknown, body: string | Buffer) => body.toString());
  app.get<{ Querystring: Record<string, string> }>('/hook', async (request, reply) =>
    request.query['hub.verify_token'] === 'verify' ? request.query['hub.challenge'] : reply.code(403).send(),
  );
  app.post('/hook', async (request, reply) => {
    const raw = String(request.body);
    const one = { raw, headers: request.headers, body: JSON.parse(raw) };
    const status = await self.answer(one);
    if (status === 200) got.push(one);
    if (one.body.type === 'session.start') {
      self.session += 1;
      return { visitorId: `vis_${self.session}`, sessionToken: `token_${self.session}` };
    }
    return reply.code(status).send({ messageId: 'msg_1' });
  });
  self.url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/hook`;
  closers.push(() => app.close());
  return self;
}

function accounts(webhookUrl: string): SandboxAccount[] {
  const secrets = { appSecret: 'app-secret-example', verifyToken: 'verify', accessToken: 'page-token' };
  const settings = { phoneNumberId: number, businessAccountId: '200000000000002', displayPhoneNumber: '15550001111' };
  return [
    { id: 'm', channel: 'messenger', webhookUrl, settings: { pageId: page, appId: '998877665544332' }, secrets },
    { id: 'w', channel: 'whatsapp', webhookUrl, settings, secrets: { ...secrets, accessToken: 'number-token' } },
    { id: 'c', channel: 'webchat', webhookUrl, settings: { widgetKey: 'wk_1' }, secrets: { signingSecret: 's' } },
  ];
}

async function world(journal?: string, webhook?: string) {
  const shop = await product();
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, accounts: accounts(webhook ?? shop.url), journal });
  closers.push(() => sandbox.close());
  const call = async (method: string, path: string, body?: unknown, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(sandbox.url + path, {
      method,
      headers: body === undefined ? {} : headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  return {
    shop,
    sandbox,
    say: (channel: string, body: Body = {}) => call('POST', `/sandbox/${channel}/say`, body),
    control: (path: string, body?: Body) => call(body ? 'POST' : 'GET', `/sandbox/${path}`, body),
    messenger: (body: Body, token = 'page-token') => call('POST', `/v26.0/${page}/messages`, body, token),
    whatsapp: (body: Body, token = 'number-token') => call('POST', `/v26.0/${number}/messages`, body, token),
    get: (path: string, token: string) => call('GET', `${path}?access_token=${token}`),
    states: async (channel: string) => (await call('GET', `/sandbox/${channel}/sent`)).body.sent.map((sent: Body) => sent.state),
  };
}

const toAna = (message: Body, more: Body = {}) => ({ recipient: { id: ana }, messaging_type: 'RESPONSE', message, ...more });
const toPhone = (more: Body) => ({ messaging_product: 'whatsapp', to: phone, type: 'text', ...more });
const code = ({ status, body }: { status: number; body: Answer }) => [status, body.error.code, body.error.error_subcode];
const entry = <Part>(got: Got | undefined) => (got?.body.entry as Part[] | undefined)?.[0];
const messaging = (got: Got | undefined) => entry<{ messaging: Record<string, Body>[] }>(got)?.messaging[0] ?? {};
const value = (got: Got | undefined) => entry<{ changes: { value: Record<string, Body[]> }[] }>(got)?.changes[0]?.value ?? {};
const status = (got: Got | undefined) => value(got).statuses?.[0] ?? {};

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
    const journal = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'journal.jsonl');
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

describe('messenger', () => {
  test('echo, delivery and read follow a send, in that order', async () => {
    const { shop, say, messenger, states } = await world();
    await say('messenger');
    const { body } = await messenger(toAna({ text: 'Yes', metadata: 'msg_1' }));
    await expect.poll(() => states('messenger')).toEqual(['read']);
    const [, echo, delivery, read] = shop.got;
    expect(echo?.raw).toContain('"app_id":998877665544332,');
    expect(messaging(echo)).toMatchObject({ sender: { id: page }, recipient: { id: ana } });
    expect(messaging(echo).message).toEqual({
      is_echo: true,
      app_id: 998877665544332,
      metadata: 'msg_1',
      mid: body.message_id,
      text: 'Yes',
    });
    expect(messaging(delivery)).toMatchObject({ sender: { id: ana }, delivery: { mids: [body.message_id] } });
    const sentAt = Number(messaging(echo).timestamp);
    expect(messaging(delivery).delivery?.watermark).toBeGreaterThanOrEqual(sentAt);
    expect(messaging(read).read?.watermark).toBeGreaterThanOrEqual(sentAt);
  });

  const wrong: [string, Body, (number | undefined)[]][] = [
    ['a person who never wrote', { ...toAna({ text: 'x' }), recipient: { id: '1' } }, [400, 100, 2018001]],
    ['no messaging_type', { recipient: { id: ana }, message: { text: 'x' } }, [400, 100, undefined]],
    ['no message', { recipient: { id: ana }, messaging_type: 'RESPONSE' }, [400, 100, undefined]],
    ['empty text', toAna({ text: '' }), [400, 100, undefined]],
    ['2001 characters', toAna({ text: 'x'.repeat(2001) }), [400, 100, undefined]],
    ['an unknown key', toAna({ txt: 'x' }), [400, 100, undefined]],
    [
      'text beside an attachment',
      toAna({ text: 'x', attachment: { type: 'image', payload: { url: 'https://a.example/b' } } }),
      [400, 100, undefined],
    ],
    ['an attachment without address', toAna({ attachment: { type: 'image', payload: {} } }), [400, 100, undefined]],
    [
      '14 quick replies',
      toAna({ text: 'x', quick_replies: Array(14).fill({ content_type: 'text', title: 'a', payload: 'b' }) }),
      [400, 100, undefined],
    ],
    [
      'a title of 21',
      toAna({ text: 'x', quick_replies: [{ content_type: 'text', title: 'a'.repeat(21), payload: 'b' }] }),
      [400, 100, undefined],
    ],
    [
      'four buttons',
      toAna({
        attachment: {
          type: 'template',
          payload: { template_type: 'button', text: 'x', buttons: Array(4).fill({ type: 'postback', title: 'a', payload: 'b' }) },
        },
      }),
      [400, 100, undefined],
    ],
    ['metadata of 1001', toAna({ text: 'x', metadata: 'x'.repeat(1001) }), [400, 100, undefined]],
    ['a dead tag', toAna({ text: 'x' }, { messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' }), [400, 100, undefined]],
    ['a reply to nothing', toAna({ text: 'x' }, { reply_to: { mid: 'm_none' } }), [400, 100, undefined]],
    ['message and action at once', toAna({ text: 'x' }, { sender_action: 'typing_on' }), [400, 100, 2018014]],
  ];
  test.each(wrong)('refuses %s, and sends nothing', async (_, body, expected) => {
    const { say, messenger, states } = await world();
    await say('messenger');
    expect(code(await messenger(body))).toEqual(expected);
    expect(await states('messenger')).toEqual([]);
  });

  test('refuses a wrong token, an unknown page and a body that is not JSON', async () => {
    const { messenger, sandbox, get } = await world();
    expect(code(await messenger(toAna({ text: 'x' }), 'wrong'))).toEqual([400, 190, 467]);
    expect(code(await get('/v26.0/999', 'page-token'))).toEqual([400, 100, 33]);
    const headers = { 'content-type': 'application/json', authorization: 'Bearer page-token' };
    const response = await fetch(`${sandbox.url}/v26.0/me/messages`, { method: 'POST', headers, body: '{' });
    expect(await response.json()).toMatchObject({ error: { code: 100 } });
  });

  test('closes the window after 24 hours, and to a human agent after 7 days', async () => {
    const { say, messenger } = await world();
    const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
    await say('messenger', { timestamp: Date.now() - day - 1_000 });
    const late = await messenger(toAna({ text: 'x' }));
    expect(late.body.error).toMatchObject({
      message: '(#10) This message is sent outside of allowed window.',
      type: 'OAuthException',
      code: 10,
      error_subcode: 2018278,
    });
    expect((await messenger(toAna({ text: 'x' }, human))).status).toBe(200);
    await say('messenger', { from: '7', timestamp: Date.now() - 7 * day - 1_000 });
    expect(code(await messenger({ ...toAna({ text: 'x' }, human), recipient: { id: '7' } }))).toEqual([400, 10, 2018278]);
  });

  test('takes actions, replies and every documented kind of message', async () => {
    const { say, messenger, states } = await world();
    const { messageId } = (await say('messenger')).body;
    for (const sender_action of ['typing_on', 'typing_off', 'mark_seen'])
      expect((await messenger({ recipient: { id: ana }, sender_action })).body).toEqual({ recipient_id: ana });
    const payload = { message_id: messageId, reaction: 'love' };
    expect((await messenger({ recipient: { id: ana }, sender_action: 'react', payload })).status).toBe(200);
    const buttons = [{ type: 'postback', title: 'Yes', payload: 'yes' }];
    const messages = [
      { text: 'x'.repeat(2000) },
      { text: '🫖'.repeat(2000) },
      { text: 'x', quick_replies: [{ content_type: 'text', title: 'Blue', payload: 'blue' }] },
      { attachment: { type: 'image', payload: { url: 'https://a.example/b.png', is_reusable: true } } },
      { attachment: { type: 'template', payload: { template_type: 'button', text: 'Sure?', buttons } } },
      { attachment: { type: 'template', payload: { template_type: 'generic', elements: [{ title: 'Kettle', buttons }] } } },
    ];
    for (const message of messages) expect((await messenger(toAna(message, { reply_to: { mid: messageId } }))).status).toBe(200);
    expect(await states('messenger')).toHaveLength(messages.length);
  });

  test('a person taps, reacts, edits, unsends and reads as the page sees it', async () => {
    const { shop, say, control, messenger, states } = await world();
    await control('messenger/settings', { receipts: 'none' });
    const { messageId } = (await say('messenger', { name: 'Robin Vale' })).body;
    const buttons = [{ type: 'postback', title: 'Talk to a person', payload: 'human' }];
    const template = { type: 'template', payload: { template_type: 'button', text: 'Sure?', buttons } };
    await messenger(toAna({ text: 'x', quick_replies: [{ content_type: 'text', title: 'Blue', payload: 'blue' }] }));
    const { message_id: mid } = (await messenger(toAna({ attachment: template }))).body;
    await expect.poll(() => states('messenger')).toEqual(['sent', 'sent']);
    shop.got.length = 0;
    await say('messenger', { payload: 'blue' });
    await say('messenger', { payload: 'human' });
    await say('messenger', { text: 'this', replyTo: mid, attachment: { type: 'image', url: 'https://a.example/b.png' } });
    await control('messenger/react', { messageId: mid, emoji: '❤️' });
    await control('messenger/react', { messageId: mid });
    await control('messenger/edit', { messageId, text: 'green?' });
    await control('messenger/unsend', { messageId });
    await control('messenger/read', {});
    const seen = shop.got.map(messaging);
    expect(seen[0]?.message).toMatchObject({ text: 'Blue', quick_reply: { payload: 'blue' } });
    expect(seen[1]?.postback).toMatchObject({ title: 'Talk to a person', payload: 'human' });
    expect(seen[2]?.message).toMatchObject({ reply_to: { mid, is_self_reply: false }, attachments: [{ type: 'image' }] });
    expect(seen[3]?.reaction).toEqual({ reaction: 'love', emoji: '❤️', action: 'react', mid });
    expect(seen[4]?.reaction).toEqual({ action: 'unreact', mid });
    expect(seen[5]?.message_edit).toEqual({ mid: messageId, text: 'green?', num_edit: 1 });
    expect(seen[6]?.message).toEqual({ mid: messageId, is_deleted: true });
    expect(seen[7]?.read).toMatchObject({ watermark: expect.any(Number) });
    expect(await states('messenger')).toEqual(['read', 'read']);
  });

  test('tells a page the name of who wrote to it', async () => {
    const { say, get } = await world();
    await say('messenger');
    expect((await get(`/v26.0/${ana}`, 'page-token')).body).toEqual({ first_name: 'Ana', last_name: 'Berg', id: ana });
  });
});

describe('whatsapp', () => {
  test('sent, delivered and read follow a send, in that order, with what the business gave it', async () => {
    const { shop, say, whatsapp, states } = await world();
    const told = await say('whatsapp', { from: '+1 555 000 2222', text: 'hi' });
    expect(value(shop.got[0])).toMatchObject({
      metadata: { display_phone_number: '15550001111', phone_number_id: number },
      contacts: [{ profile: { name: 'Ana Berg' }, wa_id: phone, user_id: told.body.userId }],
      messages: [
        {
          from: phone,
          from_user_id: told.body.userId,
          id: told.body.messageId,
          timestamp: expect.stringMatching(/^\d{10}$/),
          text: { body: 'hi' },
        },
      ],
    });
    const { body } = await whatsapp(toPhone({ text: { body: 'yes' }, biz_opaque_callback_data: 'msg_1' }));
    expect(body).toMatchObject({ messaging_product: 'whatsapp', contacts: [{ input: phone, wa_id: phone }] });
    await expect.poll(() => states('whatsapp')).toEqual(['read']);
    const statuses = shop.got.slice(1).map(status);
    expect(statuses.map((one) => one.status)).toEqual(['sent', 'delivered', 'read']);
    for (const one of statuses)
      expect(one).toMatchObject({
        id: body.messages[0]?.id,
        recipient_id: phone,
        biz_opaque_callback_data: 'msg_1',
        timestamp: expect.stringMatching(/^\d{10}$/),
      });
  });

  const wrong: [string, Body, number][] = [
    ['no messaging_product', { to: phone, type: 'text', text: { body: 'x' } }, 131008],
    ['nobody to send to', { messaging_product: 'whatsapp', type: 'text', text: { body: 'x' } }, 131008],
    ['a type without its object', toPhone({}), 131008],
    ['an unknown type', toPhone({ type: 'fax' }), 100],
    ['4097 characters', toPhone({ text: { body: 'x'.repeat(4097) } }), 100],
    ['a caption of 1025', toPhone({ type: 'image', image: { link: 'https://a.example/b', caption: 'x'.repeat(1025) } }), 100],
    ['a caption on audio', toPhone({ type: 'audio', audio: { link: 'https://a.example/b', caption: 'x' } }), 100],
    ['a link that is none', toPhone({ type: 'image', image: { link: 'b.png' } }), 100],
    [
      'four buttons',
      toPhone({
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'x' },
          action: { buttons: Array(4).fill({ type: 'reply', reply: { id: 'a', title: 'b' } }) },
        },
      }),
      100,
    ],
    [
      'eleven rows',
      toPhone({
        type: 'interactive',
        interactive: {
          type: 'list',
          body: { text: 'x' },
          action: { button: 'b', sections: [{ rows: Array(11).fill({ id: 'a', title: 'b' }) }] },
        },
      }),
      100,
    ],
    ['opaque data of 513', toPhone({ text: { body: 'x' }, biz_opaque_callback_data: 'x'.repeat(513) }), 100],
    ['a template nobody approved', toPhone({ type: 'template', template: { name: 'sale', language: { code: 'en_US' } } }), 132001],
    [
      'parameters a template has not',
      toPhone({
        type: 'template',
        template: {
          name: 'hello_world',
          language: { code: 'en_US' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'x' }] }],
        },
      }),
      132000,
    ],
    ['a reaction to nothing', toPhone({ type: 'reaction', reaction: { message_id: 'wamid.none', emoji: '👍' } }), 100],
    ['reading nothing', { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.none' }, 100],
  ];
  test.each(wrong)('refuses %s, and sends nothing', async (_, body, expected) => {
    const { say, whatsapp, states } = await world();
    await say('whatsapp');
    expect(code(await whatsapp(body)).slice(0, 2)).toEqual([400, expected]);
    expect(await states('whatsapp')).toEqual([]);
  });

  test('refuses a wrong token with 401', async () => {
    const { whatsapp } = await world();
    expect(code(await whatsapp(toPhone({ text: { body: 'x' } }), 'page-token'))).toEqual([401, 190, undefined]);
  });

  test('accepts and then fails what is outside the window or to a number without WhatsApp; a template gets through', async () => {
    const { shop, say, whatsapp, states } = await world();
    await say('whatsapp', { timestamp: Date.now() - day - 1_000 });
    const text = { text: { body: 'x' }, biz_opaque_callback_data: 'msg_1' };
    expect((await whatsapp(toPhone(text))).status).toBe(200);
    expect((await whatsapp({ ...toPhone(text), to: '4799999999' })).status).toBe(200);
    await expect.poll(() => states('whatsapp')).toEqual(['failed', 'failed']);
    const codes = shop.got.slice(1).map((got) => (status(got).errors as Body[] | undefined)?.[0]?.code);
    expect(codes.sort()).toEqual([131026, 131047]);
    for (const got of shop.got.slice(1)) expect(status(got)).toMatchObject({ status: 'failed', biz_opaque_callback_data: 'msg_1' });
    await whatsapp(toPhone({ type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }));
    await expect.poll(() => states('whatsapp')).toEqual(['failed', 'failed', 'read']);
  });

  test('lets 45 messages to one person through at once, then none', async () => {
    const { say, control, whatsapp } = await world();
    await say('whatsapp');
    await control('whatsapp/settings', { receipts: 'none' });
    const answers = await Promise.all(Array.from({ length: 46 }, () => whatsapp(toPhone({ text: { body: 'x' } }))));
    const refused = answers.filter((answer) => answer.status !== 200);
    expect(refused.map(code)).toEqual([[400, 131056, undefined]]);
  });

  test('lets 80 messages a second through to all', async () => {
    const { whatsapp } = await world();
    const sends = Array.from({ length: 200 }, (_, index) =>
      whatsapp({ ...toPhone({ text: { body: 'x' } }), to: `47${10_000_000 + index}` }),
    );
    const codes = (await Promise.all(sends)).map((answer) => answer.body.error?.code);
    expect(codes).toContain(130429);
    expect(codes.filter((one) => one === undefined).length).toBeGreaterThanOrEqual(80);
  });

  test('reaches someone who hides the number by their user id', async () => {
    const { shop, say, whatsapp, states } = await world();
    const from = 'US.13491208655302741918';
    await say('whatsapp', { from, name: 'Robin Vale' });
    expect(value(shop.got[0]).messages?.[0]).not.toHaveProperty('from');
    const { body } = await whatsapp({ messaging_product: 'whatsapp', recipient: from, type: 'text', text: { body: 'x' } });
    expect(body.contacts).toEqual([{ input: from, user_id: from }]);
    await expect.poll(() => states('whatsapp')).toEqual(['read']);
    expect(status(shop.got[1])).toMatchObject({ recipient_user_id: from });
  });

  test('a person taps, reacts, edits and unsends as the number sees it; media is fetched with the token', async () => {
    const { shop, say, control, whatsapp, get, states } = await world();
    const { messageId } = (await say('whatsapp')).body;
    await control('whatsapp/settings', { receipts: 'none' });
    const buttons = [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }];
    const offer = { type: 'interactive', interactive: { type: 'button', body: { text: 'Sure?' }, action: { buttons } } };
    const wamid = (await whatsapp(toPhone(offer))).body.messages[0]?.id;
    expect(
      (await whatsapp({ messaging_product: 'whatsapp', status: 'read', message_id: messageId, typing_indicator: { type: 'text' } })).body,
    ).toEqual({ success: true });
    await expect.poll(() => states('whatsapp')).toEqual(['sent']);
    shop.got.length = 0;
    await say('whatsapp', { payload: 'yes' });
    await say('whatsapp', { text: 'look', attachment: { type: 'image', url: 'https://a.example/b.jpg' }, replyTo: wamid });
    await control('whatsapp/react', { emoji: '👍' });
    await control('whatsapp/edit', { messageId, text: 'green?' });
    await control('whatsapp/unsend', { messageId });
    const seen = shop.got.map((got) => value(got).messages?.[0] ?? {});
    expect(seen[0]).toMatchObject({
      context: { id: wamid },
      interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } },
    });
    expect(seen[1]).toMatchObject({ type: 'image', image: { caption: 'look' }, context: { from: '15550001111', id: wamid } });
    expect(seen[2]).toMatchObject({ type: 'reaction', reaction: { message_id: wamid, emoji: '👍' } });
    expect(seen[3]).toMatchObject({ type: 'edit', edit: { original_message_id: messageId, message: { text: { body: 'green?' } } } });
    expect(seen[4]).toMatchObject({ type: 'revoke', revoke: { original_message_id: messageId } });
    const media = await get(`/v26.0/${(seen[1]?.image as Body | undefined)?.id}`, 'number-token');
    expect(media.body).toMatchObject({ url: 'https://a.example/b.jpg', mime_type: 'image/jpeg' });
  });
});

describe('web chat', () => {
  test('a visitor starts one session, keeps it, and starts another when it is refused', async () => {
    const { shop, say } = await world();
    expect((await say('webchat', { from: 'robin', text: 'hi' })).body).toMatchObject({
      ok: true,
      messageId: 'msg_1',
      visitorId: 'vis_1',
      sessionToken: 'token_1',
    });
    await say('webchat', { from: 'robin' });
    expect(shop.got.map(({ body }) => body.type)).toEqual(['session.start', 'message.send', 'message.send']);
    expect(shop.got[1]).toMatchObject({
      headers: { authorization: 'Bearer token_1' },
      body: { text: 'hi', clientMsgId: expect.any(String), sentAt: expect.any(String) },
    });
    shop.answer = ({ headers }) => (headers.authorization === 'Bearer token_1' ? 401 : 200);
    expect((await say('webchat', { from: 'robin' })).body).toMatchObject({ ok: true, sessionToken: 'token_2' });
  });

  test('says where to see what a visitor sees', async () => {
    const { control } = await world();
    expect(await control('webchat/sent')).toMatchObject({ status: 501, body: { error: { code: 'NOT_IMPLEMENTED' } } });
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
