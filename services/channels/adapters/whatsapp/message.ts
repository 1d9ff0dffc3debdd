import type { Json } from '../../../../kit/bus/bus.ts';
import { textOf } from '../../../../schema/content.ts';
import type { Contact } from '../../inbound.ts';
import { type Draft, eventKey, type Fields, fields, id, text } from '../read.ts';
import { contactsIn, type FindContact } from './contact.ts';
import { contentOf } from './content.ts';

/** One of `messages[]`: something a customer said or did, or the system about them (whatsapp.md §1). */
export function readMessage(message: Fields, find: FindContact, at: number, raw: Json): Draft[] {
  const wamid = id(message.id);
  const contact = find(message.from, message.from_user_id);
  if (message.type === 'system') return readSystem(message, at, raw);
  if (wamid === undefined || !contact) return [];
  const event = (name: string, data: Fields, part: Json): Draft => ({
    key: eventKey(name, wamid),
    at,
    raw: part,
    kind: 'event',
    name,
    contact,
    data,
  });
  // What is said in a group must not be answered to one of its members.
  const group = id(message.group_id);
  if (group !== undefined) return [event('group_message', { group_id: group, text: textOf(contentOf(message)) }, raw)];
  if (message.type === 'request_welcome') return [event('request_welcome', {}, raw)];
  const change = readChangeOfMessage(message, wamid, contact, at, raw);
  if (change) return change;
  const said: Draft = { key: eventKey('message', wamid), at, raw, kind: 'message', platformId: wamid, contact, ...saidIn(message) };
  const referral = fields(message.referral);
  return [
    said,
    ...(Object.keys(referral).length === 0 ? [] : [event('referral', referral, referral)]),
    ...(isStop(message) ? [stopped(fields(message.button), { wamid, contact, at, raw })] : []),
  ];
}

/** The button of a template by which people end what they are sent (channels/README.md §3). */
function isStop({ type, button }: Fields): boolean {
  return type === 'button' && /^stop( promotions)?$/i.test((text(fields(button).text) ?? '').trim());
}

function stopped(data: Fields, { wamid, contact, at, raw }: { wamid: string; contact: Contact; at: number; raw: Json }): Draft {
  return { key: eventKey('stop', wamid), at, raw, kind: 'standing', contact, standing: 'opted_out', data };
}

/** One of `message_echoes[]`: staff wrote in the WhatsApp Business app on the same number (whatsapp.md §1). */
export function readEcho(message: Fields, find: FindContact, at: number, raw: Json): Draft[] {
  const wamid = id(message.id);
  const contact = find(message.to, message.to_user_id);
  // A reaction of staff has no customer as its actor: kept, not shown as theirs.
  if (wamid === undefined || !contact || message.type === 'reaction') return [];
  const change = readChangeOfMessage(message, wamid, contact, at, raw);
  return (
    change ?? [{ key: eventKey('echo', wamid), at, raw, kind: 'echo', platformId: wamid, contact, origin: 'person', ...saidIn(message) }]
  );
}

/** A message while another app has the conversation: shown as an event, so that nobody takes it for theirs to answer. */
export function readStandby(message: Fields, find: FindContact, at: number, raw: Json): Draft[] {
  const wamid = id(message.id);
  const fromBusiness = message.to !== undefined || message.to_user_id !== undefined;
  const contact = fromBusiness ? find(message.to, message.to_user_id) : find(message.from, message.from_user_id);
  if (wamid === undefined || !contact) return [];
  const content = contentOf(message);
  const from = fromBusiness ? 'business' : 'customer';
  const data = { from, platformId: wamid, text: textOf(content), content: content.map((item) => item.type) };
  return [{ key: eventKey('standby', wamid), at, raw, kind: 'event', name: 'standby', contact, data }];
}

/** What changes an earlier message rather than being one; edits and revokes only on numbers shared with the Business app. */
function readChangeOfMessage(message: Fields, wamid: string, contact: Contact, at: number, raw: Json): Draft[] | undefined {
  if (message.type === 'reaction') {
    const target = id(fields(message.reaction).message_id);
    // No emoji, or an empty one: taken back.
    const emoji = id(fields(message.reaction).emoji) ?? null;
    return target === undefined ? [] : [{ key: eventKey('reaction', wamid), at, raw, kind: 'reaction', contact, target, emoji }];
  }
  if (message.type === 'edit') {
    const target = id(fields(message.edit).original_message_id);
    const content = contentOf(fields(fields(message.edit).message));
    return target === undefined ? [] : [{ key: eventKey('edit', wamid), at, raw, kind: 'edit', contact, target, content }];
  }
  if (message.type === 'revoke') {
    const target = id(fields(message.revoke).original_message_id);
    return target === undefined ? [] : [{ key: eventKey('unsend', wamid), at, raw, kind: 'unsend', contact, target }];
  }
  return undefined;
}

/** A new number also brings a new business-scoped id; the old ones are named where they are known (Cloud API changelog, 2026-08-11). */
function readSystem(message: Fields, at: number, raw: Json): Draft[] {
  // By the ids alone: a contact beside it would mix the old address with the new.
  const find = contactsIn({});
  const wamid = id(message.id);
  const system = fields(message.system);
  const from = find(message.from, system.previous_user_id ?? message.from_user_id);
  if (wamid === undefined || !from) return [];
  const to = find(system.wa_id ?? system.new_wa_id, system.user_id);
  const moved = system.type === 'user_changed_number' || system.type === 'user_changed_user_id';
  if (moved && to) return [{ key: eventKey('identity', wamid), at, raw, kind: 'identity_changed', from, to }];
  return [{ key: eventKey('system', wamid), at, raw, kind: 'event', name: 'system', contact: from, data: system }];
}

function saidIn(message: Fields): { content: ReturnType<typeof contentOf>; replyTo?: string } {
  const replyTo = id(fields(message.context).id);
  return { content: contentOf(message), ...(replyTo === undefined ? {} : { replyTo }) };
}
