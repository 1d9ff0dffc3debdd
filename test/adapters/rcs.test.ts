import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Content } from '../../schema/content.ts';
import type { ApiCall, Outbound } from '../../services/channels/plan.ts';
import { its } from '../channels/rcs.ts';
import { accountOf, bytes, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';

const { adapter } = its;
const account = accountOf(its);
const now = 1_789_000_000_000;
const robin = '/v1/phones/%2B15550002222';

function told(said: object): ReturnType<typeof eventsOf> {
  return eventsOf(
    its,
    its.request('text', bytes({ senderPhoneNumber: '+1 555-000-2222', agentId: 'harbor-agent@rbm.goog', ...said }), now),
  );
}

function calls(part: object): ApiCall[] {
  return adapter.render({ ...messageTo(its, []), ...part } as Outbound, account);
}

const say = (content: Content[]) => calls({ kind: 'message', content });
const said = (content: Content[]) =>
  say(content).map(({ body }) => (body && 'json' in body ? (body.json as { contentMessage: object }).contentMessage : body));

test.each([
  [
    { eventType: 'SUBSCRIBE', eventId: 'e' },
    { kind: 'standing', standing: 'open' },
  ],
  [
    { eventType: 'UNSUBSCRIBE', eventId: 'e' },
    { kind: 'standing', standing: 'opted_out' },
  ],
  [
    { eventType: 'DELIVERED', eventId: 'e', messageId: 'msg_01J-0' },
    { kind: 'delivery', state: 'delivered', platformIds: ['msg_01J-0'], reference: 'msg_01J' },
  ],
  [
    { eventType: 'TTL_EXPIRATION_REVOKED', eventId: 'e', messageId: 'msg_01J-0' },
    { kind: 'delivery', state: 'failed', failure: { code: 'expired' } },
  ],
  [
    { eventType: 'TTL_EXPIRATION_REVOKE_FAILED', eventId: 'e', messageId: 'msg_01J-0' },
    { kind: 'event', name: 'not_revoked' },
  ],
  [
    {
      messageId: 'm',
      userFile: { payload: { mimeType: 'image/png', fileSizeBytes: 9, fileName: 'a.png', fileUri: 'https://a.example/a' } },
    },
    { kind: 'message', content: [{ type: 'image', url: 'https://a.example/a', name: 'a.png', size: 9 }] },
  ],
  [
    { messageId: 'm', vote: {} },
    { kind: 'message', content: [{ type: 'unsupported', reason: 'vote' }] },
  ],
])('%o is read, of the same person however the number is written', async (event, expected) => {
  const [first] = await told(event);
  expect(first).toMatchObject(expected);
  if (first?.kind !== 'unknown') expect(first).toMatchObject({ contact: { addresses: [{ kind: 'phone', value: '+15550002222' }] } });
});

test('what is no base64 of JSON is refused', async () => {
  const request = { ...requestOf(its, 'text'), body: bytes({ message: { data: 'bm90IGpzb24=' } }) };
  await expect(eventsOf(its, request)).rejects.toMatchObject({ code: 'BAD_INPUT' });
});

test('each part goes under an id of ours, which a second try finds taken', () => {
  const made = say([
    { type: 'text', text: 'a' },
    { type: 'text', text: 'b' },
  ]);
  const query = 'agentId=harbor-agent%40rbm.goog';
  expect(made.map(({ path }) => path)).toEqual([
    `${robin}/agentMessages?messageId=msg_01J0000000000000000000000A-0&${query}`,
    `${robin}/agentMessages?messageId=msg_01J0000000000000000000000A-1&${query}`,
  ]);
  expect(made[0]).toMatchObject({ unanswered: 'repeat', headers: { authorization: 'Bearer token-of-the-moment' } });
  const body = { error: { code: 409, message: 'Requested entity already exists', status: 'ALREADY_EXISTS' } };
  const second = adapter.read({ status: 409, headers: {}, body }, made[1] as ApiCall);
  expect(second).toMatchObject({ class: 'already_done', platformId: 'msg_01J0000000000000000000000A-1' });
});

test('suggestions, cards and places in the shapes of the page', () => {
  const press = { title: 'Buy', payload: 'b' };
  const reply = { reply: { text: 'Buy', postbackData: 'b' } };
  const card = { title: 'Kettle', url: 'https://a.example/k', buttons: [press] };
  expect(
    said([
      {
        type: 'buttons',
        text: 'Well?',
        buttons: [press, { title: 'Shop', url: 'https://a.example' }, { title: 'Call', phone: '+4740000000' }],
      },
      { type: 'quick_replies', text: 'Sure?', replies: [press] },
      { type: 'carousel', cards: [card] },
      {
        type: 'carousel',
        cards: [card, { title: 'Full', subtitle: 'of it', url: 'https://a.example/f', buttons: [press, press, press, press] }],
      },
      { type: 'location', latitude: 59, longitude: 10, name: 'Quay' },
      { type: 'file', url: 'https://a.example/a.pdf' },
    ]),
  ).toMatchObject([
    {
      text: 'Well?',
      suggestions: [
        reply,
        { action: { openUrlAction: { url: 'https://a.example' } } },
        { action: { dialAction: { phoneNumber: '+4740000000' } } },
      ],
    },
    { text: 'Sure?', suggestions: [reply] },
    {
      richCard: {
        standaloneCard: {
          cardContent: { title: 'Kettle', suggestions: [reply, { action: { openUrlAction: { url: 'https://a.example/k' } } }] },
        },
      },
    },
    { richCard: { carouselCard: { cardContents: [{ title: 'Kettle' }, { title: 'Full', description: 'of it\nhttps://a.example/f' }] } } },
    { text: 'Quay', suggestions: [{ action: { viewLocationAction: { latLong: { latitude: 59, longitude: 10 }, label: 'Quay' } } }] },
    { contentInfo: { fileUrl: 'https://a.example/a.pdf' } },
  ]);
});

test('writing, reading and taking back', () => {
  const target = { platformId: 'm1', place: null };
  expect(calls({ kind: 'typing', on: true })).toMatchObject([
    { path: expect.stringContaining(`${robin}/agentEvents?eventId=`), optional: true },
  ]);
  expect(calls({ kind: 'read', target })).toMatchObject([{ body: { json: { eventType: 'READ', messageId: 'm1' } } }]);
  expect(calls({ kind: 'unsend', target: [target] })).toMatchObject([
    { method: 'DELETE', path: expect.stringContaining(`${robin}/agentMessages/m1?`), body: null },
  ]);
});

test('the token is asked for with an assertion that the service account signed', () => {
  const { token } = adapter;
  if (!token || !('call' in token)) throw new Error('RCS has tokens that are fetched');
  const call = token.call(account, now);
  const form = new URLSearchParams(call.body && 'form' in call.body ? call.body.form : []);
  const [head = '', claims = '', signature = ''] = form.get('assertion')?.split('.') ?? [];
  const key = createPublicKey(account.secrets.privateKey ?? '');
  expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    iss: 'parlor@harbor.iam.gserviceaccount.com',
    aud: 'https://oauth2.googleapis.com/token',
    exp: now / 1000 + 3_600,
  });
  const read = (status: number, body: object) => token.read({ status, headers: {}, body: body as never });
  expect(read(200, { access_token: 'ya29.x', expires_in: 3_599 })).toEqual({ token: 'ya29.x', seconds: 3_599 });
  expect(read(400, { error: 'invalid_grant' })).toMatchObject({ ok: false, class: 'auth_invalid', code: 'invalid_grant' });
  const broken = { ...account, secrets: { ...account.secrets, privateKey: 'none' } };
  expect(() => token.call(broken, now)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
});

test('what cannot be taken back any more says nothing of the phone', () => {
  const [call] = calls({ kind: 'unsend', target: [{ platformId: 'msg_01J-0', place: null }] });
  const gone = { status: 404, headers: {}, body: { error: { code: 404, message: 'no', status: 'NOT_FOUND' } } };
  expect(adapter.read(gone, call as ApiCall)).toMatchObject({ ok: false, class: 'content_invalid' });
});
