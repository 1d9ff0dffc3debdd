import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import { type ApiCall, kept, type Outbound } from '../../services/channels/plan.ts';
import { accountOf, bytes, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';
import { its } from '../channels/telegram.ts';

const { adapter } = its;
const account = accountOf(its);
const base = '/bot7000000001:AAF-token_of_the_bot';
const robin = { id: 555000111, is_bot: false, first_name: 'Robin' };
const chat = { id: 555000111, type: 'private', first_name: 'Robin' };
const group = { id: -1001234567890, type: 'supergroup', title: 'Harbour' };

function told(update: object): ReturnType<typeof eventsOf> {
  return eventsOf(its, { ...requestOf(its, 'text'), body: bytes({ update_id: 1, ...update } as Json) });
}

const message = (part: object) => ({ message_id: 7, from: robin, chat, date: 1_789_000_000, ...part });

function made(part: object): { method: string; body: ApiCall['body'] }[] {
  const calls = adapter.render({ ...messageTo(its, []), ...part } as Outbound, account);
  return calls.map(({ path, body }) => ({ method: path.replace(`${base}/`, ''), body }));
}

const say = (content: Content[], part: object = {}) => made({ kind: 'message', content, ...part });
const named = (platformId: string) => ({ platformId, place: null });

describe('telegram: what arrives', () => {
  test.each([
    ['video_note', { video_note: { file_id: 'F', length: 240 } }, { type: 'video', platformId: 'F' }],
    ['animation', { animation: { file_id: 'F', mime_type: 'video/mp4' }, document: { file_id: 'D' } }, { type: 'video', platformId: 'F' }],
    ['sticker', { sticker: { file_id: 'F', is_video: true } }, { type: 'sticker', mimeType: 'video/webm' }],
    ['venue', { venue: { location: { latitude: 59, longitude: 10 }, title: 'Quay', address: 'Oslo' } }, { type: 'location', name: 'Quay' }],
    ['web app', { web_app_data: { data: '{"size":"L"}', button_text: 'Order' } }, { type: 'form', name: 'Order', fields: { size: 'L' } }],
    [
      'poll',
      { poll: { question: 'When?', options: [{ text: 'Now' }, { text: 'Later' }] } },
      { type: 'text', text: 'When?\n• Now\n• Later' },
    ],
    ['story', { story: { id: 4 } }, { type: 'unsupported', reason: 'story' }],
  ])('a %s is read', async (_name, part, content) => {
    expect(await told({ message: message(part) })).toMatchObject([{ kind: 'message', content: [content] }]);
  });

  test('a topic of a group is where to answer; answers within a group are none', async () => {
    const inTopic = message({ chat: group, message_thread_id: 12, is_topic_message: true, text: 'x' });
    expect(await told({ message: inTopic })).toMatchObject([
      {
        platformId: '-1001234567890:7',
        contact: { addresses: [{ value: '555000111' }], place: { chatId: '-1001234567890', threadId: '12' } },
      },
    ]);
    const [answer] = await told({
      message: message({ chat: group, message_thread_id: 12, text: 'x', reply_to_message: { message_id: 5 } }),
    });
    expect(answer).toMatchObject({ replyTo: '-1001234567890:5', contact: { place: { chatId: '-1001234567890' } } });
    expect(answer).not.toHaveProperty('contact.place.threadId');
  });

  test('what happens in a chat, what bots say and what has no person is kept', async () => {
    const silent = [
      { message: message({ pinned_message: { message_id: 1 } }) },
      { message: message({ from: { ...robin, is_bot: true }, text: 'x' }) },
      { channel_post: message({ text: 'x' }) },
      { inline_query: { id: '1', from: robin, query: 'x' } },
      { managed_bot: {} },
    ];
    for (const update of silent) expect(await told(update)).toMatchObject([{ kind: 'unknown' }]);
  });

  test('a business chat tells who of the two wrote, and what was deleted', async () => {
    const inBusiness = (part: object) => message({ business_connection_id: 'B1', text: 'x', ...part });
    const place = { chatId: '555000111', businessConnectionId: 'B1' };
    expect(await told({ business_message: inBusiness({}) })).toMatchObject([
      { kind: 'message', platformId: 'B1:555000111:7', contact: { place } },
    ]);
    expect(await told({ business_message: inBusiness({ from: { id: 9, is_bot: false } }) })).toMatchObject([
      { kind: 'echo', origin: 'person', contact: { addresses: [{ value: '555000111' }] } },
    ]);
    const byUs = inBusiness({ from: { id: 9, is_bot: false }, sender_business_bot: { id: 7_000_000_001 } });
    expect(await told({ business_message: byUs })).toMatchObject([{ kind: 'echo', origin: 'own' }]);
    expect(await told({ deleted_business_messages: { business_connection_id: 'B1', chat, message_ids: [7, 8] } })).toMatchObject([
      { kind: 'unsend', target: 'B1:555000111:7' },
      { kind: 'unsend', target: 'B1:555000111:8' },
    ]);
    expect(await told({ business_connection: { id: 'B1', user: robin, date: 1_789_000_000 } })).toMatchObject([{ kind: 'account' }]);
  });

  test('the reaction that is new counts, whatever else stood there', async () => {
    const react = (before: string[], after: string[]) => {
      const types = (list: string[]) => list.map((emoji) => ({ type: 'emoji', emoji }));
      return told({
        message_reaction: {
          chat,
          message_id: 7,
          user: robin,
          date: 1_789_000_000,
          old_reaction: types(before),
          new_reaction: types(after),
        },
      });
    };
    expect(await react(['👍'], ['❤', '👍'])).toMatchObject([{ emoji: '❤' }]);
    expect(await react(['👍'], [])).toMatchObject([{ emoji: null }]);
  });

  test('who comes back after a block is open again; in a group it says nothing of a person', async () => {
    const change = (status: string, where: object = chat) =>
      told({ my_chat_member: { chat: where, from: robin, date: 1, old_chat_member: { status: 'kicked' }, new_chat_member: { status } } });
    expect(await change('member')).toMatchObject([{ kind: 'standing', standing: 'open' }]);
    expect(await change('left', group)).toMatchObject([{ kind: 'event', name: 'bot_in_group' }]);
  });

  test('a file is found by its id; the link that leads to it is shown to nobody', async () => {
    const [event] = await told({ message: message({ document: { file_id: 'F/1', file_name: 'a.pdf' } }) });
    expect(JSON.stringify(event)).not.toContain('http');
    const calls = adapter.fetchMedia({ type: 'file', platformId: 'F/1' }, account);
    expect(calls).toMatchObject([
      { path: `${base}/getFile`, body: { json: { file_id: 'F/1' } }, keep: { path: 'result.file_path' } },
      { method: 'GET', path: `/file${base}/${kept('path')}` },
    ]);
  });
});

describe('telegram: what is sent', () => {
  test('words are HTML, the answer mark is on the first part, choices are keyboards', () => {
    const buttons: Content = {
      type: 'buttons',
      text: 'Which?',
      buttons: [
        { title: 'Blue', payload: 'b' },
        { title: 'Shop', url: 'https://a.example' },
      ],
    };
    const replies: Content = { type: 'quick_replies', text: 'Sure?', replies: [{ title: 'Yes', payload: 'y' }] };
    expect(say([{ type: 'text', text: '<b>Hi</b>' }, buttons, replies], { replyTo: named('555000111:99') })).toEqual([
      {
        method: 'sendMessage',
        body: {
          json: {
            chat_id: 555000111,
            text: '<b>Hi</b>',
            parse_mode: 'HTML',
            reply_parameters: { message_id: 99, allow_sending_without_reply: true },
          },
        },
      },
      {
        method: 'sendMessage',
        body: {
          json: {
            chat_id: 555000111,
            text: 'Which?',
            parse_mode: 'HTML',
            reply_markup: { inline_keyboard: [[{ text: 'Blue', callback_data: 'b' }], [{ text: 'Shop', url: 'https://a.example' }]] },
          },
        },
      },
      {
        method: 'sendMessage',
        body: {
          json: {
            chat_id: 555000111,
            text: 'Sure?',
            parse_mode: 'HTML',
            reply_markup: { keyboard: [[{ text: 'Yes' }]], one_time_keyboard: true, resize_keyboard: true },
          },
        },
      },
    ]);
  });

  test('files go by their link, unless they are ours, large, or of a kind that is not fetched', () => {
    const url = 'https://files.example.com/a';
    const image: Content = { type: 'image', url, mimeType: 'image/jpeg', caption: 'Look' };
    expect(say([image])).toMatchObject([{ method: 'sendPhoto', body: { json: { photo: url, caption: 'Look', parse_mode: 'HTML' } } }]);
    const sent = { parts: expect.arrayContaining([{ name: 'chat_id', value: '555000111' }]) };
    expect(say([{ ...image, mediaId: 'med_1' }])).toMatchObject([{ method: 'sendPhoto', body: sent }]);
    expect(say([{ ...image, size: 6_000_000 }])).toMatchObject([{ body: sent }]);
    expect(say([{ type: 'file', url, mimeType: 'text/plain', name: 'a.txt' }])).toMatchObject([{ method: 'sendDocument', body: sent }]);
    expect(say([{ type: 'audio', url, mimeType: 'audio/ogg' }])).toMatchObject([{ method: 'sendVoice' }]);
    expect(say([{ type: 'sticker', platformId: 'F' }])).toMatchObject([{ method: 'sendSticker', body: { json: { sticker: 'F' } } }]);
  });

  test('an answer goes where the person wrote', () => {
    const place = { chatId: '-1001234567890', threadId: '12', businessConnectionId: 'B1' };
    expect(say([{ type: 'text', text: 'x' }], { place })).toMatchObject([
      { body: { json: { chat_id: -1_001_234_567_890, message_thread_id: 12, business_connection_id: 'B1' } } },
    ]);
    expect(say([{ type: 'text', text: 'x' }], { place: null })).toMatchObject([{ body: { json: { chat_id: 555000111 } } }]);
  });

  test('an edit takes the place of what was said, part by part', () => {
    const text = (said: string): Content => ({ type: 'text', text: said });
    const edit = (target: string[], content: Content[]) => made({ kind: 'edit', target: target.map(named), content });
    const methods = (calls: { method: string }[]) => calls.map(({ method }) => method);
    expect(edit(['555000111:7'], [text('new')])).toMatchObject([
      { method: 'editMessageText', body: { json: { message_id: 7, text: 'new' } } },
    ]);
    expect(methods(edit(['555000111:7', '555000111:8'], [text('a')]))).toEqual(['editMessageText', 'deleteMessage']);
    expect(methods(edit(['555000111:7'], [text('a'), text('b')]))).toEqual(['editMessageText', 'sendMessage']);
  });

  test('reactions, typing, deletions and read marks, where there are any', () => {
    expect(made({ kind: 'reaction', target: named('555000111:7'), emoji: null })).toMatchObject([
      { method: 'setMessageReaction', body: { json: { message_id: 7, reaction: [] } } },
    ]);
    expect(made({ kind: 'reaction', target: named('555000111:7'), emoji: '❤️' })).toMatchObject([
      { body: { json: { reaction: [{ type: 'emoji', emoji: '❤' }] } } },
    ]);
    expect(made({ kind: 'typing', on: true })).toMatchObject([{ method: 'sendChatAction' }]);
    expect(made({ kind: 'typing', on: false })).toEqual([]);
    expect(made({ kind: 'unsend', target: [named('B1:555000111:7')] })).toMatchObject([{ method: 'deleteBusinessMessages' }]);
    expect(made({ kind: 'read', target: named('555000111:7') })).toEqual([]);
    expect(made({ kind: 'read', target: named('B1:555000111:7') })).toMatchObject([
      { method: 'readBusinessMessage', body: { json: { business_connection_id: 'B1', chat_id: 555000111, message_id: 7 } } },
    ]);
  });
});
