import type { Json } from '../../../../../kit/bus/bus.ts';
import type { Contact, Inbound } from '../../../inbound.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, list, millis, text } from '../../read.ts';
import { contentOf } from './content.ts';
import type { Dialect } from './dialect.ts';
import { reactionEmoji } from './reactions.ts';

/** What a reader knows about the item it reads. */
export interface Scene {
  dialect: Dialect;
  /** The person in the thread, whoever of the two acted; absent where the event is about the account alone. */
  contact: Contact | undefined;
  /** The page or the professional account itself acted. */
  byBusiness: boolean;
  appId: string | undefined;
  at: number;
  raw: Json;
}

type Reader = (value: Fields, scene: Scene) => Draft[];

/** One line for each key that tells what a messaging item is (messenger.md §1); a reader that finds too little gives nothing. */
export const readers: [string, Reader][] = [
  ['message', readMessage],
  ['postback', readPostback],
  ['message_edit', readEdit],
  ['reaction', readReaction],
  ['delivery', (value, scene) => readReceipt('delivered', value, scene)],
  ['read', (value, scene) => readReceipt('read', value, scene)],
  ['referral', readReferral],
  ['optin', (value, scene) => event('optin', value, scene)],
  ['account_linking', (value, scene) => event(value.status === 'unlinked' ? 'account_unlinked' : 'account_linked', value, scene)],
  ['pass_thread_control', (value, scene) => event('thread_control', { ...value, action: 'pass' }, scene)],
  ['take_thread_control', (value, scene) => event('thread_control', { ...value, action: 'take' }, scene)],
  ['request_thread_control', (value, scene) => event('thread_control', { ...value, action: 'request' }, scene)],
  ['app_roles', (value, scene) => about('app_roles', value, scene)],
  ['policy-enforcement', readEnforcement],
  ['policy_enforcement', readEnforcement],
];

/** The page inbox, where people answer: both ids are in Meta's docs (messenger.md §1). */
const pageInbox = new Set(['26390203743090', '263902037430900']);

function readMessage(message: Fields, scene: Scene): Draft[] {
  const { contact, byBusiness, at, raw } = scene;
  const mid = id(message.mid);
  if (mid === undefined || !contact) return [];
  if (message.is_deleted === true) return [{ key: eventKey('unsend', mid), at, raw, kind: 'unsend', contact, target: mid }];
  const replyTo = id(fields(message.reply_to).mid);
  const said = { at, raw, platformId: mid, contact, content: contentOf(message), ...(replyTo === undefined ? {} : { replyTo }) };
  if (byBusiness) return [{ ...said, key: eventKey('echo', mid), kind: 'echo', ...originOf(message, scene) }];
  const window = windowOf(message.referral, scene);
  return [{ ...said, ...window, key: eventKey('message', mid), kind: 'message' }, ...referralOf(message.referral, mid, { contact, at })];
}

/** Who wrote as the business. Our own message id in `metadata` is proof even where the app id is missing. */
function originOf(message: Fields, { appId, dialect }: Scene): Pick<Extract<Inbound, { kind: 'echo' }>, 'origin' | 'reference'> {
  const metadata = id(message.metadata);
  if (metadata !== undefined && /^msg_[0-9A-Za-z]+$/.test(metadata)) return { origin: 'own', reference: metadata };
  const by = id(message.app_id);
  if (by !== undefined && pageInbox.has(by)) return { origin: 'person' };
  // Not every Instagram account knows the id of its own app.
  if (by === undefined || appId === undefined) return { origin: dialect.unnamed };
  return { origin: by === appId ? 'own' : 'app' };
}

function readPostback(postback: Fields, scene: Scene): Draft[] {
  const { contact, byBusiness, at, raw } = scene;
  if (!contact || byBusiness) return [];
  const title = text(postback.title);
  const payload = text(postback.payload);
  const platformId = id(postback.mid) ?? eventKey('postback', contact.addresses[0].value, at, digest(payload ?? title ?? ''));
  const content = [{ type: 'choice' as const, text: title ?? payload ?? 'postback', payload: payload ?? title ?? '' }];
  return [
    {
      key: eventKey('postback', platformId),
      at,
      raw,
      kind: 'message',
      platformId,
      contact,
      content,
      ...windowOf(postback.referral, scene),
    },
    ...referralOf(postback.referral, platformId, { contact, at }),
  ];
}

/** Who comes from an ad may be answered for longer (messenger.md §3). */
function windowOf(referral: Json | undefined, { dialect }: Scene): { windowHours?: number } {
  const { source, ad_id: ad } = fields(referral);
  return dialect.adHours !== null && (source === 'ADS' || ad !== undefined) ? { windowHours: dialect.adHours } : {};
}

/** Where the customer came from, when it is told inside another event. */
function referralOf(value: Json | undefined, platformId: string, { contact, at }: { contact: Contact; at: number }): Draft[] {
  const data = fields(value);
  if (Object.keys(data).length === 0) return [];
  return [{ key: eventKey('referral', platformId), at, raw: data, kind: 'event', name: 'referral', contact, data }];
}

function readEdit(edit: Fields, { contact, byBusiness, at, raw }: Scene): Draft[] {
  const mid = id(edit.mid);
  if (mid === undefined || !contact || byBusiness) return [];
  // Some apps in test mode get new messages as their edit number 0 (instagram.md §1): the message itself, told a second time where it is known.
  if (id(edit.num_edit) === '0')
    return [{ key: eventKey('message', mid), at, raw, kind: 'message', platformId: mid, contact, content: contentOf(edit) }];
  // `num_edit` is a string or a number (messenger.md §1); without it the time tells edits apart.
  const key = eventKey('edit', mid, id(edit.num_edit) ?? at);
  return [{ key, at, raw, kind: 'edit', contact, target: mid, content: contentOf(edit) }];
}

function readReaction(reaction: Fields, { contact, byBusiness, at, raw }: Scene): Draft[] {
  const mid = id(reaction.mid);
  if (mid === undefined || !contact || byBusiness) return [];
  const removed = reaction.action === 'unreact';
  const name = id(reaction.reaction) ?? 'other';
  const emoji = removed ? null : (id(reaction.emoji) ?? reactionEmoji(name) ?? name);
  const key = eventKey('reaction', mid, contact.addresses[0].value, removed ? 'unreact' : 'react', at);
  return [{ key, at, raw, kind: 'reaction', contact, target: mid, emoji }];
}

/** `mids` is sometimes absent; the watermark then stands for all that was sent before it (messenger.md §1). */
function readReceipt(state: 'delivered' | 'read', receipt: Fields, { contact, at, raw }: Scene): Draft[] {
  const mids = [...list(receipt.mids), receipt.mid ?? null].flatMap((mid) => id(mid) ?? []);
  const until = millis(receipt.watermark);
  if (!contact || (mids.length === 0 && until === undefined)) return [];
  const key = eventKey(state, contact.addresses[0].value, until ?? 0, ...mids);
  const about = { ...(mids.length > 0 ? { platformIds: mids } : {}), ...(until === undefined ? {} : { until }) };
  return [{ key, at, raw, kind: 'delivery', state, contact, ...about }];
}

/** A link or an ad led into the thread, which counts as a word of theirs (messenger.md §3). */
function readReferral(referral: Fields, scene: Scene): Draft[] {
  const { windowHours = 24 } = windowOf(referral, scene);
  return event('referral', referral, scene).map((draft) => (draft.kind === 'event' ? { ...draft, windowHours } : draft));
}

function event(name: string, data: Fields, scene: Scene): Draft[] {
  const { contact, at, raw } = scene;
  if (!contact) return about(name, data, scene);
  return [{ key: eventKey(name, contact.addresses[0].value, at, digest(data)), at, raw, kind: 'event', name, contact, data }];
}

/** A blocked page cannot send until it is unblocked (messenger.md §1). */
function readEnforcement(data: Fields, scene: Scene): Draft[] {
  const message = text(data.reason) ?? 'Meta has blocked the page from sending messages.';
  const failure = { ok: false, class: 'account_restricted', code: 'policy_enforcement', message } as const;
  return about('policy_enforcement', data, scene).map((draft) => (data.action === 'block' ? { ...draft, failure } : draft));
}

function about(name: string, data: Fields, { at, raw }: Scene): Draft[] {
  return [{ key: eventKey('account', name, at, digest(data)), at, raw, kind: 'account', name, data }];
}
