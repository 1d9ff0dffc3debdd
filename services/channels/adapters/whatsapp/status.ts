import type { Json } from '../../../../kit/bus/bus.ts';
import type { Failed } from '../../plan.ts';
import { readError } from '../meta/errors.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, list } from '../read.ts';
import type { FindContact } from './contact.ts';
import { errors } from './errors.ts';

const states = new Map<Json | undefined, 'sent' | 'delivered' | 'read' | 'failed'>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  // A voice note was listened to.
  ['played', 'read'],
  ['failed', 'failed'],
]);

/** One of `statuses[]`: how far a message of ours got. Our own id comes back in `biz_opaque_callback_data` (whatsapp.md §1). */
export function readStatus(status: Fields, find: FindContact, at: number, raw: Json): Draft[] {
  const wamid = id(status.id);
  const state = states.get(status.status);
  const contact = find(status.recipient_id, status.recipient_user_id);
  if (wamid === undefined || !state || !contact) return [];
  const reference = id(status.biz_opaque_callback_data);
  return [
    {
      key: eventKey('status', wamid, id(status.status) ?? state),
      at,
      raw,
      kind: 'delivery',
      state,
      contact,
      platformIds: [wamid],
      ...(reference === undefined ? {} : { reference }),
      ...(state === 'failed' ? { failure: failureOf(fields(list(status.errors)[0])) } : {}),
    },
  ];
}

function failureOf(error: Fields): Failed {
  if (Object.keys(error).length > 0) return readError(error, errors);
  return { ok: false, class: 'unknown', code: 'failed', message: 'WhatsApp could not deliver it, and does not say why.' };
}

/** A customer stopped or resumed marketing messages: `{ category: "marketing_messages", value: "stop" }` (Cloud API docs, user_preferences). */
export function readPreference(preference: Fields, find: FindContact, at: number, raw: Json): Draft[] {
  const contact = find(preference.wa_id, preference.user_id);
  if (!contact) return [];
  const common = { key: eventKey('preference', contact.addresses[0].value, at, digest(raw)), at, raw, contact, data: preference };
  if (preference.value === 'stop') return [{ ...common, kind: 'standing', standing: 'opted_out' }];
  if (preference.value === 'resume') return [{ ...common, kind: 'standing', standing: 'open' }];
  return [{ ...common, kind: 'event', name: 'user_preferences' }];
}

/** A new business-scoped id for a known one: `{ user_id: { previous, current } }` (whatsapp.md §1, user_id_update). */
export function readIdUpdate(update: Fields, find: FindContact, at: number, raw: Json): Draft[] {
  const { previous, current } = fields(update.user_id);
  const from = find(undefined, previous ?? update.previous_user_id);
  const to = find(undefined, current ?? update.user_id);
  if (!from || !to) return [];
  const key = eventKey('identity', from.addresses[0].value, to.addresses[0].value);
  return [{ key, at, raw, kind: 'identity_changed', from, to }];
}

/** A call; one of theirs also opens the reply window (whatsapp.md §3). */
export function readCall(call: Fields, find: FindContact, at: number, raw: Json): Draft[] {
  const callId = id(call.id);
  const ours = call.direction === 'BUSINESS_INITIATED';
  const contact = ours ? find(call.to, call.to_user_id) : find(call.from, call.from_user_id);
  if (callId === undefined || !contact) return [];
  const key = eventKey('call', callId, id(call.event) ?? '');
  return [{ key, at, raw, kind: 'event', name: 'call', contact, data: call, ...(ours ? {} : { windowHours: 24 }) }];
}
