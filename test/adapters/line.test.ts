import { expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import type { ApiCall, Outbound } from '../../services/channels/plan.ts';
import { its } from '../channels/line.ts';
import { accountOf, bytes, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';

const { adapter } = its;
const account = accountOf(its);
const source = { type: 'user', userId: 'U1' };

function told(...events: object[]): ReturnType<typeof eventsOf> {
  const all = events.map((event, index) => ({
    mode: 'active',
    timestamp: 1_789_000_000_000,
    source,
    webhookEventId: `E${index}`,
    ...event,
  }));
  return eventsOf(its, { ...requestOf(its, 'text'), body: bytes({ destination: 'U0bot', events: all } as Json) });
}

function calls(part: object): ApiCall[] {
  return adapter.render({ ...messageTo(its, []), ...part } as Outbound, account);
}

const say = (content: Content[], part: object = {}) => calls({ kind: 'message', content, ...part });
const bodies = (made: ApiCall[]) => made.map(({ body }) => (body && 'json' in body ? body.json : body));

test("the console's check has no events, and that is well", async () => {
  expect(await told()).toEqual([]);
});

test('what another module answers is told as an event, so that nobody takes it for theirs', async () => {
  const message = { id: '1', type: 'text', text: 'Hi' };
  expect(await told({ type: 'message', mode: 'standby', message })).toMatchObject([
    { kind: 'event', name: 'standby', data: { from: 'customer', text: 'Hi', platformId: '1' } },
  ]);
  expect(await told({ type: 'unfollow', mode: 'standby' })).toMatchObject([{ kind: 'standing', standing: 'blocked' }]);
});

test('presses, pictures of one album, groups and the rest', async () => {
  const group = { type: 'group', groupId: 'G1', userId: 'U1' };
  const image = { id: '5', type: 'image', imageSet: { id: 'S1', index: 1, total: 2 }, contentProvider: { type: 'line' } };
  const shared = { id: '6', type: 'image', contentProvider: { type: 'external', originalContentUrl: 'https://a.example/b.jpg' } };
  const file = { id: '7', type: 'file', fileName: 'a.pdf', fileSize: 20 };
  const events = await told(
    { type: 'postback', postback: { data: 'flow:1' } },
    { type: 'postback', postback: { data: 'when', params: { datetime: '2026-11-24T10:00' } } },
    { type: 'message', message: image },
    { type: 'message', message: shared },
    { type: 'message', message: file, source: group },
    { type: 'message', message: { id: '8', type: 'text', text: 'x', quotedMessageId: '1' } },
    { type: 'memberJoined', source: group, joined: { members: [{ type: 'user', userId: 'U2' }] } },
    { type: 'join', source: { type: 'group', groupId: 'G1' } },
    { type: 'videoPlayComplete', videoPlayComplete: { trackingId: 't' } },
    { type: 'of tomorrow' },
  );
  expect(events).toMatchObject([
    { kind: 'message', content: [{ type: 'choice', payload: 'flow:1' }] },
    { kind: 'message', content: [{ type: 'choice', text: '2026-11-24T10:00', payload: 'when' }] },
    { kind: 'message', burst: 'S1', content: [{ type: 'image', platformId: '5' }] },
    { kind: 'message', content: [{ type: 'image', url: 'https://a.example/b.jpg' }] },
    {
      kind: 'message',
      contact: { addresses: [{ value: 'U1' }], place: { to: 'G1' } },
      content: [{ type: 'file', name: 'a.pdf', size: 20 }],
    },
    { kind: 'message', replyTo: '1' },
    { kind: 'event', name: 'member_joined', contact: { addresses: [{ value: 'U2' }] } },
    { kind: 'account', name: 'join' },
    { kind: 'event', name: 'video_played' },
    { kind: 'unknown' },
  ]);
});

test('what is said in private is answered there, whatever group the person wrote in before, joined or left', async () => {
  const group = { type: 'group', groupId: 'G1', userId: 'U1' };
  const places = async (...events: object[]) =>
    (await told(...events)).map((event) => ('contact' in event ? (event.contact.place ?? 'as before') : null));
  const sticker = { id: '9', type: 'sticker', packageId: '1', stickerId: '1' };
  expect(await places({ type: 'message', message: sticker, source: group }, { type: 'message', message: sticker })).toEqual([
    { to: 'G1' },
    {},
  ]);
  expect(await places({ type: 'postback', postback: { data: 'x' } })).toEqual([{}]);
  const members = { members: [{ type: 'user', userId: 'U1' }] };
  const moves = [
    { type: 'memberJoined', source: group, joined: members },
    { type: 'memberLeft', source: group, left: members },
  ];
  expect(await places(...moves)).toEqual(['as before', 'as before']);
});

test('each message is pushed by a key of its own, the same at every try', () => {
  const content: Content[] = [
    { type: 'text', text: 'One' },
    { type: 'text', text: 'Two' },
  ];
  const keys = () => say(content).map(({ headers }) => headers['x-line-retry-key']);
  expect(keys()).toEqual(keys());
  expect(new Set(keys()).size).toBe(2);
  for (const key of keys()) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(say(content)[0]).toMatchObject({ path: '/v2/bot/message/push', unanswered: 'repeat' });
});

test('a repeated push gives the id it had', () => {
  const [call] = say([{ type: 'text', text: 'x' }]);
  const body = { message: 'The retry key is already accepted', sentMessages: [{ id: '461230966842064897' }] };
  expect(adapter.read({ status: 409, headers: {}, body }, call as ApiCall)).toMatchObject({
    class: 'already_done',
    platformId: '461230966842064897',
  });
});

test('an answer quotes, in the chat it came from', () => {
  const replyTo = { platformId: '1', place: { quoteToken: 'q1' } };
  expect(
    bodies(
      say(
        [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
        { replyTo, place: { to: 'G1' } },
      ),
    ),
  ).toEqual([
    { to: 'G1', messages: [{ type: 'text', text: 'a', quoteToken: 'q1' }] },
    { to: 'G1', messages: [{ type: 'text', text: 'b' }] },
  ]);
  const [picture, words] = bodies(
    say(
      [
        { type: 'image', url: 'https://a.example/b.jpg' },
        { type: 'text', text: 'a' },
      ],
      { replyTo },
    ),
  );
  expect(picture).not.toHaveProperty('messages.0.quoteToken');
  expect(words).toMatchObject({ messages: [{ text: 'a', quoteToken: 'q1' }] });
});

test('buttons, replies, cards, places and files in the shapes of the page', () => {
  const press = { title: 'Blue', payload: 'b' };
  const content: Content[] = [
    { type: 'buttons', text: 'Which?', buttons: [press, { title: 'Call', phone: '+47 400 00 000' }] },
    { type: 'quick_replies', text: 'Sure?', replies: [press] },
    {
      type: 'carousel',
      cards: [
        { title: 'Kettle', imageUrl: 'https://a.example/k.jpg', buttons: [press] },
        { title: 'Cup', buttons: [] },
      ],
    },
    { type: 'location', latitude: 59, longitude: 10 },
    { type: 'image', url: 'https://a.example/b.jpg' },
    { type: 'image', url: 'http://a.example/b.jpg', name: 'b.jpg' },
    { type: 'sticker', platformId: '446:1988' },
  ];
  const action = { type: 'postback', label: 'Blue', data: 'b', displayText: 'Blue' };
  const messages = bodies(say(content)).map((body) => (body as { messages: object[] }).messages[0]);
  expect(messages).toMatchObject([
    {
      type: 'template',
      altText: 'Which?',
      template: { type: 'buttons', text: 'Which?', actions: [action, { type: 'uri', uri: 'tel:+4740000000' }] },
    },
    { type: 'text', text: 'Sure?', quickReply: { items: [{ type: 'action', action }] } },
    {
      type: 'flex',
      altText: 'Kettle, Cup',
      contents: { type: 'carousel', contents: [{ type: 'bubble', footer: { contents: [{ action }] } }, { type: 'bubble' }] },
    },
    { type: 'location', title: '59, 10', address: '59, 10' },
    { type: 'image', originalContentUrl: 'https://a.example/b.jpg', previewImageUrl: 'https://a.example/b.jpg' },
    { type: 'text', text: 'b.jpg\nhttp://a.example/b.jpg' },
    { type: 'sticker', packageId: '446', stickerId: '1988' },
  ]);
});

test('reading and writing are shown to a person, not to a group', () => {
  const place = { markAsReadToken: 't1' };
  expect(bodies(calls({ kind: 'read', target: { platformId: '1', place } }))).toEqual([{ markAsReadToken: 't1' }]);
  expect(calls({ kind: 'read', target: { platformId: '1', place: null } })).toEqual([]);
  expect(calls({ kind: 'typing', on: true })).toMatchObject([{ path: '/v2/bot/chat/loading/start', optional: true }]);
  expect(calls({ kind: 'typing', on: true, place: { to: 'G1' } })).toEqual([]);
});
