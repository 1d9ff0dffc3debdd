import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Address } from '../../../../schema/events.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Outbound } from '../../plan.ts';
import { metaCall } from '../meta.ts';
import { type Fields, link } from '../read.ts';
import { linkText, notSendable, placeText, splitText } from '../words.ts';

/** Longest text of one message (messenger.md §2). */
export const textLimit = 2000;

/** The Send API calls for a message: one for each text piece and each attachment, our id in the metadata of all (messenger.md §2). */
export function renderMessenger(message: Outbound, account: Account): ApiCall[] {
  const call = metaCall(account, 'pageId');
  if (message.kind !== 'message') throw notSendable(message.kind, 'Messenger');
  const recipient = recipientOf(message.to);
  const bodies = message.content.flatMap(bodiesOf);
  if (bodies.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
  return bodies.map((body, index) => ({
    ...call,
    body: {
      json: {
        recipient,
        messaging_type: 'RESPONSE',
        message: { ...body, metadata: message.id },
        ...(index === 0 && message.replyTo !== undefined ? { reply_to: { mid: message.replyTo.platformId } } : {}),
      },
    },
  }));
}

function recipientOf(to: Outbound['to']): Fields {
  const named = (kind: string) => to.find((address: Address) => address.kind === kind)?.value;
  const psid = named('psid');
  const reference = named('user_ref');
  if (psid !== undefined) return { id: psid };
  if (reference !== undefined) return { user_ref: reference };
  throw new CodedError('BAD_INPUT', 'The recipient has no Messenger address (psid).');
}

function bodiesOf(item: Content): Fields[] {
  switch (item.type) {
    case 'text':
      return textBodies(item.text);
    case 'link':
      return textBodies(linkText(item));
    // Sending a location is not offered.
    case 'location':
      return textBodies(placeText(item));
    case 'sticker':
      if (item.platformId !== undefined) return [{ sticker_id: item.platformId }];
      return [attachment('image', item)];
    // One attachment a message and no caption: the caption follows as a text.
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return [attachment(item.type, item), ...textBodies(item.caption ?? '')];
    default:
      throw notSendable(item.type, 'Messenger');
  }
}

function textBodies(text: string): Fields[] {
  return splitText(text, textLimit).map((piece) => ({ text: piece }));
}

function attachment(type: string, item: { url?: string; platformId?: string }): Fields {
  const url = link(item.url);
  if (item.platformId !== undefined) return { attachment: { type, payload: { attachment_id: item.platformId } } };
  if (url !== undefined) return { attachment: { type, payload: { url, is_reusable: true } } };
  throw new CodedError('BAD_INPUT', `The ${type} has no http(s) address to fetch it from.`);
}
