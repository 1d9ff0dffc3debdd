import { createHash, randomBytes } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import type { Person, Sent, SentState } from '../../memory.ts';
import { reportOf, type Webhook, webhookOf } from '../../webhook.ts';
import { encode } from '../meta/webhook.ts';

// Shapes: whatsapp.md §1 and samples/whatsapp.

/** Something a person did, as an item of `messages`. `known`: all that is known of them. */
export function fromPerson(account: SandboxAccount, known: Person, id: string, at: number, message: object): Webhook {
  const from = known.id === known.userId ? {} : { from: known.id };
  const common = { ...from, from_user_id: known.userId, id, timestamp: seconds(at) };
  const part = { contacts: [contactOf(known)], messages: [{ ...common, ...message }] };
  return webhookOf(account, known.id, wrapped(account, part));
}

/** How far messages to one person came, as items of `statuses`; times are seconds, as strings. */
export function statuses(account: SandboxAccount, messages: Sent[], state: SentState, person: Person | undefined, now: number): Webhook {
  const contacts = state === 'failed' || !person ? {} : { contacts: [contactOf(person)] };
  const items = messages.map((sent) => status(sent, state, person, seconds(now)));
  return reportOf(account, messages, state, wrapped(account, { ...contacts, statuses: items }));
}

function status(sent: Sent, state: SentState, person: Person | undefined, timestamp: string): object {
  const isId = /^[A-Z]{2}\./.test(sent.to);
  const href = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';
  const error = sent.error && {
    ...sent.error,
    message: sent.error.title,
    error_data: { details: sent.error.details },
    href,
    details: undefined,
  };
  return {
    id: sent.messageId,
    status: state,
    timestamp,
    ...(isId ? {} : { recipient_id: sent.to }),
    ...(person?.userId ? { recipient_user_id: person.userId } : {}),
    ...(sent.reference === null ? {} : { biz_opaque_callback_data: sent.reference }),
    ...(error
      ? { errors: [error] }
      : { pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: sent.type === 'template' ? 'utility' : 'service' } }),
  };
}

function wrapped(account: SandboxAccount, part: object): string {
  const metadata = { display_phone_number: businessNumber(account), phone_number_id: setting(account, 'phoneNumberId') };
  const change = { value: { messaging_product: 'whatsapp', metadata, ...part }, field: 'messages' };
  const entry = { id: setting(account, 'businessAccountId') || '0', changes: [change] };
  return encode({ object: 'whatsapp_business_account', entry: [entry] });
}

function contactOf(person: Person): object {
  const phone = person.id === person.userId ? {} : { wa_id: person.id };
  return { ...(person.name ? { profile: { name: person.name } } : {}), ...phone, user_id: person.userId };
}

/** Always the same for a number and a business (whatsapp.md §4: scoped to the portfolio). */
export function userId(account: SandboxAccount, phone: string): string {
  const hash = createHash('sha256')
    .update(`${setting(account, 'businessAccountId')} ${phone}`)
    .digest('hex');
  return `US.${BigInt(`0x${hash}`).toString().slice(0, 20)}`;
}

/** The number customers see. */
export function businessNumber(account: SandboxAccount): string {
  return digits(setting(account, 'displayPhoneNumber')) || setting(account, 'phoneNumberId');
}

/** A phone number without its spelling. */
export function digits(phone: string): string {
  return phone.replace(/[+\s()-]/g, '');
}

function seconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}

/** A new message id. */
export function newWamid(person: string): string {
  return `wamid.${Buffer.from(`${person} ${randomBytes(12).toString('hex')}`).toString('base64')}`;
}
