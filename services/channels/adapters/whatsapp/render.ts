import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Outbound } from '../../plan.ts';
import { metaCall } from '../meta.ts';
import { type Fields, link } from '../read.ts';
import { linkText, notSendable, splitText } from '../words.ts';

/** Longest text, and longest caption (whatsapp.md §2). */
export const textLimit = 4096;
export const captionLimit = 1024;

/** The Cloud API calls for a message; our id travels as `biz_opaque_callback_data` and comes back in statuses (whatsapp.md §2). */
export function renderWhatsapp(message: Outbound, account: Account): ApiCall[] {
  const call = metaCall(account, 'phoneNumberId');
  if (message.kind !== 'message') throw notSendable(message.kind, 'WhatsApp');
  const recipient = recipientOf(message.to);
  const bodies = message.content.flatMap(bodiesOf);
  if (bodies.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
  return bodies.map((body, index) => ({
    ...call,
    body: {
      json: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        ...recipient,
        ...body,
        ...(index === 0 && message.replyTo !== undefined ? { context: { message_id: message.replyTo.platformId } } : {}),
        biz_opaque_callback_data: message.id,
      },
    },
  }));
}

/** The first address it can be sent to: a phone number goes `to`, a business-scoped id is the `recipient`. */
function recipientOf(to: Outbound['to']): Fields {
  for (const { kind, value } of to) {
    if (kind === 'wa_id') return { to: value.replace(/^\+/, '') };
    if (kind === 'bsuid') return { recipient: value };
  }
  throw new CodedError('BAD_INPUT', 'The recipient has no WhatsApp address (wa_id or bsuid).');
}

function bodiesOf(item: Content): Fields[] {
  switch (item.type) {
    case 'text':
      return textBodies(item.text);
    case 'link':
      return textBodies(linkText(item));
    case 'image':
    case 'video':
    case 'file':
      return mediaBodies(item.type === 'file' ? 'document' : item.type, item, true);
    // These take no caption: it follows as a text.
    case 'audio':
    case 'sticker':
      return mediaBodies(item.type, item, false);
    case 'location': {
      const { type, ...place } = item;
      return [{ type, location: place.name === undefined ? withoutName(place) : defined(place) }];
    }
    default:
      throw notSendable(item.type, 'WhatsApp');
  }
}

function textBodies(text: string): Fields[] {
  return splitText(text, textLimit).map((body) => ({ type: 'text', text: { body, preview_url: /https?:\/\//i.test(body) } }));
}

function mediaBodies(type: string, item: Extract<Content, { platformId?: string }>, captions: boolean): Fields[] {
  const url = link(item.url);
  if (item.platformId === undefined && url === undefined) {
    throw new CodedError('BAD_INPUT', `The ${type} has no http(s) address to fetch it from.`);
  }
  const fits = captions && (item.caption ?? '').length <= captionLimit;
  const media = defined({
    ...(item.platformId === undefined ? { link: url } : { id: item.platformId }),
    caption: fits ? item.caption || undefined : undefined,
    filename: type === 'document' ? item.name : undefined,
  });
  return [{ type, [type]: media }, ...(fits ? [] : textBodies(item.caption ?? ''))];
}

/** The platform shows an address only below a name. */
function withoutName(place: { latitude: number; longitude: number; address?: string }): Fields {
  return defined({ latitude: place.latitude, longitude: place.longitude, name: place.address });
}

function defined(values: { [name: string]: string | number | undefined }): Fields {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] !== undefined));
}
