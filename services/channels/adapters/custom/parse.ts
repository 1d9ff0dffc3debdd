import type { Json } from '../../../../kit/bus/bus.ts';
import { isId } from '../../../../kit/id.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Contact, Inbound } from '../../inbound.ts';
import { errorClasses, type Failed } from '../../plan.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, known, list, millis, text, unknown } from '../read.ts';
import { contentOf } from './content.ts';

/** What a reader knows of the event it reads: `key` makes its own key of what names it, unless the event has an id. */
interface Scene {
  contact: Contact;
  at: number;
  raw: Json;
  key(...parts: string[]): string;
}

type Reader = (event: Fields, scene: Scene) => Draft[];

/** One line for each type of event (docs/custom-channel.md); a reader that finds too little gives nothing. */
const readers: { [type: string]: Reader } = {
  message: readMessage,
  echo: readEcho,
  edit: (event, scene) => changed(event, scene).map((change) => ({ ...change, kind: 'edit', content: contentOf(event) })),
  unsend: (event, scene) => changed(event, scene).map((change) => ({ ...change, kind: 'unsend' })),
  reaction: (event, scene) =>
    changed(event, scene).map((change) => ({ ...change, kind: 'reaction', emoji: text(event.emoji)?.slice(0, 64).toWellFormed() ?? null })),
  typing: (event, scene) => [{ ...headOf(scene), kind: 'typing', on: event.on !== false }],
  sent: (event, scene) => readReceipt('sent', event, scene),
  delivered: (event, scene) => readReceipt('delivered', event, scene),
  read: (event, scene) => readReceipt('read', event, scene),
  failed: (event, scene) => readReceipt('failed', event, scene),
  standing: readStanding,
  event: (event, scene) => {
    const name = id(event.name);
    return name === undefined ? [] : [{ ...headOf(scene, name), kind: 'event', name, data: event.data ?? null }];
  },
  moved: ({ to }, { contact: from, at, raw, key }) => {
    const moved = contactOf(fields(to), undefined);
    return moved ? [{ key: key(from.addresses[0].value), at, raw, kind: 'identity_changed', from, to: moved }] : [];
  },
};

/** In these the customer is the one who was written to. */
const aboutOurs = new Set(['echo', 'sent', 'delivered', 'read', 'failed']);

/** Every event of a request: one on its own, or a list of them under `events`. */
export function parseCustom(body: Json, { receivedAt }: WebhookRequest, { settings }: Account): Inbound[] {
  const given = fields(body).events;
  const events = Array.isArray(given) ? given : [body];
  const externalId = id(settings.systemId) ?? '';
  return events.flatMap((value) => readEvent(value, receivedAt).map((draft): Inbound => ({ ...draft, externalId })));
}

function readEvent(value: Json, receivedAt: number): Draft[] {
  const event = fields(value);
  const type = id(event.type) ?? '';
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const person = aboutOurs.has(type) ? (event.to ?? event.from) : (event.from ?? event.to);
  const contact = contactOf(fields(person), id(event.thread));
  const own = id(event.id);
  const at = timeOf(event.at) ?? receivedAt;
  const key = (...parts: string[]) => (own === undefined ? eventKey(type, ...parts, digest(value)) : eventKey(type, own));
  const drafts = read && contact ? read(event, { contact, at, raw: value, key }) : [];
  return drafts.length > 0 ? drafts : [unknown(value, at)];
}

function headOf({ contact, at, raw, key }: Scene, ...named: string[]) {
  return { key: key(contact.addresses[0].value, ...named), at, raw, contact };
}

function saidIn(event: Fields, { contact, at, raw }: Scene) {
  const platformId = id(event.messageId);
  if (platformId === undefined) return undefined;
  return { at, raw, contact, platformId, content: contentOf(event), ...known({ replyTo: id(event.replyTo) }) };
}

function readMessage(event: Fields, scene: Scene): Draft[] {
  const said = saidIn(event, scene);
  if (!said) return [];
  return [{ ...said, ...known({ burst: id(event.burst) }), key: eventKey('message', said.platformId), kind: 'message' }];
}

/** What was said as the business: by us, when it carries our id, else by a person or another program of the company's. */
function readEcho(event: Fields, scene: Scene): Draft[] {
  const said = saidIn(event, scene);
  if (!said) return [];
  const reference = id(event.reference);
  const origin = reference !== undefined ? 'own' : event.by === 'app' ? 'app' : 'person';
  return [{ ...said, ...known({ reference }), key: eventKey('echo', said.platformId), kind: 'echo', origin }];
}

function changed(event: Fields, scene: Scene) {
  const target = id(event.messageId);
  return target === undefined ? [] : [{ ...headOf(scene, target), target }];
}

/** What became of messages of ours: by the ids that were answered, or by our own, which begin with `msg_`; or all until a time. */
function readReceipt(state: 'sent' | 'delivered' | 'read' | 'failed', event: Fields, { contact, at, raw, key }: Scene): Draft[] {
  const ids = [event.messageId ?? null, ...list(event.messageIds)].flatMap((each) => id(each) ?? []);
  const until = timeOf(event.until);
  const failure = state === 'failed' ? { failure: failureOf(fields(event.error)) } : {};
  const report = { at, raw, kind: 'delivery' as const, state, contact, ...failure };
  const ours = ids.filter((each) => isId(each, 'message'));
  const theirs = ids.filter((each) => !isId(each, 'message'));
  const rest = { ...(theirs.length > 0 && { platformIds: theirs }), ...known({ until }) };
  return [
    ...(Object.keys(rest).length > 0 ? [{ ...report, ...rest, key: key(...theirs) }] : []),
    ...ours.map((reference) => ({ ...report, reference, key: `${key(reference)}:${reference}` })),
  ];
}

function failureOf(error: Fields): Failed {
  const kind = errorClasses.find((each) => each === error.class) ?? 'unknown';
  return { ok: false, class: kind, code: id(error.code) ?? kind, message: text(error.message) ?? 'It could not be delivered.' };
}

function readStanding(event: Fields, scene: Scene): Draft[] {
  const standing = (['open', 'blocked', 'opted_out', 'closed'] as const).find((each) => each === event.standing);
  return standing === undefined ? [] : [{ ...headOf(scene, standing), kind: 'standing', standing, data: event.data ?? null }];
}

/** A person: their id, further addresses of theirs, and the thread they are in. */
function contactOf(person: Fields, thread: string | undefined): Contact | undefined {
  const value = id(person.id);
  if (value === undefined) return undefined;
  const more = list(person.addresses).map(fields);
  const others = more.flatMap((each) => {
    const [kind, other] = [id(each.kind), id(each.value)];
    return kind !== undefined && /^[a-z][a-z0-9_]{0,31}$/.test(kind) && other !== undefined ? [{ kind, value: other }] : [];
  });
  return {
    addresses: [{ kind: 'user', value }, ...others.slice(0, 10)],
    ...known({ name: text(person.name)?.slice(0, 200).toWellFormed(), place: thread }),
  };
}

/** Milliseconds, seconds, or ISO 8601. */
function timeOf(value: Json | undefined): number | undefined {
  const parsed = typeof value === 'string' && value.length <= 64 ? Date.parse(value) : Number.NaN;
  return millis(value) ?? millis(Number.isNaN(parsed) ? undefined : parsed);
}
