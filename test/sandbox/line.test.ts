import { createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { line } from '../../sandbox/platforms/line/line.ts';
import { played } from './played.ts';

const robin = 'U4af4980629000000000000000000000a';

/** The platform with a short way to call it. */
async function account() {
  const on = await played(line);
  const call = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const sent = { authorization: `Bearer ${on.account.secrets.channelAccessToken}`, 'content-type': 'application/json', ...headers };
    const response = await on.call(`/v2/bot${path}`, { method: 'POST', headers: sent, body: JSON.stringify(body) });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as { message?: string; sentMessages?: { id: string }[]; details?: object[] },
    };
  };
  const push = (message: object, headers?: Record<string, string>) => call('/message/push', { to: robin, messages: [message] }, headers);
  const event = () => (JSON.parse(on.got.at(-1)?.body.toString() ?? '{}') as { events: Record<string, unknown>[] }).events[0] ?? {};
  return { ...on, post: call, push, event };
}

const hi = { type: 'text', text: 'Hi' };

test('what people do comes signed, in an envelope for the account', async () => {
  const { deed, got, event, account: own } = await account();
  const { body } = await deed('say', { text: 'Hello' });
  const mac = createHmac('sha256', own.secrets.channelSecret!).update(got[0]!.body).digest('base64');
  expect(got[0]?.headers['x-line-signature']).toBe(mac);
  expect(event()).toMatchObject({
    type: 'message',
    source: { userId: robin },
    message: { type: 'text', text: 'Hello' },
    deliveryContext: { isRedelivery: false },
  });
  await deed('unsend', { messageId: body.messageId });
  expect(event()).toMatchObject({ type: 'unsend', unsend: { messageId: body.messageId } });
  await deed('verify', {});
  expect(JSON.parse(got.at(-1)?.body.toString() ?? '')).toMatchObject({ destination: own.settings.botUserId, events: [] });
});

test('a retry key is taken once, also when its first answer was lost', async () => {
  const { deed, push, sent } = await account();
  await deed('say', {});
  const key = { 'x-line-retry-key': randomUUID() };
  await deed('settings', { fault: { lost: 'answer' } });
  await expect(push(hi, key)).rejects.toThrow();
  const again = await push(hi, key);
  expect(again).toMatchObject({ status: 409, body: { message: 'The retry key is already accepted' } });
  expect(again.headers.get('x-line-accepted-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect((await sent()).map(({ messageId }) => messageId)).toEqual(again.body.sentMessages?.map(({ id }) => id));
  expect((await push(hi, { 'x-line-retry-key': 'no uuid' })).status).toBe(400);
});

test('a reply token answers once', async () => {
  const { deed, post, event } = await account();
  await deed('say', {});
  const { replyToken } = event();
  expect((await post('/message/reply', { replyToken, messages: [hi] })).status).toBe(200);
  expect(await post('/message/reply', { replyToken, messages: [hi] })).toMatchObject({
    status: 400,
    body: { message: 'Invalid reply token' },
  });
});

test('who blocked the account is written to in vain, without a word', async () => {
  const { deed, push, event, sent } = await account();
  expect((await push(hi)).status).toBe(400);
  await deed('say', {});
  await deed('block', {});
  expect(event()).toMatchObject({ type: 'unfollow' });
  expect((await push(hi)).status).toBe(200);
  expect(await sent()).toMatchObject([{ state: 'failed' }]);
  await deed('unblock', {});
  expect(event()).toMatchObject({ type: 'follow', follow: { isUnblocked: true } });
});

test('messages keep their limits, and refusals say where', async () => {
  const { deed, push, post } = await account();
  await deed('say', {});
  expect(await push({ type: 'text', text: '🎉'.repeat(2_501) })).toMatchObject({
    status: 400,
    body: { details: [{ property: 'messages[0].text' }] },
  });
  expect((await push({ type: 'text', text: 'x'.repeat(5_000) })).status).toBe(200);
  const action = (data: string) => ({ type: 'postback', label: 'Go', data });
  const buttons = (count: number, data = 'd') => ({
    type: 'template',
    altText: 'Pick',
    template: { type: 'buttons', text: 'Pick', actions: Array.from({ length: count }, () => action(data)) },
  });
  expect([(await push(buttons(4))).status, (await push(buttons(5))).status, (await push(buttons(1, 'd'.repeat(301)))).status]).toEqual([
    200, 400, 400,
  ]);
  const picture = (url: string) => ({ type: 'image', originalContentUrl: url, previewImageUrl: url });
  expect([(await push(picture('https://a.example/a.jpg'))).status, (await push(picture('http://a.example/a.jpg'))).status]).toEqual([
    200, 400,
  ]);
  expect((await post('/message/push', { to: robin, messages: Array.from({ length: 6 }, () => hi) })).status).toBe(400);
  expect((await post('/message/push', { to: robin, messages: [hi] }, { authorization: 'Bearer wrong' })).status).toBe(401);
});

test('a press is a postback; a picture is fetched by its message', async () => {
  const { deed, push, event, call, account: own } = await account();
  await deed('say', {});
  await push({ ...hi, quickReply: { items: [{ type: 'action', action: { type: 'postback', label: 'Track', data: 'flow:track' } }] } });
  await deed('say', { payload: 'flow:track' });
  expect(event()).toMatchObject({ type: 'postback', postback: { data: 'flow:track' } });
  await deed('say', { attachment: { type: 'image', url: 'data:image/png;base64,aGVsbG8=' } });
  const { id } = event().message as { id: string };
  const headers = { authorization: `Bearer ${own.secrets.channelAccessToken}` };
  expect(await (await call(`/v2/bot/message/${id}/content`, { headers })).text()).toBe('hello');
});
