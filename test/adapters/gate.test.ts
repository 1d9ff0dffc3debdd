import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { mintSession, verifySession } from '../../kit/session.ts';
import type { Content } from '../../schema/content.ts';
import { accountOf, adapterOf, bytes, codeOf, context, now, parse, request, shape, token, visitor } from './setup.ts';

describe('webchat: sessions', () => {
  const adapter = adapterOf('webchat');
  const account = accountOf('webchat');
  const origin = 'https://shop.example.com';
  const start = async (body: object, headers: { [name: string]: string } = { origin }) => {
    const json = JSON.stringify({ type: 'session.start', widgetKey: 'wk_live_7Qm', ...body });
    const reply = await adapter.handshake(request({ headers, body: bytes(json) }), account, context);
    return { status: reply?.status, body: JSON.parse(reply?.body ?? 'null') };
  };
  const verify = (bearer: string, body: object = { type: 'typing' }, at = now) =>
    codeOf(
      adapter.verify(request({ headers: { authorization: `Bearer ${bearer}` }, body: bytes(JSON.stringify(body)) }), account, {
        ...context,
        now: at,
      }),
    );
  const jwt = (claims: { [name: string]: string }, expires: number, secret = 'a-secret-of-the-company-itself') =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(expires).sign(bytes(secret));

  test('a session start mints a visitor whose token lets its requests through', async () => {
    const { status, body } = await start({});
    const { body: example } = shape<{ response: { body: { capabilities: object } } }>('webchat/session-create-anonymous').response;
    expect(status).toBe(201);
    expect(body).toMatchObject({ visitorId: expect.stringMatching(/^vis_/), capabilities: example.capabilities });
    expect(Date.parse(body.expiresAt) - now).toBe(30 * 24 * 3_600_000);
    expect(await verifySession(body.sessionToken, context.sessionKey, now)).toMatchObject({
      sub: body.visitorId,
      acc: 'acc_1',
      wid: 'wsp_1',
    });
    expect(await verify(body.sessionToken)).toBe('nothing thrown');
  });

  test('another site or widget key gets no session', async () => {
    const refused = shape<{ body: object }>('webchat/session-error-origin-not-allowed').body;
    expect(await start({}, { origin: 'https://evil.example' })).toEqual({ status: 403, body: refused });
    expect(await start({}, {})).toEqual({ status: 403, body: refused });
    expect(await start({ widgetKey: 'wk_other' })).toMatchObject({ status: 403, body: { error: { code: 'widget_key_invalid' } } });
  });

  test('an identity the company signed becomes an address; a bad or old one gets no session', async () => {
    const soon = now / 1000 + 3_600;
    const { body } = await start({ userJwt: await jwt({ external_id: 'cust_881', name: 'Robin Vale' }, soon) });
    const headers = { authorization: `Bearer ${body.sessionToken}` };
    const [event] = adapter.parse({ type: 'message.send', clientMsgId: 'c', text: 'hi' }, request({ headers }), account);
    expect(event).toMatchObject({
      contact: { name: 'Robin Vale', addresses: [{ kind: 'external_id', value: 'cust_881' }, { kind: 'visitor' }] },
    });
    const refusal = async (userJwt: string) => (await start({ userJwt })).body.error.code;
    expect(await refusal(await jwt({ external_id: 'x' }, soon, 'another secret of somebody else'))).toBe('identity_signature_invalid');
    expect(await refusal(await jwt({ external_id: 'x' }, now / 1000 - 3_600))).toBe('identity_expired');
    expect(await refusal(await jwt({ external_id: 'x' }, now / 1000 + 10 * 24 * 3_600))).toBe('identity_signature_invalid');
  });

  test("no token, a forged one, another widget's and an expired one are turned away", async () => {
    const mint = (part: object, key = context.sessionKey) =>
      mintSession({ sub: visitor, acc: 'acc_1', wid: 'wsp_1', chn: 'webchat', ...part }, key, now);
    expect(await verify('')).toBe('UNAUTHENTICATED');
    expect(await verify((await mint({}, new Uint8Array(32))).token)).toBe('UNAUTHENTICATED');
    expect(await verify((await mint({ acc: 'acc_2' })).token)).toBe('UNAUTHENTICATED');
    expect(await verify((await mint({ wid: 'wsp_2' })).token)).toBe('UNAUTHENTICATED');
    expect(await verify(token, { type: 'typing' }, now + 31 * 24 * 3_600_000)).toBe('UNAUTHENTICATED');
    await expect(verifySession(token, context.sessionKey, now + 31 * 24 * 3_600_000)).rejects.toThrow('start a new one');
  });

  test('the widget is told what cannot be taken', async () => {
    const send = { type: 'message.send', clientMsgId: 'c', text: 'hi' };
    expect(await verify(token, send)).toBe('nothing thrown');
    expect(await verify(token, { ...send, text: 'x'.repeat(10_001) })).toBe('BAD_INPUT');
    expect(await verify(token, { ...send, clientMsgId: '' })).toBe('BAD_INPUT');
    expect(await verify(token, { ...send, text: '' })).toBe('BAD_INPUT');
    expect(await verify(token, { type: 'batch', events: Array.from({ length: 101 }, () => send) })).toBe('BAD_INPUT');
  });

  test('a visitor reaches for messages by our ids only, and is always the one in the token', () => {
    expect(parse('webchat', { type: 'message.delete', messageId: 'vis_other:c1' })).toMatchObject([{ kind: 'unknown' }]);
    const sent = parse('webchat', { type: 'message.send', clientMsgId: 'c', text: 'hi', visitorId: 'vis_other' });
    expect(sent).toMatchObject([{ contact: { addresses: [{ kind: 'visitor', value: visitor }] } }]);
    const unsigned = adapter.parse({ type: 'read' }, request({ headers: {} }), account);
    expect(unsigned).toMatchObject([{ kind: 'unknown' }]);
  });

  test('its messages are delivered by being stored; what cannot be said is refused', () => {
    const say = (content: Content[]) =>
      adapter.render(
        { kind: 'message', id: 'msg_1', to: [{ kind: 'visitor', value: visitor }], place: null, author: 'person', content },
        account,
      );
    expect(say([{ type: 'text', text: 'Hi' }])).toEqual([]);
    expect(() => say([{ type: 'unsupported', reason: 'a' }])).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
