import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Contact, Inbound } from '../../inbound.ts';
import { e164 } from '../phone.ts';
import { type Draft, decimal, digest, eventKey, type Fields, fields, id, known, link, text, unknown } from '../read.ts';
import { ownIdIn } from './call.ts';

interface Scene {
  at: number;
  raw: Json;
  contact: Contact;
  /** The event's own id, or what it says where it has none. */
  event: string;
}

type Reader = (event: Fields, scene: Scene) => Draft[];

/** What reads an event, by its type (rcs.md, Inbound). */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['DELIVERED', (event, scene) => readReceipt('delivered', event, scene)],
  ['READ', (event, scene) => readReceipt('read', event, scene)],
  // It was not delivered in the time it had, and taken back.
  ['TTL_EXPIRATION_REVOKED', (event, scene) => readReceipt('failed', event, scene)],
  ['TTL_EXPIRATION_REVOKE_FAILED', (event, scene) => notRevoked(event, scene)],
  ['IS_TYPING', (_event, { at, raw, contact, event }) => [{ key: eventKey('typing', event), at, raw, kind: 'typing', contact, on: true }]],
  ['SUBSCRIBE', (event, scene) => standing('open', event, scene)],
  ['UNSUBSCRIBE', (event, scene) => standing('opted_out', event, scene)],
]);

/** The one message or event in a push of RCS for Business, its data opened (decode.ts). */
export function parseRcs(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const envelope = fields(fields(body).message);
  const said = fields(envelope.data);
  const attributes = fields(envelope.attributes);
  const at = timeOf(said.sendTime) ?? timeOf(envelope.publishTime) ?? request.receivedAt;
  const externalId = id(said.agentId) ?? id(attributes.business_id) ?? id(account.settings.agentId) ?? '';
  const phone = id(said.senderPhoneNumber) ?? id(said.phoneNumber);
  const number = phone === undefined ? '' : e164(phone);
  if (number === '') return [{ ...unknown(body, at), externalId }];
  const scene: Scene = {
    at,
    raw: body,
    contact: { addresses: [{ kind: 'phone', value: number }] },
    event: id(said.eventId) ?? digest(said),
  };
  const type = id(said.eventType);
  const drafts = type === undefined ? readMessage(said, scene) : (readers.get(type)?.(said, scene) ?? []);
  return (drafts.length > 0 ? drafts : [unknown(body, at)]).map((draft) => ({ ...draft, externalId }));
}

function timeOf(value: Json | undefined): number | undefined {
  const time = typeof value === 'string' && value.length <= 64 ? Date.parse(value) : Number.NaN;
  return time > 0 ? time : undefined;
}

function readMessage(said: Fields, { at, raw, contact }: Scene): Draft[] {
  const platformId = id(said.messageId);
  if (platformId === undefined) return [];
  const content = contentOf(said) ?? { type: 'unsupported' as const, reason: reasonOf(said) };
  return [{ key: eventKey('message', platformId), at, raw, kind: 'message', platformId, contact, content: [content] }];
}

function contentOf(said: Fields): Content | undefined {
  const words = text(said.text);
  if (words !== undefined) return { type: 'text', text: words };
  const { postbackData, text: title } = fields(said.suggestionResponse);
  const payload = text(postbackData) ?? text(title);
  if (payload !== undefined) return { type: 'choice', text: text(title) ?? payload, payload };
  const { latitude, longitude } = fields(said.location);
  const [north, east] = [decimal(latitude, 90), decimal(longitude, 180)];
  if (north !== undefined && east !== undefined) return { type: 'location', latitude: north, longitude: east };
  return fileOf(fields(fields(said.userFile).payload));
}

/** A file by its link, which is public as long as it lives. */
function fileOf(file: Fields): Content | undefined {
  const url = link(file.fileUri);
  if (url === undefined) return undefined;
  const mimeType = id(file.mimeType);
  const [kind = ''] = (mimeType ?? '').split('/');
  const type = kind === 'image' || kind === 'video' || kind === 'audio' ? kind : ('file' as const);
  return known({ type, url, mimeType, name: id(file.fileName), size: decimal(file.fileSizeBytes, Number.MAX_SAFE_INTEGER) });
}

const frame = new Set(['senderPhoneNumber', 'messageId', 'sendTime', 'agentId', 'eventId']);

function reasonOf(said: Fields): string {
  return Object.keys(said).find((name) => name !== '' && !frame.has(name)) ?? 'empty';
}

/** Messages have the id we gave them, which tells our own (call.ts). */
function readReceipt(state: 'delivered' | 'read' | 'failed', said: Fields, { at, raw, contact, event }: Scene): Draft[] {
  const messageId = id(said.messageId);
  if (messageId === undefined) return [];
  const failure = {
    ok: false as const,
    class: 'recipient_invalid' as const,
    code: 'expired',
    message: 'It could not be delivered in its time.',
  };
  return [
    known({
      key: eventKey(state, messageId, event),
      at,
      raw,
      kind: 'delivery' as const,
      state,
      contact,
      platformIds: [messageId],
      reference: ownIdIn(messageId),
      failure: state === 'failed' ? failure : undefined,
    }),
  ];
}

/** Its time was over, and it could not be taken back: it may still arrive. */
function notRevoked(said: Fields, { at, raw, contact, event }: Scene): Draft[] {
  const data = { messageId: id(said.messageId) ?? null };
  return [{ key: eventKey('not_revoked', event), at, raw, kind: 'event', name: 'not_revoked', contact, data }];
}

function standing(state: 'open' | 'opted_out', said: Fields, { at, raw, contact, event }: Scene): Draft[] {
  const data = { event: id(said.eventType) ?? null };
  return [{ key: eventKey('standing', event), at, raw, kind: 'standing', contact, standing: state, data }];
}
