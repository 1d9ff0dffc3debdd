import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import type { ApiCall, ApiReply, ErrorClass, Outbound } from '../../services/channels/plan.ts';
import { accountOf, adapterOf, type Channel, shape } from './setup.ts';

const psid: Outbound['to'] = [{ kind: 'psid', value: '7000000000000001' }];
const waId: Outbound['to'] = [
  { kind: 'wa_id', value: '15550002222' },
  { kind: 'bsuid', value: 'US.1' },
];

function saying(to: Outbound['to'], content: Content[], replyTo?: string): Outbound {
  const answered = replyTo === undefined ? {} : { replyTo: { platformId: replyTo, place: null } };
  return { kind: 'message', id: 'msg_01J', to, place: null, author: 'person', content, ...answered };
}

function bodyOf(call: ApiCall | undefined): Json {
  return call?.body && 'json' in call.body ? call.body.json : null;
}

function render(channel: Channel, to: Outbound['to'], content: Content[], part: { replyTo?: string } = {}): { [name: string]: Json }[] {
  const calls = adapterOf(channel).render(saying(to, content, part.replyTo), accountOf(channel));
  return calls.map((call) => bodyOf(call) as { [name: string]: Json });
}

function read(channel: Channel, reply: Partial<ApiReply>) {
  return adapterOf(channel).read({ status: 200, headers: {}, body: null, ...reply }, { gives: 'message' } as ApiCall);
}

function graphError(code: number, subcode?: number, more: object = {}): Partial<ApiReply> {
  return { status: 400, body: { error: { code, error_subcode: subcode ?? null, message: 'no', ...more } } };
}

/** What each recorded failure is, by the table on its page. */
const failures: Record<'messenger' | 'whatsapp', Record<string, ErrorClass>> = {
  messenger: {
    'error-attachment-fetch': 'content_invalid',
    'error-cannot-receive': 'recipient_blocked',
    'error-deprecated-tag': 'content_invalid',
    'error-invalid-token': 'auth_invalid',
    'error-page-restricted': 'account_restricted',
    'error-transient': 'transient',
    'error-user-unavailable-or-blocked': 'recipient_blocked',
    'error-window-closed': 'window_closed',
  },
  whatsapp: {
    'error-account-locked': 'account_restricted',
    'error-invalid-token': 'auth_invalid',
    'error-pair-rate-limit': 'rate_limited',
    'error-parameter': 'content_invalid',
    'error-recipient-not-allowed-test-number': 'recipient_invalid',
    'error-template-param-count': 'content_invalid',
  },
};

/** Further codes of the tables: [code, subcode, class]. */
const codes: Record<'messenger' | 'whatsapp', [number, number | undefined, ErrorClass][]> = {
  messenger: [
    [1, 1357046, 'already_done'],
    [1, undefined, 'transient'],
    [10, undefined, 'permission'],
    [10, 2018065, 'window_closed'],
    [10, 1893015, 'recipient_blocked'],
    [200, 1545041, 'recipient_blocked'],
    [200, 2018028, 'permission'],
    [100, 2018001, 'recipient_invalid'],
    [100, 2534037, 'not_owner'],
    [100, 2018300, 'not_owner'],
    [613, 2018338, 'rate_limited'],
    [613, 1893016, 'suppressed_by_platform'],
    [80006, undefined, 'rate_limited'],
    [4_242, undefined, 'unknown'],
  ],
  whatsapp: [
    [131047, undefined, 'window_closed'],
    [131048, undefined, 'rate_limited'],
    [131050, undefined, 'recipient_blocked'],
    [130472, undefined, 'suppressed_by_platform'],
    [131053, undefined, 'transient'],
    [0, undefined, 'auth_invalid'],
    [250, undefined, 'permission'],
    [132015, undefined, 'content_invalid'],
    [133010, undefined, 'account_restricted'],
    [4_242, undefined, 'unknown'],
  ],
};

describe.each(['messenger', 'whatsapp'] as const)('%s: answers', (channel) => {
  test.each(Object.entries(failures[channel]))('%s is %s', (name, expected) => {
    expect(read(channel, shape<ApiReply>(`${channel}/${name}`))).toMatchObject({ ok: false, class: expected });
  });

  test('every recorded failure has its row above', () => {
    const files = readdirSync(new URL(`../payloads/${channel}/`, import.meta.url)).filter((file) => file.startsWith('error-'));
    expect(files.map((file) => file.replace('.json', '')).toSorted()).toEqual(Object.keys(failures[channel]).toSorted());
  });

  test.each(codes[channel])('code %i with subcode %s is %s', (code, subcode, expected) => {
    expect(read(channel, graphError(code, subcode))).toMatchObject({ class: expected, code: subcode ? `${code}/${subcode}` : `${code}` });
  });

  test('an answer that is no error envelope is judged by its status', () => {
    expect(read(channel, { status: 502, body: '<html>Bad Gateway</html>' })).toMatchObject({ class: 'transient', code: 'http_502' });
    expect(read(channel, { status: 429, headers: { 'retry-after': '3' } })).toMatchObject({ class: 'rate_limited', retryAfter: 3_000 });
    expect(read(channel, { status: 418, body: [] })).toMatchObject({ class: 'unknown' });
    expect(read(channel, graphError(4_242, undefined, { is_transient: true }))).toMatchObject({ class: 'transient' });
  });

  test('a success without a message id is not believed, an error under 200 is an error', () => {
    expect(read(channel, { body: {} })).toMatchObject({ ok: false, class: 'unknown' });
    expect(read(channel, { ...graphError(190), status: 200 })).toMatchObject({ ok: false, class: 'auth_invalid' });
  });

  test('the time to regain access is read in minutes', () => {
    const usage = JSON.stringify({ '1': [{ call_count: 100, estimated_time_to_regain_access: 5 }] });
    const reply = { ...graphError(4), headers: { 'x-business-use-case-usage': usage } };
    expect(read(channel, reply)).toMatchObject({ class: 'rate_limited', retryAfter: 300_000 });
  });
});

test("accepted sends give the platform's message id", () => {
  expect(read('messenger', shape<ApiReply>('messenger/_send-ok'))).toEqual({ ok: true, platformId: 'm_OUT0009zzzz' });
  expect(read('messenger', shape<ApiReply>('messenger/_sender-action-ok'))).toMatchObject({ ok: false });
  expect(read('whatsapp', shape<ApiReply>('whatsapp/_send-ok'))).toEqual({ ok: true, platformId: 'wamid.OUT0001' });
  expect(read('whatsapp', shape<ApiReply>('whatsapp/_send-ok-bsuid'))).toEqual({ ok: true, platformId: 'wamid.OUT0002' });
});

describe('what is sent', () => {
  const photo: Content = { type: 'image', url: 'https://cdn.example/a.jpg', caption: 'Look' };
  const place: Content = { type: 'location', latitude: 59.9, longitude: 10.7, name: 'Harbour' };

  test('messenger: one part a call, our id in all, the reply mark on the first', () => {
    const text: Content = { type: 'text', text: 'Look' };
    const [first, second] = adapterOf('messenger').render(saying(psid, [photo, text], 'm_1'), accountOf('messenger'));
    expect(first).toMatchObject({ path: '/v26.0/110200300400500/messages', headers: { authorization: 'Bearer EAAG' } });
    expect(bodyOf(first)).toEqual({
      recipient: { id: '7000000000000001' },
      messaging_type: 'RESPONSE',
      message: { attachment: { type: 'image', payload: { url: 'https://cdn.example/a.jpg', is_reusable: true } }, metadata: 'msg_01J' },
      reply_to: { mid: 'm_1' },
    });
    expect(bodyOf(second)).toMatchObject({ message: { text: 'Look', metadata: 'msg_01J' } });
    expect(bodyOf(second)).not.toHaveProperty('reply_to');
  });

  test('whatsapp: captions stay on their media, our id travels along, a place is a place', () => {
    expect(render('whatsapp', waId, [photo, place], { replyTo: 'wamid.1' })).toEqual([
      {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '15550002222',
        type: 'image',
        image: { link: 'https://cdn.example/a.jpg', caption: 'Look' },
        context: { message_id: 'wamid.1' },
        biz_opaque_callback_data: 'msg_01J',
      },
      expect.objectContaining({ type: 'location', location: { latitude: 59.9, longitude: 10.7, name: 'Harbour' } }),
    ]);
  });

  test('whatsapp: a person without a phone is written to by the business-scoped id', () => {
    const [body] = render('whatsapp', [{ kind: 'bsuid', value: 'US.1' }], [{ type: 'text', text: 'Hi' }]);
    expect(body).toMatchObject({ recipient: 'US.1', text: { body: 'Hi' } });
    expect(body).not.toHaveProperty('to');
  });

  test('web chat makes no calls', () => {
    expect(render('webchat', [{ kind: 'visitor', value: 'vis_1' }], [{ type: 'text', text: 'Hi' }])).toEqual([]);
  });

  test.each(['messenger', 'whatsapp', 'webchat'] as const)('%s: what cannot be said is refused, never left out', (channel) => {
    const to = channel === 'messenger' ? psid : waId;
    const refused = (content: Content[]) =>
      expect(() => render(channel, to, content)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    refused([{ type: 'choice', text: 'a', payload: 'a' }]);
    refused([{ type: 'unsupported', reason: 'a' }]);
    if (channel === 'webchat') return;
    refused([]);
    refused([{ type: 'image', url: 'file:///etc/passwd' }]);
    expect(() => render(channel, [{ kind: 'visitor', value: 'v' }], [photo])).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
