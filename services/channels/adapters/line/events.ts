import type { Json } from '../../../../kit/bus/bus.ts';
import { textOf } from '../../../../schema/content.ts';
import type { Contact } from '../../inbound.ts';
import { type Draft, eventKey, type Fields, fields, id, known, list, text } from '../read.ts';
import { contentOf } from './content.ts';

/** What a reader knows beside the event it reads. */
interface Scene {
  /** The event's own id. */
  event: string;
  at: number;
  raw: Json;
}

type Reader = (event: Fields, scene: Scene) => Draft[];

/** What reads an event, by its type (line.md, Events); what finds too little gives nothing. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['message', readMessage],
  ['postback', readPostback],
  ['unsend', readUnsend],
  ['follow', (event, scene) => standing('open', fields(event.follow), event, scene)],
  ['unfollow', (event, scene) => standing('blocked', {}, event, scene)],
  ['join', (event, scene) => inGroup('join', event, scene)],
  ['leave', (event, scene) => inGroup('leave', event, scene)],
  ['memberJoined', (event, scene) => members('member_joined', fields(event.joined), event, scene)],
  ['memberLeft', (event, scene) => members('member_left', fields(event.left), event, scene)],
  ['videoPlayComplete', (event, scene) => happened('video_played', fields(event.videoPlayComplete), event, scene)],
  ['beacon', (event, scene) => happened('beacon', fields(event.beacon), event, scene)],
  ['accountLink', (event, scene) => happened('account_linked', fields(event.link), event, scene)],
  ['membership', (event, scene) => happened('membership', fields(event.membership), event, scene)],
  ['delivery', (event, scene) => happened('notification_delivered', fields(event.delivery), event, scene)],
]);

/** One event. In standby another module answers: what is said then is told as an event, so that nobody takes it for theirs (line.md). */
export function readEvent(event: Fields, scene: Scene): Draft[] {
  const drafts = readers.get(id(event.type) ?? '')?.(event, scene) ?? [];
  return event.mode === 'standby' ? drafts.map(overheard) : drafts;
}

function overheard(draft: Draft): Draft {
  if (draft.kind !== 'message') return draft;
  const { key, at, raw, contact, platformId, content } = draft;
  const data = { from: 'customer', platformId, text: textOf(content), content: content.map(({ type }) => type) };
  return { key: `standby:${key}`, at, raw, kind: 'event', name: 'standby', contact, data };
}

/** A person. */
function contactOf(source: Fields): Contact | undefined {
  const value = id(source.userId);
  return value === undefined ? undefined : { addresses: [{ kind: 'line_id', value }] };
}

/**
 * A person who says something, and where: in a group or a room the answer goes to all of it. In a chat of their own the place says so by naming
 * none, so that what they wrote to a group before does not lead the answer there.
 */
function speakerOf(source: Fields, tokens: { quoteToken?: string; markAsReadToken?: string } = {}): Contact | undefined {
  const contact = contactOf(source);
  return contact && { ...contact, place: known({ ...tokens, to: id(source.groupId) ?? id(source.roomId) }) };
}

function readMessage(event: Fields, { at, raw, event: own }: Scene): Draft[] {
  const message = fields(event.message);
  const platformId = id(message.id);
  // What it takes to quote it, and to mark it as read, comes with it.
  const tokens = known({ quoteToken: id(message.quoteToken), markAsReadToken: id(message.markAsReadToken) });
  const contact = speakerOf(fields(event.source), tokens);
  if (platformId === undefined || !contact) return [];
  const replyTo = id(message.quotedMessageId);
  const burst = id(fields(message.imageSet).id);
  return [
    known({
      key: eventKey('message', own),
      at,
      raw,
      kind: 'message' as const,
      platformId,
      contact,
      content: [contentOf(message)],
      replyTo,
      burst,
    }),
  ];
}

/** A press; a picker tells beside our payload what was picked. */
function readPostback(event: Fields, { at, raw, event: own }: Scene): Draft[] {
  const { data, params } = fields(event.postback);
  const contact = speakerOf(fields(event.source));
  const payload = text(data);
  if (!contact || payload === undefined) return [];
  const { datetime, date, time } = fields(params);
  const picked = text(datetime) ?? text(date) ?? text(time) ?? payload;
  const content = [{ type: 'choice' as const, text: picked, payload }];
  return [{ key: eventKey('postback', own), at, raw, kind: 'message', platformId: eventKey('postback', own), contact, content }];
}

function readUnsend(event: Fields, { at, raw, event: own }: Scene): Draft[] {
  const target = id(fields(event.unsend).messageId);
  const contact = contactOf(fields(event.source));
  return target === undefined || !contact ? [] : [{ key: eventKey('unsend', own), at, raw, kind: 'unsend', contact, target }];
}

/** Adding the account as a friend, or blocking it; a push to who blocked it is accepted all the same (line.md, Outbound). */
function standing(state: 'open' | 'blocked', data: Fields, event: Fields, { at, raw, event: own }: Scene): Draft[] {
  const contact = contactOf(fields(event.source));
  return contact ? [{ key: eventKey('standing', own), at, raw, kind: 'standing', contact, standing: state, data }] : [];
}

function happened(name: string, data: Fields, event: Fields, { at, raw, event: own }: Scene): Draft[] {
  const contact = contactOf(fields(event.source));
  return contact ? [{ key: eventKey(name, own), at, raw, kind: 'event', name, contact, data }] : [];
}

/** The account itself came into a group or left it: no person did. */
function inGroup(name: string, event: Fields, { at, raw, event: own }: Scene): Draft[] {
  return [{ key: eventKey(name, own), at, raw, kind: 'account', name, data: fields(event.source) }];
}

function members(name: string, who: Fields, event: Fields, { at, raw, event: own }: Scene): Draft[] {
  const source = fields(event.source);
  const people = new Set(list(who.members).flatMap((member) => id(fields(member).userId) ?? []));
  return [...people].flatMap((userId) => {
    const contact = contactOf({ ...source, userId });
    return contact ? [{ key: eventKey(name, own, userId), at, raw, kind: 'event' as const, name, contact, data: source }] : [];
  });
}
