import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Outbound } from '../../plan.ts';
import { graphPost } from '../meta/graph.ts';
import { type Fields, id, link } from '../read.ts';
import { notSendable } from '../words.ts';
import { buttonsBody, listBody } from './interactive.ts';
import { templateBody } from './template.ts';

/** The Cloud API calls for what is said or done; our id travels as `biz_opaque_callback_data` and comes back in statuses (whatsapp.md §2). */
export function renderWhatsapp(message: Outbound, account: Account): ApiCall[] {
  const call = (json: Fields) => graphPost(account, `${id(account.settings.phoneNumberId) ?? ''}/messages`, json);
  const say = (body: Fields, replyTo?: string) =>
    call({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...recipientOf(message.to),
      ...body,
      ...(replyTo === undefined ? {} : { context: { message_id: replyTo } }),
      biz_opaque_callback_data: message.id,
    });
  const mark = (target: string, more: Fields = {}): ApiCall[] => [
    {
      ...call({ messaging_product: 'whatsapp', status: 'read', message_id: target, ...more }),
      gives: 'nothing',
      unanswered: 'repeat',
      optional: true,
    },
  ];
  switch (message.kind) {
    case 'message':
      if (message.content.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
      return message.content.map((item, index) => ({
        ...say(bodyOf(item), index === 0 ? message.replyTo?.platformId : undefined),
        gives: 'message',
        unanswered: 'report',
      }));
    case 'reaction': {
      const reaction = { message_id: message.target.platformId, emoji: message.emoji ?? '' };
      return [{ ...say({ type: 'reaction', reaction }), gives: 'nothing', unanswered: 'repeat' }];
    }
    case 'typing':
      // It goes with a message of theirs, marks that as read, and ends on its own (whatsapp.md §2).
      return message.on && message.lastInbound !== undefined ? mark(message.lastInbound, { typing_indicator: { type: 'text' } }) : [];
    case 'read':
      return mark(message.target.platformId);
    default:
      throw notSendable(message.kind, 'WhatsApp');
  }
}

/** The first address it can be sent to: a phone number goes `to`, a business-scoped id is the `recipient`. */
function recipientOf(to: Outbound['to']): Fields {
  for (const { kind, value } of to) {
    if (kind === 'wa_id') return { to: value.replace(/^\+/, '') };
    if (kind === 'bsuid') return { recipient: value };
  }
  throw new CodedError('BAD_INPUT', 'The recipient has no WhatsApp address (wa_id or bsuid).');
}

function bodyOf(item: Content): Fields {
  switch (item.type) {
    case 'text':
      return { type: 'text', text: { body: item.text, preview_url: /https?:\/\//i.test(item.text) } };
    case 'image':
    case 'video':
    case 'audio':
    case 'sticker':
      return mediaBody(item.type, item);
    case 'file':
      return mediaBody('document', item);
    case 'location': {
      const { latitude, longitude, name, address } = item;
      // The platform shows an address only below a name.
      const place = name === undefined ? { name: address } : { name, address };
      return { type: 'location', location: { latitude, longitude, ...defined(place) } };
    }
    case 'contact': {
      const name = { formatted_name: item.name, first_name: item.name };
      const phones = item.phones.map((phone) => ({ phone }));
      return { type: 'contacts', contacts: [{ name, ...(phones.length > 0 ? { phones } : {}) }] };
    }
    case 'buttons':
      return buttonsBody(item);
    case 'list':
      return listBody(item);
    case 'template':
      return templateBody(item);
    default:
      throw notSendable(item.type, 'WhatsApp');
  }
}

function mediaBody(type: string, item: Extract<Content, { platformId?: string }>): Fields {
  const url = link(item.url);
  if (item.platformId === undefined && url === undefined) {
    throw new CodedError('BAD_INPUT', `The ${type} has no http(s) address to fetch it from.`);
  }
  const source = item.platformId === undefined ? { link: url } : { id: item.platformId };
  return {
    type,
    [type]: defined({ ...source, caption: item.caption || undefined, filename: type === 'document' ? item.name : undefined }),
  };
}

function defined(values: { [name: string]: string | undefined }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
