import { expect, inject, test } from 'vitest';
import { deriveKeys } from '../../kit/secret.ts';
import { mintSession } from '../../kit/session.ts';
import { inboundSamples, sample } from './payload.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, customers, delivery, entries, message, onlyCustomer } from './timeline.ts';
import { knock, says, seenOf, type Visitor, visit } from './visitor.ts';

const said = (text: string | null, ...content: object[]) => ({
  kind: 'Message',
  direction: 'INBOUND',
  author: { kind: 'CUSTOMER' },
  text,
  content,
  delivery: null,
});
const form = { name: 'prechat', fields: { email: 'robin@example.com', topic: 'delivery' } };

/** What stands in the timeline after each sample, and whether it answers the message of ours it names. */
const becomes: Record<string, { shown: object; answers: boolean }> = {
  'message-text': { shown: said('Hi! Where is my order?', { type: 'text' }), answers: false },
  'message-attachment': {
    shown: said(null, { type: 'image', mimeType: 'image/jpeg', data: { name: 'box.jpg', platformId: 'upl_01JF' } }),
    answers: false,
  },
  'message-quick-reply': { shown: said('Track order', { type: 'choice', data: { payload: 'flow:track_order' } }), answers: true },
  'postback-button': { shown: said('Talk to a person', { type: 'choice', data: { payload: 'handoff:human' } }), answers: true },
  'form-submit': { shown: said('prechat', { type: 'form', data: form }), answers: false },
};
/** These are no messages: each has its own test, here or in what a customer may touch. */
const elsewhere = ['batched-after-reconnect', 'delivered', 'reaction', 'read', 'typing', 'unsend'];
const named = 'msg_01JOUT001';

/** A visitor who asked, and our answer. */
async function answered(on: Stage): Promise<{ visitor: Visitor; id: string; dialogueId: string }> {
  const visitor = await visit(on);
  await visitor.send(says('c_0', 'Is it back?'));
  await until(async () => (await seenOf(on, visitor)).length).toBe(1);
  const mine = (await customers(on)).find(({ identities }) => identities.some(({ value }) => value === visitor.visitorId))!;
  const id = await answer(on, mine.dialogue.id, 'Yes, it is back today.');
  await until(async () => (await delivery(on, id)).state).toBe('SENT');
  return { visitor, id, dialogueId: mine.dialogue.id };
}

async function refusal(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

story('web chat', () => {
  test.each(Object.entries(becomes))(
    '%s stands in the timeline, once however often the widget sends it',
    async (name, { shown, answers }) => {
      const on = await stage();
      const { visitor, id } = await answered(on);
      const raw = sample('webchat', name, answers ? { [named]: id } : {});
      await Promise.all([visitor.offer(raw), visitor.offer(raw), visitor.offer(raw)]);
      await visitor.send(says('c_last', 'last'));
      const replyTo = answers ? { id, text: 'Yes, it is back today.' } : null;
      await until(() => entries(on)).toMatchObject([{ text: 'Is it back?' }, { id }, { ...shown, replyTo }, { text: 'last' }]);
    },
  );

  test('each row above is a sample', () => {
    expect(inboundSamples('webchat')).toEqual(expect.arrayContaining([...Object.keys(becomes), ...elsewhere]));
  });

  test('a session begins with a visitor id and a token that says when it ends', async () => {
    const on = await stage();
    const start = JSON.parse(sample('webchat', 'session-create-anonymous')).request.body as object;
    const response = await knock(
      on,
      { ...start, widgetKey: on.account('webchat').settings.widgetKey },
      { origin: 'https://shop.example.com' },
    );
    expect(response.status).toBe(201);
    const session = (await response.json()) as { visitorId: string; sessionToken: string; expiresAt: string; capabilities: object };
    expect(session).toMatchObject({ visitorId: expect.stringMatching(/^vis_/), capabilities: { maxTextLength: 10_000 } });
    expect(Date.parse(session.expiresAt)).toBeGreaterThan(Date.now());
    expect(await refusal(await knock(on, { widgetKey: 'wk_guess' }))).toEqual([403, 'widget_key_invalid']);
    expect(await customers(on)).toEqual([]);
  });

  test('only pages on the list of origins may start a session', async () => {
    const on = await stage();
    const input = { channelAccountId: on.account('webchat').id, settings: { allowedOrigins: ['https://shop.example.com'] } };
    await on.graph('mutation ($input: UpdateChannelAccountInput!) { updateChannelAccount(input: $input) { userErrors { code } } }', {
      input,
    });
    expect((await knock(on, {}, { origin: 'https://shop.example.com' })).status).toBe(201);
    for (const origin of ['https://shop.example.com.evil.example', 'http://shop.example.com', 'null']) {
      expect(await refusal(await knock(on, {}, { origin }))).toEqual([403, 'origin_not_allowed']);
    }
    expect(await refusal(await knock(on))).toEqual([403, 'origin_not_allowed']);
  });

  test('a batch after a reconnection is taken in its order, what was sent before only once', async () => {
    const on = await stage();
    const { visitor, id } = await answered(on);
    await visitor.send(says('cm_a', 'are you there?'));
    await visitor.send(JSON.parse(sample('webchat', 'batched-after-reconnect', { [named]: id })) as object);
    await visitor.send({
      type: 'batch',
      events: [says('c_1', 'one'), says('c_2', 'two'), says('c_1', 'one'), { type: 'typing', state: 'start' }],
    });
    await until(async () => (await entries(on)).map(({ text }) => text)).toEqual([
      'Is it back?',
      'Yes, it is back today.',
      'are you there?',
      'one',
      'two',
    ]);
    await until(async () => (await delivery(on, id)).state).toBe('READ');
  });

  test('an answer is sent as soon as it is stored, delivered when the widget says so, and read when the visitor has read it', async () => {
    const on = await stage();
    const { visitor, id } = await answered(on);
    expect(await delivery(on, id)).toMatchObject({ state: 'SENT', deliveredAt: null, readAt: null, attempts: [{ outcome: 'ACCEPTED' }] });
    await visitor.send(JSON.parse(sample('webchat', 'delivered', { [named]: id })) as object);
    await until(() => delivery(on, id)).toMatchObject({ state: 'DELIVERED', readAt: null });
    await visitor.send(JSON.parse(sample('webchat', 'read', { [named]: id })) as object);
    await until(() => delivery(on, id)).toMatchObject({ state: 'READ', sentAt: expect.any(String), deliveredAt: expect.any(String) });
  });

  test('reading one message reads all before it', async () => {
    const on = await stage();
    const { visitor, id, dialogueId } = await answered(on);
    const second = await answer(on, dialogueId, 'We keep one for you.');
    await until(async () => (await delivery(on, second)).state).toBe('SENT');
    const third = await answer(on, dialogueId, 'Until Friday.');
    await until(async () => (await delivery(on, third)).state).toBe('SENT');
    await visitor.send({ type: 'read', upToMessageId: second });
    await until(async () => (await delivery(on, second)).state).toBe('READ');
    await until(async () => (await delivery(on, id)).state).toBe('READ');
    expect((await delivery(on, third)).state).toBe('SENT');
  });

  test('a widget that reports a message the moment it is there is believed, though it is not sent yet', async () => {
    const on = await stage();
    const { visitor, dialogueId } = await answered(on);
    const words = Array.from({ length: 20 }, (_, i) => `answer ${i}`);
    const ids = await Promise.all(
      words.map(async (text) => {
        const id = await answer(on, dialogueId, text);
        await visitor.send({ type: 'delivered', messageIds: [id] });
        await visitor.send({ type: 'read', upToMessageId: id });
        return id;
      }),
    );
    await until(async () => (await entries(on)).filter((entry) => ids.includes(entry.id)).map((entry) => entry.delivery?.state)).toEqual(
      Array(20).fill('READ'),
    );
  });

  test('a reaction comes, changes and goes', async () => {
    const on = await stage();
    const { visitor, id } = await answered(on);
    const reactions = async () => (await message(on, id)).reactions.map(({ emoji, by }) => [emoji, by]);
    await visitor.send(JSON.parse(sample('webchat', 'reaction', { [named]: id })) as object);
    await until(reactions).toEqual([['👍', 'CUSTOMER']]);
    await visitor.send({ type: 'reaction', messageId: id, emoji: '🎉', action: 'add' });
    await until(reactions).toEqual([['🎉', 'CUSTOMER']]);
    await visitor.send({ type: 'reaction', messageId: id, action: 'remove' });
    await until(reactions).toEqual([]);
  });

  test('a visitor takes back what they said, and never what we said', async () => {
    const on = await stage();
    const { visitor, id } = await answered(on);
    const [first] = await seenOf(on, visitor);
    await visitor.send(JSON.parse(sample('webchat', 'unsend', { msg_01JIN0001: first!.id })) as object);
    await visitor.send({ type: 'message.delete', messageId: id });
    await visitor.send(says('c_last', 'last', { inReplyTo: first!.id }));
    await until(() => entries(on)).toMatchObject([
      { id: first!.id, text: null, content: [], unsentAt: expect.any(String) },
      { id, text: 'Yes, it is back today.', unsentAt: null },
      { text: 'last', replyTo: { id: first!.id } },
    ]);
  });

  test('nothing of another visitor can be touched', async () => {
    const on = await stage();
    const { visitor, id } = await answered(on);
    const [first] = await seenOf(on, visitor);
    const stranger = await visit(on);
    for (const messageId of [id, first!.id]) {
      await stranger.send({ type: 'delivered', messageIds: [messageId] });
      await stranger.send({ type: 'read', upToMessageId: messageId });
      await stranger.send({ type: 'reaction', messageId, emoji: '👎', action: 'add' });
      await stranger.send({ type: 'message.delete', messageId });
      await stranger.send(says(`c_${messageId}`, 'in reply', { inReplyTo: messageId }));
    }
    await stranger.send(says('c_last', 'last'));
    await until(() => seenOf(on, stranger)).toMatchObject([{ replyTo: null }, { replyTo: null }, { text: 'last' }]);
    await visitor.send(says('c_last', 'last'));
    await until(() => seenOf(on, visitor)).toMatchObject([
      { text: 'Is it back?', reactions: [], unsentAt: null },
      { text: 'Yes, it is back today.', reactions: [], unsentAt: null, delivery: { state: 'SENT' } },
      { text: 'last' },
    ]);
  });

  test('what the widget must not send is refused with a code, and the rest of it is not taken either', async () => {
    const on = await stage();
    const visitor = await visit(on);
    const wrong = [
      says('', 'no id'),
      says('c_1', ''),
      says('c_1', 'x'.repeat(10_001)),
      {},
      'no JSON',
      { type: 'batch', events: [says('c_2', 'fine'), { text: 'no type' }] },
    ];
    for (const event of wrong) expect(await refusal(await visitor.offer(event))).toEqual([400, 'BAD_INPUT']);
    await visitor.send(says('c_last', 'last'));
    await until(() => entries(on)).toMatchObject([{ text: 'last' }]);
  });

  test('a session that is expired, forged, of another widget or missing is refused, at the widget and in the graph', async () => {
    const [on, elsewhere] = await Promise.all([stage(), stage()]);
    const who = { sub: 'vis_1', acc: on.account('webchat').id, wid: on.workspaceId, chn: 'webchat' as const };
    const key = deriveKeys(inject('world').secret).session;
    const expired = await mintSession(who, key, Date.now() - 31 * 24 * 3_600_000);
    const forged = await mintSession(who, new Uint8Array(32), Date.now());
    const { token: foreign } = await visit(elsewhere);
    const [header, claims] = forged.token.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    for (const token of [expired.token, forged.token, foreign, unsigned, `${header}.${claims}.`, 'nonsense', '']) {
      const response = await on.post(on.account('webchat'), says('c_1', 'let me in'), token ? { authorization: `Bearer ${token}` } : {});
      expect(await refusal(response)).toEqual([401, 'UNAUTHENTICATED']);
      if (token === foreign) continue;
      const { status, errors } = await on.ask('{ viewer { kind } }', {}, token);
      expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(await customers(on)).toEqual([]);
  });

  test('who the company signed for is one customer in every session, with the name it gave', async () => {
    const on = await stage();
    const { SignJWT } = await import('jose');
    const secret = new TextEncoder().encode(on.account('webchat').secrets.signingSecret);
    const sign = (expires: string, by = secret) =>
      new SignJWT({ external_id: 'user-7', name: 'Kim Lund' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(expires).sign(by);
    for (const place of ['at home', 'at work']) {
      const visitor = await visit(on, { userJwt: await sign('1h') });
      await visitor.send(says('c_1', place));
      await until(async () => (await entries(on)).at(-1)?.text).toBe(place);
    }
    expect(await onlyCustomer(on, 2)).toMatchObject({ name: 'Kim Lund' });
    expect(await refusal(await knock(on, { userJwt: await sign('1h', new Uint8Array(32)) }))).toEqual([403, 'identity_signature_invalid']);
    expect(await refusal(await knock(on, { userJwt: await sign('-1h') }))).toEqual([403, 'identity_expired']);
  });
});
