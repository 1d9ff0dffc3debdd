import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, MediaItem, Outbound } from '../../plan.ts';
import { e164 } from '../phone.ts';
import { type Fields, id, link } from '../read.ts';
import { notSendable } from '../words.ts';
import { partId, rcsCall } from './call.ts';
import { carousel, openLink, suggestion } from './cards.ts';

/** A whole message, in bytes (rcs.md, Outbound). */
const largest = 250_000;

/** The calls for what is to be said or done (rcs.md, Outbound): each message and event under an id of ours. */
export function renderRcs(message: Outbound, account: Account): ApiCall[] {
  const phone = message.to.find(({ kind }) => kind === 'phone')?.value;
  if (phone === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no phone number (phone).');
  const call = (thing: string, query: { [name: string]: string }, body: Fields | null, part: Partial<ApiCall> = {}) =>
    rcsCall(account, e164(phone), thing, query, body, part);
  switch (message.kind) {
    case 'message': {
      if (message.content.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
      const messageTrafficType = id(account.settings.trafficType) ?? 'SERVICEREQUEST';
      return message.content.map((item, index) => {
        const body = { contentMessage: within(contentMessage(item)), messageTrafficType };
        return call('agentMessages', { messageId: partId(message.id, index) }, body, { gives: 'message' });
      });
    }
    case 'unsend':
      // It takes back what has not reached the phone yet.
      return message.target.map(({ platformId }) =>
        call(`agentMessages/${encodeURIComponent(platformId)}`, {}, null, { method: 'DELETE' }),
      );
    case 'typing':
      return message.on ? [call('agentEvents', { eventId: message.id }, { eventType: 'IS_TYPING' }, { optional: true })] : [];
    case 'read':
      return [
        call('agentEvents', { eventId: message.id }, { eventType: 'READ', messageId: message.target.platformId }, { optional: true }),
      ];
    default:
      throw notSendable(message.kind, 'RCS');
  }
}

function contentMessage(item: Content): Fields {
  switch (item.type) {
    case 'text':
      return { text: item.text };
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return { contentInfo: { fileUrl: addressOf(item), forceRefresh: false } };
    case 'location':
      return placeMessage(item);
    case 'buttons':
      return { text: item.text, suggestions: item.buttons.map(suggestion) };
    case 'quick_replies':
      return { text: item.text, suggestions: item.replies.map(suggestion) };
    case 'carousel':
      return { richCard: carousel(item.cards) };
    default:
      throw notSendable(item.type, 'RCS');
  }
}

function addressOf(item: MediaItem): string {
  const url = link(item.url);
  if (url === undefined) throw new CodedError('BAD_INPUT', `The ${item.type} has no http(s) address to fetch it from.`);
  return url;
}

/** A place is words and a press that opens the map. */
function placeMessage({ latitude, longitude, name, address }: Extract<Content, { type: 'location' }>): Fields {
  const text = [name, address].filter(Boolean).join('\n') || `${latitude}, ${longitude}`;
  const label: Fields = name === undefined ? {} : { label: name };
  return { text, suggestions: [openLink('Map', { viewLocationAction: { latLong: { latitude, longitude }, ...label } })] };
}

function within(message: Fields): Fields {
  if (Buffer.byteLength(JSON.stringify(message)) <= largest) return message;
  throw new CodedError('BAD_INPUT', `A message of RCS may have ${largest} bytes in all.`);
}
