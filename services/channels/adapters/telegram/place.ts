import type { Json } from '../../../../kit/bus/bus.ts';
import type { Contact } from '../../inbound.ts';
import { type Fields, fields, id, known } from '../read.ts';
import { nameOf } from './content.ts';

/** Where a person wrote: the chat, the topic of a forum in it, the business account whose chat it is. */
export interface Place {
  chatId: string;
  threadId?: string;
  businessConnectionId?: string;
}

/** Where a message stands; `undefined` when it names no chat. */
export function placeOf(message: Fields): Place | undefined {
  const chatId = id(fields(message.chat).id);
  if (chatId === undefined) return undefined;
  // Answers within a group carry a thread id too; only a topic can be written to by it.
  const threadId = message.is_topic_message === true ? id(message.message_thread_id) : undefined;
  return known({ chatId, threadId, businessConnectionId: id(message.business_connection_id) });
}

/** A place as it comes back with what is to be sent; a person's own chat has their id (telegram.md, Identity). */
export function placeIn(place: Json, person: string): Place {
  const { chatId, threadId, businessConnectionId } = fields(place);
  return known({ chatId: id(chatId) ?? person, threadId: id(threadId), businessConnectionId: id(businessConnectionId) });
}

/** Message ids count within a chat, and chats of a business account are not the bot's (telegram.md, Outbound). */
export function messageIdIn({ chatId, businessConnectionId }: Place, messageId: string): string {
  return [businessConnectionId, chatId, messageId].filter((part) => part !== undefined).join(':');
}

/** A platform id of ours taken apart; `undefined` when it is none. */
export function partsOf(platformId: string): (Place & { messageId: string }) | undefined {
  const [, businessConnectionId, chatId, messageId] = /^(?:(.+):)?(-?\d+|@\w+):(\d+)$/.exec(platformId) ?? [];
  return chatId === undefined || messageId === undefined ? undefined : known({ businessConnectionId, chatId, messageId });
}

/** A person by their id, the same for all bots. */
export function contactOf(user: Fields, place: Place | undefined): Contact | undefined {
  const value = id(user.id);
  if (value === undefined) return undefined;
  const contact: Contact = known({ addresses: [{ kind: 'telegram_id', value }] as Contact['addresses'], name: nameOf(user) });
  return place ? { ...contact, place: { ...place } } : contact;
}
