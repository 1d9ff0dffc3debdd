import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account } from '../../adapter.ts';
import { fields, id, list, text } from '../read.ts';
import { headerOf, idsIn, type Mail, valuesOf } from './mail.ts';

/** Most ids that are sent as References; the first and the last ones are what threads hang on (email.md, Threading). */
const longestChain = 20;

/** Where a mail stands in its thread, and what it is called: Contact.place. */
export interface Place {
  messageId: string;
  references: string[];
  subject: string;
  /** The sender is who they say, by DMARC. */
  verified: boolean;
}

/** A place, as it was kept. */
export function placeOf(value: Json): Partial<Place> {
  const place = fields(value);
  const messageId = id(place.messageId);
  const subject = text(place.subject);
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(subject === undefined ? {} : { subject }),
    references: list(place.references).flatMap((one) => id(one) ?? []),
  };
}

/** The id of a mail of ours, the same at every try; it proves itself, so that nobody can make one up. */
export function messageIdOf(message: string, account: Account): string {
  return `${message}.${proof(message, account)}@${domainOf(account)}`;
}

/** Our message in an id of a mail of ours; `undefined` for any other id. */
export function messageOf(mailId: string, account: Account): string | undefined {
  const [, message = '', given = ''] = /^(msg_[0-9A-Za-z]{1,40})\.([0-9a-f]{16})@/.exec(mailId) ?? [];
  return message !== '' && isProof(given, message, account) ? message : undefined;
}

/** The address to answer to: it carries the message that is answered, for mail programs that lose the thread (email.md, Threading). */
export function replyAddress(message: string, account: Account): string | undefined {
  const inbox = text(account.settings.inboundAddress) ?? text(account.settings.address) ?? '';
  const cut = inbox.lastIndexOf('@');
  const ulid = /^msg_([0-9A-Z]{26})$/.exec(message)?.[1];
  if (account.settings.plusAddresses === false || ulid === undefined || cut < 1) return undefined;
  return `${inbox.slice(0, cut)}+${ulid.toLowerCase()}.${proof(message, account)}${inbox.slice(cut)}`;
}

/** The message of ours that a mail answers: by the address it came to, by In-Reply-To, by References from the newest (email.md, Threading). */
export function answeredIn(mail: Mail, account: Account): string | undefined {
  for (const address of [...mail.to, ...valuesOf(mail, 'delivered-to'), ...valuesOf(mail, 'x-original-to')]) {
    const [, ulid = '', given = ''] = /\+([0-9a-z]{26})\.([0-9a-f]{16})@/i.exec(address.slice(0, 1_000)) ?? [];
    const message = `msg_${ulid.toUpperCase()}`;
    if (ulid !== '' && isProof(given.toLowerCase(), message, account)) return messageIdOf(message, account);
  }
  return idsIn(headerOf(mail, 'in-reply-to'))[0] ?? idsIn(headerOf(mail, 'references')).at(-1);
}

/** The chain that an answer to a mail continues. */
export function chainOf(references: string[], last: string | undefined): string[] {
  const all = [...new Set([...references, ...(last === undefined ? [] : [last])])];
  const [first] = all;
  return first === undefined || all.length <= longestChain ? all : [first, ...all.slice(1 - longestChain)];
}

/** A subject with one `Re:` before it, whatever there was. */
export function answerTo(subject: string): string {
  return `Re: ${subject.replace(/^(?:\s*(?:re|aw|sv|antw|vs|odp|ref)\s*(?:\[\d{1,3}\])?\s*:)+\s*/i, '').trim()}`.trim();
}

function proof(message: string, account: Account): string {
  return createHmac('sha256', account.secrets.webhookSecret ?? '')
    .update(`reply:${message}`)
    .digest('hex')
    .slice(0, 16);
}

function isProof(given: string, message: string, account: Account): boolean {
  return timingSafeEqual(Buffer.from(given), Buffer.from(proof(message, account)));
}

function domainOf({ settings }: Account): string {
  return text(settings.mailDomain) ?? text(settings.address)?.split('@')[1] ?? 'localhost';
}
