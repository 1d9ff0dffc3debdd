import { describe, expect, test } from 'vitest';
import { ana, type Body, code, day, messaging, page, toAna, world } from './world.ts';

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

  test('an album is one message with all its files; a place cannot be sent', async () => {
    const { shop, say } = await world();
    const files = ['b', 'c'].map((name) => ({ type: 'image', url: `https://a.example/${name}` }));
    await say('messenger', { attachments: files });
    expect(messaging(shop.got[0]).message).toEqual({
      mid: expect.any(String),
      attachments: files.map(({ url }) => ({ type: 'image', payload: { url } })),
    });
    expect((await say('messenger', { location: { latitude: 1, longitude: 2 } })).status).toBe(501);
  });

  test('tells a page the name of who wrote to it', async () => {
    const { say, get } = await world();
    await say('messenger');
    expect((await get(`/v26.0/${ana}`, 'page-token')).body).toEqual({ first_name: 'Ana', last_name: 'Berg', id: ana });
  });
});
