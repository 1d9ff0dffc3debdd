import { expect, test } from 'vitest';
import { telegram } from '../../sandbox/platforms/telegram/telegram.ts';
import { played } from './played.ts';

const robin = 555000111;

/** The platform with a short way to call it. */
async function bot() {
  const on = await played(telegram);
  const call = async (method: string, body: object = {}, token = on.account.secrets.botToken) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await on.call(`/bot${token}/${method}`, init);
    return {
      status: response.status,
      body: (await response.json()) as { ok: boolean; description?: string; result: Record<string, unknown>; parameters?: object },
    };
  };
  const refusal = async (method: string, body: object) => {
    const { status, body: answer } = await call(method, { chat_id: robin, ...body });
    return [status, answer.description];
  };
  const update = (index = -1) => JSON.parse(on.got.at(index)?.body.toString() ?? '{}') as Record<string, Record<string, unknown>>;
  return { ...on, method: call, refusal, update };
}

test('what people do comes as updates, with the secret that the bot gave', async () => {
  const { deed, got, update, account } = await bot();
  const { body } = await deed('say', { text: '/start poster' });
  expect(update()).toMatchObject({
    update_id: 101,
    message: { chat: { id: robin, type: 'private' }, from: { is_bot: false }, text: '/start poster' },
  });
  expect(got[0]?.headers['x-telegram-bot-api-secret-token']).toBe(account.secrets.webhookSecret);
  await deed('edit', { messageId: body.messageId, text: 'Hello' });
  expect(update()).toMatchObject({ edited_message: { text: 'Hello', edit_date: expect.any(Number) } });
  await deed('say', { attachments: [1, 2].map((n) => ({ type: 'image', url: `https://a.example/${n}.jpg` })) });
  expect(update().message?.media_group_id).toBe(update(-2).message?.media_group_id);
});

test('a file of a person can be fetched by its id, with the token', async () => {
  const { deed, update, method, call, account } = await bot();
  await deed('say', { attachment: { type: 'file', url: 'data:text/plain;base64,aGVsbG8=', name: 'a.txt' } });
  const sent = update().message?.document as { file_id?: string } | undefined;
  const { body } = await method('getFile', { file_id: sent?.file_id });
  expect(await (await call(`/file/bot${account.secrets.botToken}/${String(body.result.file_path)}`)).text()).toBe('hello');
  expect((await call(`/file/bot1:wrong/${String(body.result.file_path)}`)).status).toBe(401);
});

test('only who started the bot can be written to, and not who stopped it', async () => {
  const { deed, method, refusal, update } = await bot();
  expect(await refusal('sendMessage', { text: 'Hi' })).toEqual([400, 'Bad Request: chat not found']);
  await deed('say', {});
  expect(await method('sendMessage', { chat_id: robin, text: 'Hi' })).toMatchObject({
    status: 200,
    body: { ok: true, result: { text: 'Hi', chat: { id: robin } } },
  });
  await deed('block', {});
  expect(update()).toMatchObject({ my_chat_member: { new_chat_member: { status: 'kicked' } } });
  expect(await refusal('sendMessage', { text: 'Hi' })).toEqual([403, 'Forbidden: bot was blocked by the user']);
  expect((await method('sendMessage', { chat_id: robin, text: 'Hi' }, '1:wrong')).status).toBe(401);
  expect((await method('sendPigeon', {})).status).toBe(404);
});

test('texts, tags, captions, buttons and reactions keep their limits', async () => {
  const { deed, refusal, method } = await bot();
  const said = await deed('say', {});
  expect(await refusal('sendMessage', { text: '🎉'.repeat(2_049) })).toEqual([400, 'Bad Request: message is too long']);
  expect((await method('sendMessage', { chat_id: robin, text: `<b>${'x'.repeat(4_096)}</b>`, parse_mode: 'HTML' })).status).toBe(200);
  expect(await refusal('sendMessage', { text: 'a <b>b', parse_mode: 'HTML' })).toEqual([
    400,
    expect.stringContaining("can't parse entities"),
  ]);
  expect(await refusal('sendPhoto', { photo: 'https://a.example/a.jpg', caption: 'x'.repeat(1_025) })).toEqual([
    400,
    'Bad Request: message caption is too long',
  ]);
  const keyboard = (data: string) => ({ reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: data }]] } });
  expect(await refusal('sendMessage', { text: 'Pick', ...keyboard('ü'.repeat(33)) })).toEqual([400, 'Bad Request: BUTTON_DATA_INVALID']);
  const message_id = Number(String(said.body.messageId).split(':')[1]);
  expect(await refusal('setMessageReaction', { message_id, reaction: [{ type: 'emoji', emoji: '🥑' }] })).toEqual([
    400,
    'Bad Request: REACTION_INVALID',
  ]);
  expect((await method('setMessageReaction', { chat_id: robin, message_id, reaction: [{ type: 'emoji', emoji: '👍' }] })).status).toBe(200);
});

test('a press is a callback query about its message; an edit must change something; what is deleted is gone', async () => {
  const { deed, method, refusal, update } = await bot();
  await deed('say', {});
  const reply_markup = { inline_keyboard: [[{ text: 'Track', callback_data: 'flow:track' }]] };
  const { body } = await method('sendMessage', { chat_id: robin, text: 'Pick', reply_markup });
  await deed('say', { payload: 'flow:track' });
  expect(update()).toMatchObject({ callback_query: { data: 'flow:track', message: { message_id: body.result.message_id, text: 'Pick' } } });
  const message_id = body.result.message_id;
  expect(await refusal('editMessageText', { message_id, text: 'Pick' })).toEqual([400, expect.stringContaining('message is not modified')]);
  expect((await method('editMessageText', { chat_id: robin, message_id, text: 'Choose' })).status).toBe(200);
  expect((await method('deleteMessage', { chat_id: robin, message_id })).body).toEqual({ ok: true, result: true });
  expect(await refusal('editMessageText', { message_id, text: 'Again' })).toEqual([400, 'Bad Request: message to edit not found']);
});

test('a rate limit says how long to wait', async () => {
  const { deed, method } = await bot();
  await deed('say', {});
  await deed('settings', { faults: { rate_limit: 1 } });
  expect(await method('sendMessage', { chat_id: robin, text: 'Hi' })).toMatchObject({
    status: 429,
    body: { ok: false, parameters: { retry_after: 1 } },
  });
});
