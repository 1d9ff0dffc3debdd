import { describe, expect, test } from 'vitest';
import { type Body, code, day, number, phone, status, toPhone, value, world } from './world.ts';

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
    const second = Date.now();
    const { whatsapp } = await world(undefined, undefined, () => second);
    const sends = Array.from({ length: 200 }, (_, index) =>
      whatsapp({ ...toPhone({ text: { body: 'x' } }), to: `47${10_000_000 + index}` }),
    );
    const codes = (await Promise.all(sends)).map((answer) => answer.body.error?.code);
    expect(codes).toContain(130429);
    expect(codes.filter((one) => one === undefined).length).toBeGreaterThanOrEqual(80);
  });

  test('an album is a message a file; places and cards are messages too', async () => {
    const { shop, say } = await world();
    const files = ['jpg', 'png'].map((ending) => ({ type: 'image', url: `https://a.example/b.${ending}` }));
    await say('whatsapp', { text: 'both', attachments: files });
    await say('whatsapp', { location: { latitude: 59.9, longitude: 10.7, name: 'Shop' } });
    await say('whatsapp', { contact: { name: 'Robin Vale', phone: '+15550003333' } });
    const seen = shop.got.map((got) => value(got).messages?.[0] ?? {});
    expect(seen.map(({ type }) => type)).toEqual(['image', 'image', 'location', 'contacts']);
    expect(seen.map(({ image }) => (image as Body | undefined)?.caption)).toEqual(['both', undefined, undefined, undefined]);
    expect(seen[2]).toMatchObject({ location: { latitude: 59.9, name: 'Shop' } });
    expect(seen[3]).toMatchObject({ contacts: [{ name: { formatted_name: 'Robin Vale' }, phones: [{ phone: '+15550003333' }] }] });
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
