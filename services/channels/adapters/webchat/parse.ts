import type { Json } from '../../../../kit/bus/bus.ts';
import { addressesOf, readSession, type SessionClaims } from '../../../../kit/session.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Contact, Inbound } from '../../inbound.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, list, unknown } from '../read.ts';
import { contentOf } from './content.ts';
import { keyOf } from './start.ts';

/** Whose event it is, and when it came. */
interface Scene {
  contact: Contact;
  visitorId: string;
  at: number;
  raw: Json;
}
type Reader = (event: Fields, scene: Scene) => Draft[];

/** One line for each thing the widget says (webchat.md §2). */
const readers = new Map<Json | undefined, Reader>([
  ['message.send', readMessage],
  ['postback', readMessage],
  ['form.submit', readMessage],
  ['reaction', readReaction],
  ['message.edit', readEdit],
  ['message.delete', readDelete],
  ['typing', readTyping],
  ['read', readRead],
  ['delivered', readDelivered],
]);

/** Every event of a client's request. The visitor is the one in its token; our clock orders, as the browser's cannot be trusted. */
export function parseWebchat(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const session = readSession(bearerOf(request) ?? '');
  const externalId = id(keyOf(account)) ?? '';
  if (!session) return [{ ...unknown(body, request.receivedAt), externalId }];
  return eventsOf(eventsIn(body), session, request.receivedAt).map((draft) => ({ ...draft, externalId }));
}

/** What a visitor says and does, whichever way it came. What led them here is told with the first of it. */
export function eventsOf(events: Json[], session: Omit<SessionClaims, 'exp'>, at: number): Draft[] {
  const visitorId = session.sub;
  const contact: Contact = { addresses: addressesOf(session), ...(session.name === undefined ? {} : { name: session.name }) };
  const read = events.flatMap((raw) => {
    const event = fields(raw);
    const found = readers.get(event.type)?.(event, { contact, visitorId, at, raw }) ?? [];
    return found.length > 0 ? found : [{ ...unknown(raw, at), key: eventKey('unknown', visitorId, digest(raw)) }];
  });
  if (session.ref === undefined || !read.some(({ kind }) => kind === 'message')) return read;
  const referral = { ref: session.ref };
  return [
    ...read,
    { key: eventKey('referral', visitorId, session.ref), at, raw: referral, kind: 'event', name: 'referral', contact, data: referral },
  ];
}

/** The events of a body: those of a batch, or the body itself. */
export function eventsIn(body: Json): Json[] {
  const root = fields(body);
  return root.type === 'batch' ? list(root.events) : [body];
}

/** The token in `authorization: Bearer ...`. */
export function bearerOf(request: WebhookRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function readMessage(event: Fields, { contact, visitorId, at, raw }: Scene): Draft[] {
  const clientId = id(event.clientMsgId);
  const content = contentOf(event);
  if (clientId === undefined || content.length === 0) return [];
  const platformId = `${visitorId}:${clientId}`;
  const replyTo = ourId(event.inReplyTo) ?? ourId(event.replyTo) ?? ourId(fields(event.reply).inReplyTo);
  const said = { platformId, contact, content, ...(replyTo === undefined ? {} : { replyTo }) };
  return [{ key: eventKey('message', platformId), at, raw, kind: 'message', ...said }];
}

function readReaction(event: Fields, { contact, visitorId, at, raw }: Scene): Draft[] {
  const target = ourId(event.messageId);
  const removed = event.action === 'remove';
  const emoji = removed ? null : (id(event.emoji) ?? null);
  if (target === undefined || (!removed && emoji === null)) return [];
  // The same reaction may be made, taken back and made again: without an id of the client's, only the time tells.
  const key = eventKey('reaction', visitorId, target, emoji ?? '', id(event.clientMsgId) ?? id(event.at) ?? at);
  return [{ key, at, raw, kind: 'reaction', contact, target, emoji }];
}

function readEdit(event: Fields, { contact, visitorId, at, raw }: Scene): Draft[] {
  const target = ourId(event.messageId);
  const content = contentOf(event);
  if (target === undefined || content.length === 0) return [];
  // The same words may come back: without an id of the client's, only the time tells one edit from another.
  const key = eventKey('edit', visitorId, target, id(event.clientMsgId) ?? id(event.at) ?? at);
  return [{ key, at, raw, kind: 'edit', contact, target, content }];
}

function readTyping({ state }: Fields, { contact, visitorId, at, raw }: Scene): Draft[] {
  return [{ key: eventKey('typing', visitorId, at), at, raw, kind: 'typing', contact, on: state !== 'stop' }];
}

function readDelete(event: Fields, { contact, visitorId, at, raw }: Scene): Draft[] {
  const target = ourId(event.messageId);
  return target === undefined ? [] : [{ key: eventKey('unsend', visitorId, target), at, raw, kind: 'unsend', contact, target }];
}

/** `upToMessageId` stands for itself and all before it. */
function readRead(event: Fields, { contact, visitorId, at, raw }: Scene): Draft[] {
  const reference = ourId(event.upToMessageId);
  if (reference === undefined) return [];
  return [{ key: eventKey('read', visitorId, reference), at, raw, kind: 'delivery', state: 'read', contact, reference, earlier: true }];
}

function readDelivered(event: Fields, { contact, visitorId, at, raw }: Scene): Draft[] {
  return list(event.messageIds).flatMap((value): Draft[] => {
    const reference = ourId(value);
    if (reference === undefined) return [];
    return [{ key: eventKey('delivered', visitorId, reference), at, raw, kind: 'delivery', state: 'delivered', contact, reference }];
  });
}

/** The widget names messages by our ids; anything else would let it reach for another visitor's. */
function ourId(value: Json | undefined): string | undefined {
  const given = id(value);
  return given !== undefined && /^msg_[0-9A-Za-z]+$/.test(given) ? given : undefined;
}
