import type { Json } from '../../../../kit/bus/bus.ts';
import type { Address } from '../../../../schema/events.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Contact, Inbound } from '../../inbound.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, known, list, text, unknown } from '../read.ts';
import { answerOf } from './answer.ts';
import { contentOf } from './content.ts';

const hour = 3_600_000;

interface Scene {
  id: string;
  contact: Contact;
  at: number;
  raw: Json;
}

/** The one event of a request (apple-messages.md §1). It names no time, so it happened when it came. */
export function parseApple(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const item = fields(body);
  const { headers, receivedAt: at } = request;
  const externalId = id(item.destinationId) ?? id(headers['destination-id']) ?? id(account.settings.businessId) ?? '';
  const messageId = id(item.id) ?? id(headers.id);
  const source = id(item.sourceId) ?? id(headers['source-id']);
  if (messageId === undefined || source === undefined || Array.isArray(body)) return [{ ...unknown(body, at), externalId }];
  const scene = { id: messageId, contact: contactOf(source, item, headers), at, raw: body };
  const drafts = read(item, scene);
  return (drafts.length > 0 ? drafts : [unknown(body, at)]).map((draft) => ({ ...draft, externalId }));
}

/** An opaque id, or a phone number where we invited them; what their device can do is told anew with each message (apple-messages.md §1, §4). */
function contactOf(source: string, item: Fields, headers: WebhookRequest['headers']): Contact {
  const address: Address = source.startsWith('tel:')
    ? { kind: 'phone', value: source.slice(4) || source }
    : { kind: 'mbid', value: source };
  const abilities = headers['capability-list']
    ?.split(',')
    .map((ability) => ability.trim())
    .filter((ability) => ability !== '');
  const locale = id(item.locale);
  return { addresses: [address], ...known({ abilities, place: locale === undefined ? undefined : { locale } }) };
}

function read(item: Fields, scene: Scene): Draft[] {
  const { id: messageId, contact, at, raw } = scene;
  switch (item.type) {
    case 'typing_start':
    case 'typing_end':
      return [{ key: eventKey('typing', messageId), at, raw, kind: 'typing', contact, on: item.type === 'typing_start' }];
    case 'close':
      return readClose(item, scene);
    case 'interactive':
      return readAnswer(item, scene);
    default:
      return readText(item, scene);
  }
}

/** They deleted the chat, or (with the invitation's own ids) want none: until they write, nothing more may leave (apple-messages.md §1, §2). */
function readClose(item: Fields, { id: messageId, contact, at, raw }: Scene): Draft[] {
  const declined = list(item.referenceIds);
  const data: Fields = declined.length > 0 ? { referenceIds: declined } : {};
  const close: Draft = { key: eventKey('close', messageId), at, raw, kind: 'standing', contact, standing: 'closed', data };
  if (declined.length === 0) return [close];
  return [{ key: eventKey('declined', messageId), at, raw, kind: 'event', name: 'invitation_declined', contact, data }, close];
}

/**
 * A tap sent again comes within seconds, with a new id: the same answer in the same session is one event (apple-messages.md §1), but for what
 * is answered in another hour, which somebody chose again.
 */
function readAnswer(item: Fields, { id: messageId, contact, at, raw }: Scene): Draft[] {
  const interactive = fields(item.interactiveData);
  const session = id(interactive.sessionIdentifier);
  const data = fields(interactive.data);
  const hasData = Object.keys(data).length > 0;
  const key =
    session === undefined
      ? eventKey('message', messageId)
      : eventKey('answer', contact.addresses[0].value, session, Math.floor(at / hour), digest(hasData ? data : interactive));
  const replyTo = id(data.requestIdentifier);
  const content = answerOf(item);
  return [{ key, at, raw, kind: 'message', platformId: messageId, contact, content, ...known({ replyTo }) }];
}

/**
 * A text with its files, and where they came in. A tapback is such a text too (`Liked “…”`), in any language and without the id of what it is about:
 * a guess could hang it on the wrong message, so it stays the text that it is.
 */
function readText(item: Fields, { id: messageId, contact, at, raw }: Scene): Draft[] {
  const content = contentOf(item);
  if (content.length === 0) return [];
  const entry = known({ intent: text(item.intent), group: text(item.group) });
  return [
    { key: eventKey('message', messageId), at, raw, kind: 'message', platformId: messageId, contact, content },
    ...(Object.keys(entry).length === 0
      ? []
      : [{ key: eventKey('referral', messageId), at, raw: entry, kind: 'event' as const, name: 'referral', contact, data: entry }]),
  ];
}
