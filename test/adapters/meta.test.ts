import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import type { Account } from '../../services/channels/adapter.ts';
import type { ApiCall, ApiReply, Outbound } from '../../services/channels/plan.ts';
import { its as instagram } from '../channels/instagram.ts';
import { its as messenger } from '../channels/messenger.ts';
import { metaHandshakes } from '../channels/suite/meta.ts';
import { accountOf, contextAt } from '../channels/suite/stand.ts';
import { its as whatsapp } from '../channels/whatsapp.ts';
import { codeOf, now, shape } from './setup.ts';

const channels = { messenger, instagram, whatsapp };
type Channel = keyof typeof channels;
const all = Object.keys(channels) as Channel[];
const theirs = { platformId: 'm_1', place: null };
const photo: Content = { type: 'image', url: 'https://cdn.example/a.jpg' };

function outbound(channel: Channel, part: object): Outbound {
  return { id: 'msg_01J', to: [channels[channel].to], place: null, author: 'person', lastInbound: 'm_1', ...part } as unknown as Outbound;
}

function calls(channel: Channel, part: object, account: Partial<Account> = {}): ApiCall[] {
  return channels[channel].adapter.render(outbound(channel, part), { ...accountOf(channels[channel]), ...account });
}

function bodies(channel: Channel, part: object): Json[] {
  return calls(channel, part).map(({ body }) => (body && 'json' in body ? body.json : null));
}

function say(channel: Channel, content: Content[], part: object = {}): Json[] {
  return bodies(channel, { kind: 'message', content, ...part });
}

function read(channel: Channel, reply: Partial<ApiReply>, gives: ApiCall['gives'] = 'message') {
  return channels[channel].adapter.read({ status: 200, headers: {}, body: null, ...reply }, { gives } as ApiCall);
}

describe.each(all)('%s: the door', (channel) => {
  const [shake] = metaHandshakes;
  const { adapter } = channels[channel];
  const knock = (query: object, method: 'GET' | 'POST' = 'GET') =>
    adapter.handshake(
      { ...shake!.request, method, query: { ...shake!.request.query, ...query } },
      accountOf(channels[channel]),
      contextAt(now),
    );

  test('the challenge is answered for our verify token only', async () => {
    expect(await codeOf(knock({ 'hub.verify_token': 'wrong' }))).toBe('BAD_HANDSHAKE');
    expect(await codeOf(knock({ 'hub.mode': 'unsubscribe' }))).toBe('BAD_HANDSHAKE');
    expect(await knock({}, 'POST')).toBeUndefined();
  });
});

describe.each(all)('%s: answers', (channel) => {
  test('a success without a message id is not believed where one is due, an error under 200 is an error', () => {
    expect(read(channel, { body: {} })).toMatchObject({ ok: false, class: 'unknown' });
    expect(read(channel, { body: { success: true } }, 'nothing')).toEqual({ ok: true });
    expect(read(channel, { body: { error: { code: 190 } } }, 'nothing')).toMatchObject({ ok: false, class: 'auth_invalid' });
  });

  test('the time to regain access is read in minutes, an unknown transient error is transient', () => {
    const usage = JSON.stringify({ '1': [{ call_count: 100, estimated_time_to_regain_access: 5 }] });
    const reply = { status: 400, body: { error: { code: 4 } }, headers: { 'x-business-use-case-usage': usage } };
    expect(read(channel, reply)).toMatchObject({ class: 'rate_limited', retryAfter: 300_000 });
    expect(read(channel, { status: 400, body: { error: { code: 4_242, is_transient: true } } })).toMatchObject({ class: 'transient' });
  });
});

test("accepted sends give the platform's message id; who wants no more is opted out", () => {
  expect(read('messenger', shape<ApiReply>('messenger/_send-ok'))).toEqual({ ok: true, platformId: 'm_OUT0009zzzz' });
  expect(read('messenger', shape<ApiReply>('messenger/_sender-action-ok'), 'nothing')).toEqual({ ok: true });
  expect(read('instagram', shape<ApiReply>('instagram/_send-ok'))).toEqual({ ok: true, platformId: 'aWdfZAG1faXRlbTpPVVQwMDE' });
  expect(read('whatsapp', shape<ApiReply>('whatsapp/_send-ok'))).toEqual({ ok: true, platformId: 'wamid.OUT0001' });
  expect(read('whatsapp', shape<ApiReply>('whatsapp/_send-ok-bsuid'))).toEqual({ ok: true, platformId: 'wamid.OUT0002' });
  expect(read('whatsapp', { status: 400, body: { error: { code: 131050 } } })).toMatchObject({ standing: 'opted_out' });
});

describe.each(['messenger', 'instagram'] as const)('%s: what is sent', (channel) => {
  const button = { title: 'Yes', payload: 'y' };

  test('one part a call, the reply mark on the first, the token in a header', () => {
    const [first, second] = calls(channel, { kind: 'message', content: [photo, { type: 'text', text: 'Look' }], replyTo: theirs });
    expect(first?.path).toBe(channel === 'messenger' ? '/v26.0/110200300400500/messages' : '/v26.0/me/messages');
    expect(first?.headers).toEqual({ authorization: 'Bearer EAAG' });
    expect(first?.body).toMatchObject({
      json: {
        recipient: { id: channels[channel].to.value },
        messaging_type: 'RESPONSE',
        message: { attachment: { type: 'image', payload: { url: 'https://cdn.example/a.jpg' } } },
        reply_to: { mid: 'm_1' },
      },
    });
    expect(second?.body).toMatchObject({ json: { message: { text: 'Look' } } });
    expect(second?.body).not.toHaveProperty('json.reply_to');
  });

  test('buttons, quick replies and cards are templates of the platform', () => {
    const buttons = [button, { title: 'Shop', url: 'https://shop.example' }];
    expect(say(channel, [{ type: 'buttons', text: 'Sure?', buttons }])).toMatchObject([
      {
        message: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'button',
              text: 'Sure?',
              buttons: [
                { type: 'postback', title: 'Yes', payload: 'y' },
                { type: 'web_url', title: 'Shop', url: 'https://shop.example' },
              ],
            },
          },
        },
      },
    ]);
    expect(say(channel, [{ type: 'quick_replies', text: 'Sure?', replies: [button] }])).toMatchObject([
      { message: { text: 'Sure?', quick_replies: [{ content_type: 'text', title: 'Yes', payload: 'y' }] } },
    ]);
    const [card] = say(channel, [
      {
        type: 'carousel',
        cards: [
          { title: 'Kettle', url: 'https://shop.example/1', buttons: [button] },
          { title: 'Pot', buttons: [] },
        ],
      },
    ]);
    expect(card).toMatchObject({
      message: {
        attachment: {
          payload: {
            template_type: 'generic',
            elements: [
              { title: 'Kettle', default_action: { type: 'web_url', url: 'https://shop.example/1' }, buttons: [{ type: 'postback' }] },
              { title: 'Pot' },
            ],
          },
        },
      },
    });
    expect(card).not.toHaveProperty('message.attachment.payload.elements.1.buttons');
  });

  test('after the window a person writes under the tag', () => {
    const said = say(channel, [{ type: 'text', text: 'Hi' }], { tag: 'HUMAN_AGENT' });
    expect(said).toMatchObject([{ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }]);
  });

  test('reactions by their names, typing and reading are sender actions', () => {
    const act = (part: object) => bodies(channel, part)[0];
    const about = { message_id: 'm_1' };
    expect(act({ kind: 'reaction', target: theirs, emoji: '❤' })).toMatchObject({
      sender_action: 'react',
      payload: { ...about, reaction: 'love' },
    });
    expect(act({ kind: 'reaction', target: theirs, emoji: null })).toMatchObject({ sender_action: 'unreact', payload: about });
    expect(act({ kind: 'typing', on: true })).toMatchObject({ sender_action: 'typing_on' });
    expect(act({ kind: 'read', target: theirs })).toMatchObject({ sender_action: 'mark_seen' });
    expect(() => act({ kind: 'reaction', target: theirs, emoji: '🫠' })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});

describe('messenger and instagram apart', () => {
  test('our id goes where it comes back from', () => {
    expect(say('messenger', [photo])[0]).toMatchObject({ message: { metadata: 'msg_01J' } });
    expect(say('instagram', [photo])[0]).not.toHaveProperty('message.metadata');
  });

  test('a number to call is written with its country, or refused', () => {
    const call = (phone: string) => say('messenger', [{ type: 'buttons', text: 'Call us', buttons: [{ title: 'Call', phone }] }])[0];
    expect(call('+47 400 00 000')).toMatchObject({ message: { attachment: { payload: { buttons: [{ payload: '+4740000000' }] } } } });
    expect(() => call('400 00 000')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  test('the proof of the app secret goes along where the app demands it', () => {
    const { settings } = accountOf(messenger);
    const [call] = calls('messenger', { kind: 'typing', on: true }, { settings: { ...settings, appSecretProof: true } });
    expect(call?.path).toMatch(/\/messages\?appsecret_proof=[0-9a-f]{64}$/);
  });
});

describe('whatsapp: what is sent', () => {
  test('captions stay on their media, our id travels along, a place is a place, a contact a contact', () => {
    const place: Content = { type: 'location', latitude: 59.9, longitude: 10.7, name: 'Harbour' };
    const contact: Content = { type: 'contact', name: 'Kim Lund', phones: ['+4740000000'] };
    expect(say('whatsapp', [{ ...photo, caption: 'Look' }, place, contact], { replyTo: theirs })).toEqual([
      {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '15550002222',
        type: 'image',
        image: { link: 'https://cdn.example/a.jpg', caption: 'Look' },
        context: { message_id: 'm_1' },
        biz_opaque_callback_data: 'msg_01J',
      },
      expect.objectContaining({ type: 'location', location: { latitude: 59.9, longitude: 10.7, name: 'Harbour' } }),
      expect.objectContaining({
        contacts: [{ name: { formatted_name: 'Kim Lund', first_name: 'Kim Lund' }, phones: [{ phone: '+4740000000' }] }],
      }),
    ]);
  });

  test('a person without a phone is written to by the business-scoped id', () => {
    const [body] = say('whatsapp', [{ type: 'text', text: 'Hi' }], { to: [{ kind: 'bsuid', value: 'US.1' }] });
    expect(body).toMatchObject({ recipient: 'US.1', text: { body: 'Hi' } });
    expect(body).not.toHaveProperty('to');
  });

  test('buttons and lists are interactive', () => {
    const rows = [{ title: 'Monday', payload: 'mon', description: '09:00' }];
    expect(say('whatsapp', [{ type: 'list', text: 'When?', button: 'Days', sections: [{ rows }] }])).toMatchObject([
      {
        interactive: {
          type: 'list',
          body: { text: 'When?' },
          action: { button: 'Days', sections: [{ rows: [{ id: 'mon', title: 'Monday', description: '09:00' }] }] },
        },
      },
    ]);
    expect(say('whatsapp', [{ type: 'buttons', text: 'Sure?', buttons: [{ title: 'Yes', payload: 'y' }] }])).toMatchObject([
      { interactive: { type: 'button', action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] } } },
    ]);
  });

  test('a template is filled in where each value belongs, in order', () => {
    const parameters = { '2': 'Friday', '1': 'Robin', 'header.image': 'https://cdn.example/a.jpg', 'button.0': 'order/9' };
    expect(say('whatsapp', [{ type: 'template', name: 'order_update', language: 'en_US', parameters }])).toMatchObject([
      {
        type: 'template',
        template: {
          name: 'order_update',
          language: { code: 'en_US' },
          components: [
            { type: 'header', parameters: [{ type: 'image', image: { link: 'https://cdn.example/a.jpg' } }] },
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'Robin' },
                { type: 'text', text: 'Friday' },
              ],
            },
            { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'order/9' }] },
          ],
        },
      },
    ]);
    const [named] = say('whatsapp', [{ type: 'template', name: 'hi', language: 'en', parameters: { name: 'Robin' } }]);
    expect(named).toMatchObject({ template: { components: [{ parameters: [{ parameter_name: 'name', text: 'Robin' }] }] } });
  });

  test('the templates of the business account say what they need', () => {
    const { templates } = whatsapp.adapter;
    expect(templates?.list(accountOf(whatsapp)).path).toContain('/v26.0/200000000000002/message_templates?');
    const components: Json[] = [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hi {{1}}, it comes {{2}}.' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://shop.example/{{1}}' }] },
    ];
    const data = [{ name: 'order_update', language: 'en_US', status: 'APPROVED', category: 'UTILITY', components }];
    expect(templates?.read({ status: 200, headers: {}, body: { data } })).toEqual([
      {
        name: 'order_update',
        language: 'en_US',
        category: 'utility',
        status: 'approved',
        body: 'Hi {{1}}, it comes {{2}}.',
        parameters: ['header.image', '1', '2', 'button.0'],
      },
    ]);
    expect(templates?.read({ status: 400, headers: {}, body: { error: { code: 190 } } })).toMatchObject({ class: 'auth_invalid' });
  });

  test('typing and reading name a message of theirs; without one there is nothing to type at', () => {
    const mark = { messaging_product: 'whatsapp', status: 'read', message_id: 'm_1' };
    expect(bodies('whatsapp', { kind: 'read', target: theirs })).toEqual([mark]);
    expect(bodies('whatsapp', { kind: 'typing', on: true })).toEqual([{ ...mark, typing_indicator: { type: 'text' } }]);
    expect(bodies('whatsapp', { kind: 'typing', on: true, lastInbound: undefined })).toEqual([]);
    expect(bodies('whatsapp', { kind: 'reaction', target: theirs, emoji: null })).toMatchObject([{ reaction: { emoji: '' } }]);
  });

  test('a file of theirs is fetched by its id, with the token', () => {
    const [ask, fetch] = whatsapp.adapter.fetchMedia({ type: 'image', platformId: '7' }, accountOf(whatsapp));
    expect(ask).toMatchObject({ method: 'GET', path: '/v26.0/7', keep: { url: 'url' } });
    expect(fetch).toMatchObject({ path: '\u0000url\u0000', headers: { authorization: 'Bearer EAAG' } });
  });
});

test.each(all)('%s: what cannot be said is refused, never left out', (channel) => {
  const refused = (content: Content[], part: object = {}) =>
    expect(() => say(channel, content, part)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  refused([{ type: 'choice', text: 'a', payload: 'a' }]);
  refused([{ type: 'unsupported', reason: 'a' }]);
  refused([]);
  refused([{ type: 'image', url: 'file:///etc/passwd' }]);
  refused([photo], { to: [{ kind: 'visitor', value: 'v' }] });
  expect(() => calls(channel, { kind: 'unsend', target: [theirs] })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
});
