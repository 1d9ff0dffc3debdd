import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account } from '../../adapter.ts';
import { type Draft, eventKey, type Fields, fields, id, known, list, millis, text } from '../read.ts';
import { telegramCall } from './call.ts';
import { contentOf, pressedTitle } from './content.ts';
import { contactOf, messageIdIn, placeOf } from './place.ts';

/** What a reader knows beside what it reads. */
interface Scene {
  /** The update's own id, which makes its events unique. */
  update: string;
  at: number;
  raw: Json;
  account: Account;
}

type Reader = (value: Fields, scene: Scene) => Draft[];

/** What reads an update, by the one key that tells what it is (telegram.md); what finds too little gives nothing. */
export const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['message', readMessage],
  ['edited_message', readEdit],
  ['business_message', readMessage],
  ['edited_business_message', readEdit],
  ['deleted_business_messages', readDeleted],
  ['business_connection', readConnection],
  ['callback_query', readPress],
  ['message_reaction', readReaction],
  ['my_chat_member', readMember],
  ['poll_answer', (answer, scene) => happened('poll_answer', fields(answer.user), answer, scene)],
]);

function readMessage(message: Fields, scene: Scene): Draft[] {
  const place = placeOf(message);
  const number = id(message.message_id);
  const content = contentOf(message);
  if (!place || number === undefined || !content) return [];
  const at = millis(message.date) ?? scene.at;
  const answered = id(fields(message.reply_to_message).message_id);
  const said = known({
    platformId: messageIdIn(place, number),
    content,
    replyTo: answered === undefined ? undefined : messageIdIn(place, answered),
    at,
    raw: scene.raw,
  });
  if (!byCustomer(message)) return readOwner(message, said, scene);
  const contact = contactOf(fields(message.from), place);
  if (!contact) return [];
  const burst = id(message.media_group_id);
  const told: Draft = { ...said, key: eventKey('message', scene.update), kind: 'message', contact, ...(burst && { burst }) };
  const also = (name: string, data: Fields | undefined): Draft[] =>
    data ? [{ key: eventKey(name, scene.update), at, raw: scene.raw, kind: 'event', name, contact, data }] : [];
  return [told, ...also('referral', startOf(message)), ...also('phone_shared', ownPhone(message))];
}

/** Bots do not write to bots; in chats of a business account, its owner writes too (telegram.md, business inbox). */
function byCustomer(message: Fields): boolean {
  const from = fields(message.from);
  if (from.is_bot === true) return false;
  return message.business_connection_id === undefined || id(from.id) === id(fields(message.chat).id);
}

/** The owner of a business account answered from their own phone, or a bot did in their name. */
function readOwner(message: Fields, said: Omit<Extract<Draft, { kind: 'echo' }>, 'key' | 'kind' | 'origin' | 'contact'>, scene: Scene) {
  if (message.business_connection_id === undefined) return [];
  const contact = contactOf(fields(message.chat), placeOf(message));
  if (!contact) return [];
  const bot = id(fields(message.sender_business_bot).id);
  const origin = bot === undefined ? 'person' : bot === id(scene.account.settings.botId) ? 'own' : 'app';
  return [{ ...said, key: eventKey('echo', scene.update), kind: 'echo' as const, origin, contact } satisfies Draft];
}

/** The payload of the link that led here: t.me/bot?start=… (telegram.md, referral). */
function startOf(message: Fields): Fields | undefined {
  const ref = /^\/start(?:@\w+)?\s+(\S{1,64})$/.exec(text(message.text) ?? '')?.[1];
  return ref === undefined ? undefined : { ref, source: 't.me' };
}

/** A contact card proves a phone number only when it is the sender's own (telegram.md, Identity). */
function ownPhone(message: Fields): Fields | undefined {
  const { user_id, phone_number } = fields(message.contact);
  const phone = id(phone_number);
  return phone === undefined || id(user_id) === undefined || id(user_id) !== id(fields(message.from).id) ? undefined : { phone };
}

function readEdit(message: Fields, scene: Scene): Draft[] {
  const place = placeOf(message);
  const number = id(message.message_id);
  const content = contentOf(message);
  const isOurs = id(fields(message.sender_business_bot).id) === id(scene.account.settings.botId);
  // The owner of a business account changes what they wrote, too; the chat is the customer's.
  const isOwner = message.business_connection_id !== undefined && !byCustomer(message);
  const contact = contactOf(fields(isOwner ? message.chat : message.from), place);
  if (!place || number === undefined || !content || !contact || isOurs || !(isOwner || byCustomer(message))) return [];
  const at = millis(message.edit_date) ?? scene.at;
  const target = messageIdIn(place, number);
  return [{ key: eventKey('edit', scene.update), at, raw: scene.raw, kind: 'edit', contact, target, content }];
}

function readDeleted(deleted: Fields, { update, at, raw }: Scene): Draft[] {
  const place = placeOf(deleted);
  const contact = contactOf(fields(deleted.chat), place);
  if (!place || !contact) return [];
  const gone = new Set(list(deleted.message_ids).flatMap((number) => id(number) ?? []));
  return [...gone].map((number) => {
    return { key: eventKey('unsend', update, number), at, raw, kind: 'unsend', contact, target: messageIdIn(place, number) };
  });
}

function readConnection(connection: Fields, { update, at, raw }: Scene): Draft[] {
  const time = millis(connection.date) ?? at;
  return [{ key: eventKey('account', update), at: time, raw, kind: 'account', name: 'business_connection', data: connection }];
}

/** A press on an inline button; the platform shows it as under way until it is answered (telegram.md, button). */
function readPress(query: Fields, { update, at, raw, account }: Scene): Draft[] {
  const press = id(query.id);
  if (press === undefined) return [];
  const call = telegramCall(account, 'answerCallbackQuery', { callback_query_id: press }, { gives: 'nothing', unanswered: 'repeat' });
  const answer: Draft = { key: eventKey('answer', update), at, raw, kind: 'call', call };
  const message = fields(query.message);
  const place = placeOf(message);
  const contact = contactOf(fields(query.from), place);
  const data = text(query.data);
  if (!contact || data === undefined) return [answer];
  const number = id(message.message_id);
  const choice: Draft = known({
    key: eventKey('press', update),
    at,
    raw,
    kind: 'message' as const,
    platformId: eventKey('callback', press),
    contact,
    content: [{ type: 'choice' as const, text: pressedTitle(message, data) ?? data, payload: data }],
    replyTo: place && number !== undefined ? messageIdIn(place, number) : undefined,
  });
  return [choice, answer];
}

/** All reactions of a person before and after; the one that is new counts, or one that is left. */
function readReaction(reaction: Fields, scene: Scene): Draft[] {
  const place = placeOf(reaction);
  const number = id(reaction.message_id);
  const contact = contactOf(fields(reaction.user), place);
  if (!place || number === undefined || !contact) return [];
  const before = emojisOf(reaction.old_reaction);
  const after = emojisOf(reaction.new_reaction);
  const emoji = after.findLast((one) => !before.includes(one)) ?? after.at(-1) ?? null;
  const at = millis(reaction.date) ?? scene.at;
  const target = messageIdIn(place, number);
  return [{ key: eventKey('reaction', scene.update), at, raw: scene.raw, kind: 'reaction', contact, target, emoji }];
}

/** Pictures that are no character go by the platform's word for their kind. */
function emojisOf(reactions: Json | undefined): string[] {
  return list(reactions).flatMap((reaction) => id(fields(reaction).emoji) ?? id(fields(reaction).type) ?? []);
}

/** In a person's own chat it tells whether they blocked the bot; in a group, who added or removed it. */
function readMember(change: Fields, scene: Scene): Draft[] {
  const place = placeOf(change);
  const contact = contactOf(fields(change.from), place);
  const status = id(fields(change.new_chat_member).status);
  if (!contact || status === undefined) return [];
  const at = millis(change.date) ?? scene.at;
  const data = { status, before: id(fields(change.old_chat_member).status) ?? null };
  if (fields(change.chat).type !== 'private')
    return happened('bot_in_group', fields(change.from), { ...data, chat: place?.chatId ?? null }, scene);
  const standing = status === 'kicked' || status === 'left' ? 'blocked' : 'open';
  return [{ key: eventKey('standing', scene.update), at, raw: scene.raw, kind: 'standing', contact, standing, data }];
}

function happened(name: string, user: Fields, data: Fields, { update, at, raw }: Scene): Draft[] {
  const contact = contactOf(user, undefined);
  return contact ? [{ key: eventKey(name, update), at, raw, kind: 'event', name, contact, data }] : [];
}
