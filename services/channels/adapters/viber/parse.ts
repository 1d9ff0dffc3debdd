import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Contact, Inbound } from '../../inbound.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, known, millis, text, unknown } from '../read.ts';
import { contentOf } from './content.ts';

/** What a reader knows beside the event it reads. */
interface Scene {
  at: number;
  raw: Json;
  /** The event, its token (a 64-bit number, kept as its digits) and its person: together they are unique (viber.md, Inbound). */
  key: string;
  contact: Contact | undefined;
}

type Reader = (event: Fields, scene: Scene) => Draft[];

/** What reads an event, by its name (viber.md, Events); what finds too little gives nothing. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['message', readMessage],
  ['delivered', (event, scene) => readReceipt('delivered', event, scene)],
  ['seen', (event, scene) => readReceipt('read', event, scene)],
  ['failed', (event, scene) => readReceipt('failed', event, scene)],
  ['subscribed', (event, scene) => standing('open', event, scene)],
  // Who writes again is subscribed again.
  ['unsubscribed', (event, scene) => standing('blocked', event, scene)],
  ['conversation_started', readStart],
  ['client_status', (event, scene) => happened('client_status', event, scene)],
  ['action', (event, scene) => happened('action', event, scene)],
  ['webhook', (event, { at, raw, key }) => [{ key, at, raw, kind: 'account', name: 'webhook', data: event }]],
]);

/** The one event in a webhook of Viber (viber.md, Inbound); it does not name the bot, whose webhook it is. */
export function parseViber(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const event = fields(body);
  const name = id(event.event) ?? '';
  const person = fields(event.sender ?? event.user);
  const userId = id(person.id) ?? id(event.user_id);
  const at = millis(event.timestamp) ?? request.receivedAt;
  const scene: Scene = {
    at,
    raw: body,
    key: eventKey(name, id(event.message_token) ?? digest(body), userId ?? ''),
    contact:
      userId === undefined
        ? undefined
        : known({ addresses: [{ kind: 'viber_id', value: userId }] as Contact['addresses'], name: text(person.name) }),
  };
  const drafts = readers.get(name)?.(event, scene) ?? [];
  const externalId = id(account.settings.botUri) ?? '';
  return (drafts.length > 0 ? drafts : [unknown(body, at)]).map((draft) => ({ ...draft, externalId }));
}

/** A press on a button comes as a text, too: the title of the button, which is what we gave it to say (render.ts). */
function readMessage(event: Fields, { at, raw, key, contact }: Scene): Draft[] {
  const platformId = id(event.message_token);
  if (platformId === undefined || !contact) return [];
  return [{ key, at, raw, kind: 'message', platformId, contact, content: [contentOf(fields(event.message))] }];
}

/** One for each device of the person; the first counts. */
function readReceipt(state: 'delivered' | 'read' | 'failed', event: Fields, { at, raw, key, contact }: Scene): Draft[] {
  const token = id(event.message_token);
  if (token === undefined || !contact) return [];
  const failure = {
    ok: false as const,
    class: 'unknown' as const,
    code: 'failed',
    message: text(event.desc) ?? 'Viber could not deliver it.',
  };
  return [{ key, at, raw, kind: 'delivery', state, contact, platformIds: [token], ...(state === 'failed' ? { failure } : {}) }];
}

function standing(state: 'open' | 'blocked', event: Fields, { at, raw, key, contact }: Scene): Draft[] {
  return contact ? [{ key, at, raw, kind: 'standing', contact, standing: state, data: { event: id(event.event) ?? null } }] : [];
}

/** Somebody opened the conversation; `context` is what the link that led there carried. They have not subscribed by that. */
function readStart(event: Fields, { at, raw, key, contact }: Scene): Draft[] {
  if (!contact) return [];
  const ref = text(event.context);
  const data = known({ ref, type: id(event.type), subscribed: event.subscribed === true });
  return [{ key, at, raw, kind: 'event', name: ref === undefined ? 'conversation_started' : 'referral', contact, data }];
}

function happened(name: string, event: Fields, { at, raw, key, contact }: Scene): Draft[] {
  return contact ? [{ key, at, raw, kind: 'event', name, contact, data: event }] : [];
}
