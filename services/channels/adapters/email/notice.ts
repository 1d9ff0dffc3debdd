import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account } from '../../adapter.ts';
import type { Contact } from '../../inbound.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, link, list, text } from '../read.ts';
import { addressIn, idsIn } from './mail.ts';
import { jsonIn } from './provider.ts';
import { deliveryOf, type Told } from './report.ts';

type Reader = (notice: Fields, account: Account, at: number) => Draft[];

/** What providers tell of mails of ours; one line each. A reader that finds another's shape gives nothing. */
const readers: Reader[] = [readSes, readPostmark, readMailgun, readSendgrid];

/** The events of a provider's notice; nothing for what it is not. */
export function noticesIn(body: Json, account: Account, at: number): Draft[] {
  return (Array.isArray(body) ? body : [body]).flatMap((one) => readers.flatMap((read) => read(fields(one), account, at)));
}

/** SES by SNS: bounces for good or for now, complaints, deliveries (email.md, Inbound). */
function readSes(notice: Fields, account: Account, at: number): Draft[] {
  const inner = fields(jsonIn(notice.Message));
  const type = id(inner.notificationType) ?? id(inner.eventType);
  if (notice.Type !== 'Notification' || type === undefined) return [];
  const mail = fields(inner.mail);
  const ids = [...idsIn(text(fields(mail.commonHeaders).messageId)), ...[id(mail.messageId)].filter((one) => one !== undefined)];
  const key = id(notice.MessageId) ?? digest(notice);
  const tell = (told: Told) => deliveryOf(told, key, at, notice, account);
  const { bounce, complaint, delivery } = inner;
  if (type === 'Bounce') {
    const soft = fields(bounce).bounceType === 'Transient';
    return list(fields(bounce).bouncedRecipients).flatMap((one) => {
      const { emailAddress, status, diagnosticCode } = fields(one);
      const recipient = addressIn(emailAddress);
      const words = [text(status), text(diagnosticCode)?.replace(/^smtp;\s*/i, '')].filter((word) => word !== undefined).join(' ');
      return recipient === undefined ? [] : [tell({ state: 'failed', recipient, ids, status: soft ? 450 : 550, words })];
    });
  }
  // Opening shows a picture: a program may have done it (email.md, Delivery events).
  if (type === 'Open') return list(mail.destination).flatMap((one) => told(one, (recipient) => tell({ state: 'read', recipient, ids })));
  if (type === 'Click')
    return list(mail.destination).flatMap((one) => told(one, (recipient) => clicked(recipient, fields(inner.click).link, key, at, notice)));
  if (type === 'Delivery')
    return list(fields(delivery).recipients).flatMap((one) => told(one, (recipient) => tell({ state: 'delivered', recipient, ids })));
  if (type !== 'Complaint') return [];
  return list(fields(complaint).complainedRecipients).flatMap((one) =>
    told(fields(one).emailAddress, (recipient) => optedOut(recipient, 'complaint', key, at, notice)),
  );
}

function readPostmark(notice: Fields, account: Account, at: number): Draft[] {
  const type = id(notice.RecordType);
  const recipient = addressIn(notice.Recipient) ?? addressIn(notice.Email);
  if (type === undefined || recipient === undefined) return [];
  const ids = [...idsIn(text(fields(notice.Metadata).messageId)), ...[id(notice.MessageID)].filter((one) => one !== undefined)];
  const key = id(notice.ID) ?? id(notice.MessageID) ?? digest(notice);
  if (type === 'Delivery') return [deliveryOf({ state: 'delivered', recipient, ids }, key, at, notice, account)];
  if (type === 'Open') return [deliveryOf({ state: 'read', recipient, ids }, key, at, notice, account)];
  if (type === 'Click') return [clicked(recipient, notice.OriginalLink, key, at, notice)];
  const words = text(notice.Details) ?? text(notice.Description) ?? '';
  const soft = /soft|transient|dns/i.test(id(notice.Type) ?? '');
  if (type === 'Bounce')
    return [deliveryOf({ state: 'failed', recipient, ids, status: soft ? 450 : 550, words }, key, at, notice, account)];
  if (type === 'SpamComplaint') return [optedOut(recipient, 'complaint', key, at, notice)];
  if (type !== 'SubscriptionChange' || typeof notice.SuppressSending !== 'boolean') return [];
  const change = id(notice.ChangedAt) ?? key;
  return [notice.SuppressSending ? optedOut(recipient, 'unsubscribed', change, at, notice) : backIn(recipient, change, at, notice)];
}

function readMailgun(notice: Fields, account: Account, at: number): Draft[] {
  const event = fields(notice['event-data']);
  const recipient = addressIn(event.recipient);
  if (recipient === undefined) return [];
  const ids = idsIn(`<${id(fields(fields(event.message).headers)['message-id']) ?? ''}>`);
  const key = id(event.id) ?? digest(event);
  const status = fields(event['delivery-status']);
  const words = text(status.message) ?? text(status.description) ?? text(event.reason) ?? '';
  if (event.event === 'delivered') return [deliveryOf({ state: 'delivered', recipient, ids }, key, at, notice, account)];
  if (event.event === 'opened') return [deliveryOf({ state: 'read', recipient, ids }, key, at, notice, account)];
  if (event.event === 'clicked') return [clicked(recipient, event.url, key, at, notice)];
  if (event.event === 'failed') {
    const code = typeof status.code === 'number' ? status.code : event.severity === 'temporary' ? 450 : 550;
    // A temporary failure is tried again by the provider.
    return event.severity === 'temporary'
      ? []
      : [deliveryOf({ state: 'failed', recipient, ids, status: code, words }, key, at, notice, account)];
  }
  return event.event === 'complained' || event.event === 'unsubscribed' ? [optedOut(recipient, event.event, key, at, notice)] : [];
}

function readSendgrid(notice: Fields, account: Account, at: number): Draft[] {
  const recipient = addressIn(notice.email);
  const key = id(notice.sg_event_id);
  if (recipient === undefined || key === undefined) return [];
  const ids = idsIn(text(notice['smtp-id']));
  const words = [text(notice.status), text(notice.reason)].filter((word) => word !== undefined).join(' ');
  if (notice.event === 'delivered') return [deliveryOf({ state: 'delivered', recipient, ids }, key, at, notice, account)];
  if (notice.event === 'open') return [deliveryOf({ state: 'read', recipient, ids }, key, at, notice, account)];
  if (notice.event === 'click') return [clicked(recipient, notice.url, key, at, notice)];
  if (notice.event === 'group_resubscribe') return [backIn(recipient, key, at, notice)];
  if (notice.event === 'bounce' || notice.event === 'dropped')
    return [
      deliveryOf({ state: 'failed', recipient, ids, status: notice.type === 'blocked' ? 450 : 550, words }, key, at, notice, account),
    ];
  const left = notice.event === 'unsubscribe' || notice.event === 'group_unsubscribe';
  const out = notice.event === 'spamreport' ? 'complaint' : left ? 'unsubscribed' : undefined;
  return out === undefined ? [] : [optedOut(recipient, out, key, at, notice)];
}

/** Who complains or unsubscribes is not written to any more (email.md, Policy). */
function optedOut(recipient: string, by: string, key: string, at: number, raw: Json): Draft {
  const standing = eventKey('standing', recipient, key);
  return { key: standing, at, raw, kind: 'standing', contact: contactOf(recipient), standing: 'opted_out', data: { by } };
}

function backIn(recipient: string, key: string, at: number, raw: Json): Draft {
  const standing = eventKey('standing', recipient, key);
  return { key: standing, at, raw, kind: 'standing', contact: contactOf(recipient), standing: 'open', data: { by: 'subscribed' } };
}

/** They followed a link in a mail of ours. */
function clicked(recipient: string, url: Json | undefined, key: string, at: number, raw: Json): Draft {
  const data = { url: link(url) ?? null };
  return {
    key: eventKey('mail_clicked', recipient, key),
    at,
    raw,
    kind: 'event',
    name: 'mail_clicked',
    contact: contactOf(recipient),
    data,
  };
}

function contactOf(recipient: string): Contact {
  return { addresses: [{ kind: 'email', value: recipient }] };
}

function told(value: Json | undefined, make: (recipient: string) => Draft): Draft[] {
  const recipient = addressIn(value);
  return recipient === undefined ? [] : [make(recipient)];
}
