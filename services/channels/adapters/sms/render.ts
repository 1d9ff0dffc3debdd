import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Lookup, MediaItem, Outbound } from '../../plan.ts';
import { isNorthAmerican } from '../phone.ts';
import { fields, id, link } from '../read.ts';
import { notSendable } from '../words.ts';
import { accountPath, credentials } from './call.ts';
import { numberIn } from './number.ts';

/** Longest body (sms.md, Outbound). */
export const bodyLimit = 1600;

/** What one message says: words, a file, or both. */
interface Part {
  body?: string;
  media?: string;
}

/** The calls for a message, one for each part of it (sms.md, Outbound). */
export function renderTwilio(message: Outbound, account: Account): ApiCall[] {
  if (message.kind !== 'message') throw notSendable(message.kind, 'SMS');
  const phone = message.to.find(({ kind }) => kind === 'phone')?.value;
  const to = numberIn(phone);
  if (to === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no phone number (phone).');
  if (message.content.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
  const sender = senderOf(message, account);
  const callback =
    account.webhookUrl === undefined ? [] : [['StatusCallback', `${account.webhookUrl}?message=${message.id}`] as [string, string]];
  return message.content
    .flatMap((item) => partsOf(item, to))
    .map((part) => {
      const form: [string, string][] = [['To', to], sender];
      if (part.body !== undefined) form.push(['Body', part.body]);
      if (part.media !== undefined) form.push(['MediaUrl', part.media]);
      return {
        protocol: 'http',
        method: 'POST',
        path: accountPath(account, '/Messages.json'),
        headers: credentials(account),
        body: { form: [...form, ...callback] },
        gives: 'message',
        // It takes no id of ours, but lists what it took.
        unanswered: 'lookup',
        lookup: lookupOf(part, to, sender, account),
      };
    });
}

/** From the number they wrote to, where that is not the account's own; else by the messaging service, where there is one. */
function senderOf({ place }: Outbound, { settings }: Account): [name: string, value: string] {
  const wroteTo = numberIn(fields(place).from);
  const service = id(settings.messagingServiceSid);
  if (wroteTo !== undefined) return ['From', wroteTo];
  return service === undefined ? ['From', numberIn(settings.phoneNumber) ?? ''] : ['MessagingServiceSid', service];
}

function partsOf(item: Content, to: string): Part[] {
  switch (item.type) {
    case 'text':
      return [{ body: item.text }];
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return fileParts(item, to);
    default:
      throw notSendable(item.type, 'SMS');
  }
}

/** Files arrive in the United States and Canada; elsewhere a link to them does (sms.md, Row). */
function fileParts(item: MediaItem, to: string): Part[] {
  const url = link(item.url);
  if (url === undefined) throw new CodedError('BAD_INPUT', `The ${item.type} has no http(s) address to fetch it from.`);
  const caption = item.caption ? { body: item.caption } : undefined;
  if (isNorthAmerican(to)) return [{ ...caption, media: url }];
  const together = [item.caption, url].filter(Boolean).join('\n');
  return together.length <= bodyLimit || !caption ? [{ body: together }] : [caption, { body: url }];
}

/** The latest messages to this person, of which ours says the same. */
function lookupOf(part: Part, to: string, [name, value]: [string, string], account: Account): Lookup {
  const query = new URLSearchParams({ To: to, ...(name === 'From' ? { From: value } : {}), PageSize: '50' });
  return {
    path: accountPath(account, `/Messages.json?${query}`),
    items: 'messages',
    match: {
      to,
      body: part.body ?? '',
      num_media: part.media === undefined ? '0' : '1',
      ...(name === 'From' ? { from: value } : { messaging_service_sid: value }),
    },
    id: 'sid',
    at: 'date_created',
  };
}
