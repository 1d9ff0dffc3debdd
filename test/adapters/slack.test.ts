import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import { type ApiCall, kept, type Outbound } from '../../services/channels/plan.ts';
import { its } from '../channels/slack.ts';
import { accountOf, bytes, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';
import { shape } from './setup.ts';

const { adapter } = its;
const account = accountOf(its);
const channel = 'D00ROBINDM1';
const old = { platformId: `${channel}:1789000000.000100`, place: null };

function jsonOf(call: ApiCall | undefined): unknown {
  return call?.body && 'json' in call.body ? call.body.json : call?.body;
}

function calls(part: object): ApiCall[] {
  return adapter.render({ ...messageTo(its, []), ...part } as Outbound, account);
}

const say = (content: Content[], part: object = {}) => calls({ kind: 'message', content, ...part });

/** An event of the Events API, as the recorded message with other contents. */
function told(event: object): ReturnType<typeof eventsOf> {
  const body = { ...shape<object>('slack/message-im'), event };
  return eventsOf(its, { ...requestOf(its, 'message-im'), body: bytes(body as Json) });
}

describe('slack: what arrives', () => {
  test('a message and the mention of the bot in it are one event', async () => {
    const { event } = shape<{ event: { ts: string } }>('slack/app-mention');
    const [mention] = await told(event);
    const [message] = await told({ ...event, type: 'message', channel_type: 'channel' });
    expect(message?.key).toBe(mention?.key);
  });

  test('only another text is an edit; a preview, a reply counted and our own edit are not', async () => {
    const message = { type: 'message', user: 'U00ROBIN001', ts: '1789000000.000100', text: 'Hello, my order is VERY late' };
    const changed = { type: 'message', subtype: 'message_changed', channel, event_ts: '1789000010.000500' };
    const before = { ...message, text: 'Hello, my order is late' };
    const edit = { ...message, edited: { ts: '1789000010.000000' } };
    expect(await told({ ...changed, message: edit, previous_message: before })).toMatchObject([
      { kind: 'edit', target: old.platformId, content: [{ type: 'text', text: 'Hello, my order is VERY late' }] },
    ]);
    expect(await told({ ...changed, message: { ...before, reply_count: 1 }, previous_message: before })).toMatchObject([
      { kind: 'unknown' },
    ]);
    expect(await told({ ...changed, message: { ...edit, user: 'U00OMNIBOT1' }, previous_message: before })).toMatchObject([
      { kind: 'unknown' },
    ]);
  });

  test('marks of Slack are read as ours', async () => {
    const text = '*bold* ~gone~ <https://shop.example.com|the shop> &lt;3 &amp; <@U00OMNIBOT1> <#C1|support>';
    expect(await told({ type: 'message', user: 'U00ROBIN001', ts: '1.000001', channel, text })).toMatchObject([
      { content: [{ text: '**bold** ~~gone~~ [the shop](https://shop.example.com) <3 &  #support' }] },
    ]);
  });

  test('our own message names ours, also in a channel; a file of ours is known by its file', async () => {
    const own = { type: 'message', user: 'U00OMNIBOT1', ts: '1789000012.000700', channel: 'C00SUPPORT1', text: 'On it' };
    const metadata = { event_type: 'parlor_message', event_payload: { message: 'msg_01J', to: its.to.value } };
    expect(await told({ ...own, metadata })).toMatchObject([
      { kind: 'echo', origin: 'own', reference: 'msg_01J', contact: { addresses: [its.to] } },
    ]);
    expect(
      await told({ ...own, channel, subtype: 'file_share', files: [{ id: 'F1', url_private: 'https://files.slack.com/a' }] }),
    ).toMatchObject([{ kind: 'echo', origin: 'own', also: ['F1'] }]);
    expect(await told(own)).toMatchObject([{ kind: 'unknown' }]);
  });

  test('a form is its answers by block', async () => {
    const view = {
      id: 'V1',
      hash: '1.a',
      callback_id: 'complaint',
      state: { values: { order: { input: { type: 'plain_text_input', value: '1042' } } } },
    };
    const body = bytes({ type: 'view_submission', trigger_id: '1.2', user: { id: 'U00ROBIN001' }, view } as Json);
    const [event] = await eventsOf(its, { ...requestOf(its, 'message-im'), body });
    expect(event).toMatchObject({ kind: 'message', content: [{ type: 'form', name: 'complaint', fields: { order: '1042' } }] });
  });
});

describe('slack: what leaves', () => {
  test('a first message opens the DM; an answer in a thread stays in it and says whose it is', () => {
    const [open, post] = say([{ type: 'text', text: 'Hello' }], { place: null });
    expect([open?.path, jsonOf(open), open?.keep]).toEqual(['/conversations.open', { users: 'U00ROBIN001' }, { channel: 'channel.id' }]);
    expect(jsonOf(post)).toMatchObject({ channel: kept('channel'), text: 'Hello' });
    const [answer] = say([{ type: 'text', text: 'Hello' }], { place: { channel: 'C1', threadTs: '5.000001' } });
    expect(jsonOf(answer)).toMatchObject({
      channel: 'C1',
      thread_ts: '5.000001',
      metadata: { event_payload: { message: 'msg_01J0000000000000000000000A', to: its.to.value } },
    });
  });

  test('a file of known size is uploaded in three steps, another is linked', () => {
    const file: Content = { type: 'file', url: 'https://files.example.com/a.pdf', name: 'a.pdf', size: 9_000, caption: 'Your receipt' };
    const [ask, put, share] = say([file]);
    expect(ask?.body).toEqual({
      form: [
        ['filename', 'a.pdf'],
        ['length', '9000'],
      ],
    });
    expect([put?.path, put?.body]).toEqual([kept('url0'), { file: { url: 'https://files.example.com/a.pdf', name: 'a.pdf' } }]);
    expect(jsonOf(share)).toEqual({ files: [{ id: kept('file0'), title: 'a.pdf' }], channel_id: channel, initial_comment: 'Your receipt' });
    const { size: _size, ...unknown } = file;
    expect(jsonOf(say([unknown])[0])).toMatchObject({ text: 'Your receipt\n<https://files.example.com/a.pdf|a.pdf>' });
  });

  test('edits, deletions and reactions name channel and time; a reaction that stands there goes first', () => {
    expect(calls({ kind: 'edit', target: [old], content: [{ type: 'text', text: 'New' }] }).map(jsonOf)).toMatchObject([
      { channel, ts: '1789000000.000100', text: 'New' },
    ]);
    expect(calls({ kind: 'unsend', target: [old, { platformId: 'F1', place: null }] }).map(jsonOf)).toEqual([
      { channel, ts: '1789000000.000100' },
      { file: 'F1' },
    ]);
    expect(calls({ kind: 'reaction', target: old, emoji: '❤️', was: '👍🏽' }).map((call) => [call.path, jsonOf(call)])).toMatchObject([
      ['/reactions.remove', { name: '+1::skin-tone-4' }],
      ['/reactions.add', { name: 'heart', timestamp: '1789000000.000100' }],
    ]);
  });

  test('the token goes to Slack’s own hosts and to no other', () => {
    const asked = (url: string) => adapter.fetchMedia({ type: 'file', url, platformId: 'F1' }, account)[0]?.headers;
    expect(asked('https://files.slack.com/files-pri/T-F/a.pdf')).toEqual({ authorization: 'Bearer xoxb-1' });
    expect(asked('https://files.slack.com.evil.example/a.pdf')).toEqual({});
  });
});
