import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { slack } from '../../sandbox/platforms/slack/slack.ts';
import { played, type Taken } from './played.ts';

const eventIn = ({ body }: Taken) => JSON.parse(String(body)).event;

/** A clock that stands still, so that what is too fast is so on a slow machine too. */
function standing(): () => number {
  const now = Date.now();
  return () => now;
}

async function world(now?: () => number) {
  const it = await played(slack, now);
  const { signingSecret = '', botToken } = it.account.secrets;
  const ask = async (method: string, args: object, token = botToken) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await it.call(`/api/${method}`, { method: 'POST', headers, body: JSON.stringify(args) });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return { ...it, ask, signingSecret };
}

describe('slack', () => {
  test('events are signed with their time, in an envelope', async () => {
    const { deed, got, signingSecret, account } = await world();
    const told = await deed('say', { text: 'Hello' });
    const [event] = got;
    const { 'x-slack-request-timestamp': at, 'x-slack-signature': signature } = event!.headers;
    expect(signature).toBe(`v0=${createHmac('sha256', signingSecret).update(`v0:${at}:${event!.body}`).digest('hex')}`);
    expect(JSON.parse(String(event!.body))).toMatchObject({
      type: 'event_callback',
      team_id: account.settings.teamId,
      event_id: expect.stringMatching(/^Ev/),
    });
    expect(eventIn(event!)).toMatchObject({ type: 'message', user: 'U00ROBIN001', text: 'Hello', channel_type: 'im' });
    expect(told.body.messageId).toBe(`${eventIn(event!).channel}:${eventIn(event!).ts}`);
  });

  test('a message of the bot comes back with its metadata, a press of its button as a form', async () => {
    const { deed, got, ask, sent } = await world();
    await deed('say', { text: 'Hello' });
    const opened = await ask('conversations.open', { users: 'U00ROBIN001' });
    const channel = opened.body.channel.id;
    const button = { type: 'button', action_id: 'a', value: 'flow:track', text: { type: 'plain_text', text: 'Track' } };
    const metadata = { event_type: 'parlor', event_payload: { id: 'msg_1' } };
    const posted = await ask('chat.postMessage', { channel, text: 'Pick', blocks: [{ type: 'actions', elements: [button] }], metadata });
    expect(posted.body).toMatchObject({ ok: true, channel, ts: expect.stringMatching(/^\d{10}\.\d{6}$/) });
    await expect.poll(() => got.length).toBe(2);
    expect(eventIn(got[1]!)).toMatchObject({ bot_id: expect.any(String), text: 'Pick', metadata, ts: posted.body.ts });
    expect(await sent()).toMatchObject([{ to: 'U00ROBIN001', reference: 'msg_1' }]);
    await deed('say', { payload: 'flow:track' });
    const form = new URLSearchParams(String(got[2]?.body));
    expect(JSON.parse(form.get('payload') ?? '')).toMatchObject({
      type: 'block_actions',
      container: { message_ts: posted.body.ts },
      actions: [{ action_id: 'a', value: 'flow:track' }],
    });
  });

  const section = (text: string) => ({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
  const actions = (...elements: object[]) => ({ blocks: [{ type: 'actions', elements }] });
  const button = (part: object = {}) => ({ type: 'button', text: { type: 'plain_text', text: 'x' }, value: 'x', ...part });
  test.each<[string, object, string]>([
    ['nothing to say', {}, 'no_text'],
    ['40001 characters', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['a section of 3001', section('x'.repeat(3_001)), 'invalid_blocks'],
    ['51 blocks', { blocks: Array(51).fill({ type: 'divider' }) }, 'invalid_blocks'],
    ['26 buttons', actions(...Array.from({ length: 26 }, () => button())), 'invalid_blocks'],
    ['a title of 76', actions(button({ text: { type: 'plain_text', text: 'x'.repeat(76) } })), 'invalid_blocks'],
    ['a value of 2001', actions(button({ value: 'x'.repeat(2_001) })), 'invalid_blocks'],
    ['an unknown block', { blocks: [{ type: 'carousel' }] }, 'invalid_blocks'],
    ['a channel nobody knows', { channel: 'C404', text: 'x' }, 'channel_not_found'],
  ])('refuses %s', async (_what, args, error) => {
    const { deed, ask } = await world();
    await deed('say');
    expect(await ask('chat.postMessage', { channel: 'U00ROBIN001', ...args })).toMatchObject({ status: 200, body: { ok: false, error } });
  });

  test('about one message a second goes into a channel', async () => {
    const { deed, ask } = await world(standing());
    await deed('say');
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask('chat.postMessage', { channel: 'U00ROBIN001', text: 'x' })));
    const late = answers.find(({ status }) => status === 429);
    expect(late?.headers.get('retry-after')).toBe('1');
    expect(late?.body).toEqual({ ok: false, error: 'ratelimited' });
  });

  test('a file goes up in three steps, and only its event tells the message', async () => {
    const { deed, ask, call, got, account } = await world();
    await deed('say');
    const { body: announced } = await ask('files.getUploadURLExternal', { filename: 'a.txt', length: 5 });
    expect((await fetch(announced.upload_url, { method: 'POST', body: 'toolong' })).status).toBe(400);
    expect((await fetch(announced.upload_url, { method: 'POST', body: 'hello' })).status).toBe(200);
    const done = { files: [{ id: announced.file_id, title: 'A' }], channel_id: 'U00ROBIN001', initial_comment: 'Here' };
    expect((await ask('files.completeUploadExternal', done)).body).toEqual({ ok: true, files: [{ id: announced.file_id, title: 'A' }] });
    await expect.poll(() => got.length).toBe(2);
    const event = eventIn(got[1]!);
    expect(event).toMatchObject({ subtype: 'file_share', text: 'Here', files: [{ id: announced.file_id, size: 5 }] });
    const { pathname } = new URL(event.files[0].url_private_download);
    const path = pathname.replace('/slack', '');
    expect(await (await call(path)).text()).toContain('Sign in');
    expect(await (await call(path, { headers: { authorization: `Bearer ${account.secrets.botToken}` } })).text()).toBe('hello');
  });

  test('only own messages are edited and deleted, reactions are told twice over', async () => {
    const { deed, ask, got } = await world();
    const said = await deed('say');
    const theirs = { channel: 'U00ROBIN001', ts: said.body.messageId.split(':')[1] };
    expect((await ask('chat.update', { ...theirs, text: 'y' })).body.error).toBe('cant_update_message');
    const { body: own } = await ask('chat.postMessage', { channel: 'U00ROBIN001', text: 'x' });
    expect((await ask('chat.update', { channel: own.channel, ts: own.ts, text: 'y' })).body).toMatchObject({ ok: true, text: 'y' });
    expect((await ask('chat.delete', { channel: own.channel, ts: own.ts })).body.ok).toBe(true);
    expect((await ask('chat.delete', { channel: own.channel, ts: own.ts })).body.error).toBe('message_not_found');
    await expect
      .poll(() => got.map((event) => eventIn(event).subtype))
      .toEqual([undefined, undefined, 'message_changed', 'message_deleted']);
    const about = { channel: 'U00ROBIN001', timestamp: theirs.ts, name: 'thumbsup' };
    expect((await ask('reactions.add', about)).body).toEqual({ ok: true });
    expect((await ask('reactions.add', about)).body.error).toBe('already_reacted');
    expect((await ask('reactions.remove', about)).body).toEqual({ ok: true });
    expect((await ask('reactions.remove', about)).body.error).toBe('no_reaction');
  });

  test('who has no token, or one that was revoked, is told so', async () => {
    const { deed, ask, got } = await world();
    expect((await ask('auth.test', {}, 'xoxb-wrong')).body).toEqual({ ok: false, error: 'invalid_auth' });
    expect((await ask('auth.test', {})).body.ok).toBe(true);
    await deed('uninstall');
    expect(got.map((event) => eventIn(event).type).toSorted()).toEqual(['app_uninstalled', 'tokens_revoked']);
    expect((await ask('auth.test', {})).body).toEqual({ ok: false, error: 'token_revoked' });
  });

  test('an unanswered event comes again three times at most, and says so', async () => {
    const { deed, product, got } = await world();
    let refused = 0;
    product.reply = () => ({ status: refused++ === 0 ? 500 : 200 });
    await deed('say');
    await expect.poll(() => got.length).toBe(1);
    expect(got[0]?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' });
  });
});
