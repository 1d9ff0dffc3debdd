import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { viber } from '../../sandbox/platforms/viber/viber.ts';
import { played } from './played.ts';

const robin = 'xy5/5y6O81+/kbWHpLhBoA==';

/** The platform with a short way to call it. */
async function bot() {
  const on = await played(viber);
  const call = async (message: object, token = on.account.secrets.authToken ?? '') => {
    const headers = { 'x-viber-auth-token': token, 'content-type': 'application/json' };
    const whole = { receiver: robin, sender: { name: 'Shop' }, ...message };
    const response = await on.call('/pa/send_message', { method: 'POST', headers, body: JSON.stringify(whole) });
    const raw = await response.text();
    return { status: response.status, raw, body: JSON.parse(raw) as { status: number; status_message: string } };
  };
  const statusOf = async (message: object) => (await call(message)).body.status;
  const event = (index = -1) => JSON.parse(on.got.at(index)?.body.toString() ?? '{}') as Record<string, unknown>;
  return { ...on, send: call, statusOf, event };
}

const hi = { type: 'text', text: 'Hi' };

test('what people do comes signed, its token a number beyond a double', async () => {
  const { deed, got, event, account } = await bot();
  await deed('say', { text: 'Hello' });
  expect(event()).toMatchObject({ event: 'message', sender: { id: robin, api_version: 10 }, message: { type: 'text', text: 'Hello' } });
  expect(got[0]?.body.toString()).toMatch(/"message_token":\d{19},/);
  const mac = createHmac('sha256', account.secrets.authToken!).update(got[0]!.body).digest('hex');
  expect(got[0]?.headers['x-viber-content-signature']).toBe(mac);
  await deed('verify', {});
  expect(event()).toMatchObject({ event: 'webhook' });
  await deed('open', { more: { context: 'poster' } });
  expect(event()).toMatchObject({ event: 'conversation_started', context: 'poster', subscribed: false });
});

test('all is answered with 200; only subscribers can be written to', async () => {
  const { deed, send, statusOf, event } = await bot();
  expect(await statusOf(hi)).toBe(5);
  await deed('open', {});
  expect(await statusOf(hi)).toBe(6);
  await deed('say', {});
  const sent = await send(hi);
  expect([sent.status, sent.body.status]).toEqual([200, 0]);
  expect(sent.raw).toMatch(/"message_token":\d{19},/);
  await deed('block', {});
  expect(event()).toMatchObject({ event: 'unsubscribed', user_id: robin });
  expect(await statusOf(hi)).toBe(6);
  expect((await send(hi, 'wrong')).body).toMatchObject({ status: 2, status_message: 'invalidAuthToken' });
});

test('phones report delivered, then seen, by the token', async () => {
  const { deed, send, got, sent } = await bot();
  await deed('say', {});
  const token = /"message_token":(\d+)/.exec((await send(hi)).raw)?.[1];
  await expect.poll(async () => (await sent()).map(({ state }) => state)).toEqual(['read']);
  const told = got.slice(1).map(({ body }) => body.toString());
  expect(told.map((body) => /"event":"(\w+)"/.exec(body)?.[1])).toEqual(['delivered', 'seen']);
  expect(told.every((body) => body.includes(`"message_token":${token},`))).toBe(true);
});

test('messages keep their limits', async () => {
  const { deed, statusOf, event } = await bot();
  await deed('say', {});
  const button = (more: object = {}) => ({ ActionType: 'reply', ActionBody: 'flow:track', Text: 'Track', ...more });
  const keyboard = (...Buttons: object[]) => ({ ...hi, keyboard: { Type: 'keyboard', Buttons } });
  const column = { Columns: 6, Rows: 7, ActionType: 'reply', ActionBody: 'a', Text: 'A' };
  const rich = (count: number, min_api_version = 7) => ({
    type: 'rich_media',
    min_api_version,
    rich_media: { Type: 'rich_media', Buttons: Array.from({ length: count }, () => column) },
  });
  const tried = {
    long: await statusOf({ type: 'text', text: 'x'.repeat(7_001) }),
    nothing: await statusOf({ type: 'text' }),
    name: await statusOf({ ...hi, sender: { name: 'x'.repeat(29) } }),
    plain: await statusOf({ type: 'picture', text: '', media: 'http://a.example/a.jpg' }),
    keyboard: await statusOf(keyboard(button())),
    words: await statusOf(keyboard(button({ Text: 'x'.repeat(251) }))),
    body: await statusOf(keyboard(button({ ActionBody: '' }))),
    rows: await statusOf(keyboard(...Array.from({ length: 25 }, () => button()))),
    cards: await statusOf(rich(6)),
    more: await statusOf(rich(7)),
    old: await statusOf(rich(1, 1)),
    file: await statusOf({ type: 'file', media: 'https://a.example/a.pdf', size: 52_428_801, file_name: 'a.pdf' }),
  };
  expect(tried).toEqual({
    long: 3,
    nothing: 4,
    name: 3,
    plain: 3,
    keyboard: 0,
    words: 3,
    body: 3,
    rows: 3,
    cards: 0,
    more: 3,
    old: 13,
    file: 3,
  });
  await deed('say', { payload: 'flow:track' });
  expect(event()).toMatchObject({ message: { type: 'text', text: 'flow:track' } });
});
