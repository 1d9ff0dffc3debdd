import { expect, test } from 'vitest';
import type { Content } from '../../schema/content.ts';
import { parseBody } from '../../services/channels/decode.ts';
import type { ApiCall, Outbound } from '../../services/channels/plan.ts';
import { accountOf, bytes, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';
import { its } from '../channels/viber.ts';

const { adapter } = its;
const account = accountOf(its);
const sender = { id: 'xy5/5y6O81+/kbWHpLhBoA==', name: 'Robin' };

/** A message by its text on the wire: tokens are numbers there that no JavaScript number holds. */
function told(message: object): ReturnType<typeof eventsOf> {
  const said = JSON.stringify({ event: 'message', timestamp: 1_789_000_000_000, sender, message });
  return eventsOf(its, { ...requestOf(its, 'seen'), body: bytes(said.replace('{', '{"message_token":4912661846655238145,')) });
}

function calls(content: Content[]): ApiCall[] {
  return adapter.render({ ...messageTo(its, content) } as Outbound, account);
}

const bodies = (content: Content[]) => calls(content).map(({ body }) => (body && 'json' in body ? body.json : body));

test.each([
  [
    { type: 'text', text: 'Hello', tracking_data: 'x' },
    { type: 'text', text: 'Hello' },
  ],
  [
    { type: 'picture', media: 'https://a.example/b.jpg', text: 'Look' },
    { type: 'image', url: 'https://a.example/b.jpg', caption: 'Look' },
  ],
  [
    { type: 'video', media: 'https://a.example/b.mp4', size: 9 },
    { type: 'video', size: 9 },
  ],
  [
    { type: 'file', media: 'https://a.example/b', file_name: 'b.pdf', size: 9 },
    { type: 'file', name: 'b.pdf' },
  ],
  [
    { type: 'sticker', sticker_id: 46_105 },
    { type: 'sticker', platformId: '46105' },
  ],
  [
    { type: 'contact', contact: { name: 'Kim', phone_number: '+4740000000' } },
    { type: 'contact', name: 'Kim', phones: ['+4740000000'] },
  ],
  [
    { type: 'url', media: 'https://a.example' },
    { type: 'link', url: 'https://a.example' },
  ],
  [
    { type: 'location', location: { lat: 59, lon: 10 } },
    { type: 'location', latitude: 59, longitude: 10 },
  ],
  [{ type: 'of tomorrow' }, { type: 'unsupported', reason: 'of tomorrow' }],
])('%o is read, under its whole token', async (message, content) => {
  expect(await told(message)).toMatchObject([{ kind: 'message', platformId: '4912661846655238145', content: [content] }]);
});

test('an accepted message keeps every digit of its token', () => {
  const body = parseBody(bytes('{"status":0,"status_message":"ok","message_token":5741311803571721087}'));
  const [call] = calls([{ type: 'text', text: 'x' }]);
  expect(adapter.read({ status: 200, headers: {}, body }, call as ApiCall)).toEqual({ ok: true, platformId: '5741311803571721087' });
});

test('a press says the title of the button; links are opened', () => {
  const [body] = bodies([
    {
      type: 'buttons',
      text: 'Which?',
      buttons: [
        { title: 'Blue <3', payload: 'b' },
        { title: 'Shop', url: 'https://a.example' },
      ],
    },
  ]);
  expect(body).toEqual({
    receiver: sender.id,
    sender: { name: 'Harbour' },
    type: 'text',
    text: 'Which?',
    keyboard: {
      Type: 'keyboard',
      Buttons: [
        { Columns: 6, Rows: 1, ActionType: 'reply', ActionBody: 'Blue <3', Text: 'Blue ‹3' },
        { Columns: 6, Rows: 1, ActionType: 'open-url', ActionBody: 'https://a.example', Text: 'Shop' },
      ],
    },
  });
});

test('cards stand side by side, all of one height', () => {
  const cards = [
    {
      title: 'Kettle',
      subtitle: 'Blue',
      imageUrl: 'https://a.example/k.jpg',
      url: 'https://a.example/k',
      buttons: [{ title: 'Buy', payload: 'k' }],
    },
    { title: 'Cup', buttons: [] },
  ];
  const [body] = bodies([{ type: 'carousel', cards }]) as { rich_media: { ButtonsGroupRows: number; Buttons: { Rows: number }[] } }[];
  expect(body?.rich_media).toMatchObject({ Type: 'rich_media', ButtonsGroupColumns: 6, ButtonsGroupRows: 6 });
  const rows = body?.rich_media.Buttons.map(({ Rows }) => Rows) ?? [];
  expect(rows).toEqual([3, 2, 1, 3, 2, 1]);
});

test('files go with their size and over https, else as a link', () => {
  const url = 'https://a.example/b';
  expect(
    bodies([
      { type: 'video', url, size: 9 },
      { type: 'audio', url, size: 9 },
      { type: 'file', url, name: 'b.pdf' },
      { type: 'image', url: 'http://a.example/b.jpg' },
      { type: 'sticker', platformId: '46105' },
    ]),
  ).toMatchObject([
    { type: 'video', media: url, size: 9 },
    { type: 'file', media: url, size: 9, file_name: 'audio' },
    { type: 'url', media: url },
    { type: 'url', media: 'http://a.example/b.jpg' },
    { type: 'sticker', sticker_id: 46_105 },
  ]);
});

test('nothing that Viber has no field for is left out: names of places, further numbers, captions of what goes as a link', () => {
  expect(
    bodies([
      { type: 'location', latitude: 59.9, longitude: 10.7, name: 'Harbour Square', address: 'Quay 1' },
      { type: 'location', latitude: 59.9, longitude: 10.7 },
      { type: 'contact', name: 'Kim Lund', phones: ['+4740000000', '+4740000001'] },
      { type: 'contact', name: 'Sam Berg', phones: [] },
      { type: 'image', url: 'http://a.example/b.jpg', caption: 'Look' },
    ]),
  ).toMatchObject([
    { type: 'location', location: { lat: 59.9, lon: 10.7 } },
    { type: 'text', text: 'Harbour Square\nQuay 1' },
    { type: 'location' },
    { type: 'contact', contact: { name: 'Kim Lund', phone_number: '+4740000000' } },
    { type: 'contact', contact: { name: 'Kim Lund', phone_number: '+4740000001' } },
    { type: 'text', text: 'Sam Berg' },
    { type: 'text', text: 'Look\nhttp://a.example/b.jpg' },
  ]);
});
