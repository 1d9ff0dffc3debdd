import type { Action, Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Body, Outbound } from '../../plan.ts';
import { type Fields, known } from '../read.ts';
import { notSendable } from '../words.ts';
import { telegramCall } from './call.ts';
import { mediaCall } from './media.ts';
import { type Place, partsOf, placeIn } from './place.ts';

/** One method of the Bot API with what it takes; `body` where that is more than JSON. */
export interface Method {
  method: string;
  given: Fields;
  body?: (given: Fields) => Body;
}

/** A repeated change changes nothing more: what is done already is refused as that. */
const change = { gives: 'nothing', unanswered: 'repeat' } as const;

/** The calls of the Bot API for what is to be said or done (telegram.md, Outbound). */
export function renderTelegram(message: Outbound, account: Account): ApiCall[] {
  const place = placeIn(message.place, personOf(message.to));
  switch (message.kind) {
    case 'message':
      return sayAll(message.content, place, account, message.replyTo?.platformId);
    case 'edit':
      return edit(message, place, account);
    case 'unsend':
      return message.target.map(({ platformId }) => remove(platformId, account));
    case 'reaction': {
      // Telegram's own list of reactions writes ❤ without the selector that makes it red (Bot API docs, ReactionTypeEmoji).
      const reaction = message.emoji === null ? [] : [{ type: 'emoji', emoji: message.emoji.replaceAll('\ufe0f', '') }];
      const { chatId, messageId } = targetOf(message.target.platformId);
      return [telegramCall(account, 'setMessageReaction', { chat_id: chatOf(chatId), message_id: Number(messageId), reaction }, change)];
    }
    case 'typing':
      // It ends by itself, after five seconds or with the message.
      return message.on
        ? [telegramCall(account, 'sendChatAction', { ...addressOf(place), action: 'typing' }, { ...change, optional: true })]
        : [];
    case 'read':
      return markRead(message.target.platformId, account);
  }
}

function personOf(to: Outbound['to']): string {
  const person = to.find(({ kind }) => kind === 'telegram_id');
  if (person) return person.value;
  throw new CodedError('BAD_INPUT', 'The recipient has no Telegram address (telegram_id).');
}

/** Ids of chats are numbers, as far as numbers go; channels may have names. */
function chatOf(chatId: string): number | string {
  return Number.isSafeInteger(Number(chatId)) ? Number(chatId) : chatId;
}

function addressOf({ chatId, threadId, businessConnectionId }: Place): Fields {
  return known({
    chat_id: chatOf(chatId),
    message_thread_id: threadId === undefined ? undefined : Number(threadId),
    business_connection_id: businessConnectionId,
  });
}

function targetOf(platformId: string): Place & { messageId: string } {
  const target = partsOf(platformId);
  if (!target) throw new CodedError('BAD_INPUT', `${platformId} is no message of Telegram.`);
  return target;
}

function sayAll(content: Content[], place: Place, account: Account, answered?: string): ApiCall[] {
  if (content.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
  const target = answered === undefined ? undefined : partsOf(answered);
  // What is answered may be gone by then: the answer is said all the same.
  const reply: Fields = target ? { reply_parameters: { message_id: Number(target.messageId), allow_sending_without_reply: true } } : {};
  return content.flatMap(methodsOf).map(({ method, given, body }, index) => {
    const all = { ...addressOf(place), ...given, ...(index === 0 ? reply : {}) };
    return telegramCall(account, method, all, body ? { body: body(all), headers: {} } : {});
  });
}

function methodsOf(item: Content): Method[] {
  switch (item.type) {
    case 'text':
      return [text(item.text)];
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return [mediaCall(item)];
    case 'location':
      return [placeMethod(item)];
    case 'contact':
      if (item.phones.length === 0) return [{ method: 'sendMessage', given: { text: item.name } }];
      return item.phones.map((phone) => ({ method: 'sendContact', given: { phone_number: phone, first_name: item.name } }));
    case 'buttons':
      return [text(item.text, { inline_keyboard: item.buttons.map((button) => [inlineButton(button)]) })];
    case 'quick_replies': {
      // A press sends the title as a text.
      const keyboard = item.replies.map(({ title }) => [{ text: title }]);
      return [text(item.text, { keyboard, one_time_keyboard: true, resize_keyboard: true })];
    }
    default:
      throw notSendable(item.type, 'Telegram');
  }
}

function text(said: string, markup?: Fields): Method {
  return { method: 'sendMessage', given: known({ text: said, parse_mode: 'HTML', reply_markup: markup }) };
}

function placeMethod({ latitude, longitude, name, address }: Extract<Content, { type: 'location' }>): Method {
  if (name === undefined && address === undefined) return { method: 'sendLocation', given: { latitude, longitude } };
  return { method: 'sendVenue', given: { latitude, longitude, title: name ?? address ?? '', address: address ?? '' } };
}

function inlineButton(button: Action): Fields {
  if ('payload' in button) return { text: button.title, callback_data: button.payload };
  if ('url' in button) return { text: button.title, url: button.url };
  throw new CodedError('BAD_INPUT', 'A button of Telegram cannot call a number.');
}

/** The new content takes the place of the messages in order; what is left of them goes, what is more is said after them. */
function edit({ target, content }: Extract<Outbound, { kind: 'edit' }>, place: Place, account: Account): ApiCall[] {
  const changed = target.slice(0, content.length).map(({ platformId }, index) => {
    const { chatId, messageId, businessConnectionId } = targetOf(platformId);
    const where = known({ chat_id: chatOf(chatId), message_id: Number(messageId), business_connection_id: businessConnectionId });
    const { method, given } = editOf(content[index] as Content);
    return telegramCall(account, method, { ...where, ...given }, change);
  });
  const left = target.slice(content.length).map(({ platformId }) => remove(platformId, account));
  const more = content.slice(target.length);
  return [...changed, ...left, ...(more.length > 0 ? sayAll(more, place, account) : [])];
}

function editOf(item: Content): Method {
  if (item.type === 'text' || item.type === 'buttons') {
    const [method] = methodsOf(item) as [Method];
    return { ...method, method: 'editMessageText' };
  }
  if (item.type === 'image' || item.type === 'video' || item.type === 'audio' || item.type === 'file') {
    const type = { image: 'photo', video: 'video', audio: 'audio', file: 'document' }[item.type];
    const media = item.platformId ?? item.url;
    if (media !== undefined)
      return { method: 'editMessageMedia', given: { media: known({ type, media, caption: item.caption, parse_mode: 'HTML' }) } };
  }
  throw new CodedError('BAD_INPUT', `A message of Telegram cannot be changed into content of type ${item.type}.`);
}

function remove(platformId: string, account: Account): ApiCall {
  const { chatId, messageId, businessConnectionId } = targetOf(platformId);
  if (businessConnectionId === undefined)
    return telegramCall(account, 'deleteMessage', { chat_id: chatOf(chatId), message_id: Number(messageId) }, change);
  const given = { business_connection_id: businessConnectionId, message_ids: [Number(messageId)] };
  return telegramCall(account, 'deleteBusinessMessages', given, change);
}

/** Only the chats of a business account have read marks (telegram.md, mark read). */
function markRead(platformId: string, account: Account): ApiCall[] {
  const target = partsOf(platformId);
  if (target?.businessConnectionId === undefined) return [];
  const { businessConnectionId, chatId, messageId } = target;
  const given = { business_connection_id: businessConnectionId, chat_id: chatOf(chatId), message_id: Number(messageId) };
  return [telegramCall(account, 'readBusinessMessage', given, { ...change, optional: true })];
}
