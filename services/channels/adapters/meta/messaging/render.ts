import type { Action, Card, Content } from '../../../../../schema/content.ts';
import { CodedError } from '../../../../../schema/errors.ts';
import type { Account } from '../../../adapter.ts';
import type { ApiCall, Outbound } from '../../../plan.ts';
import { type Fields, id, link } from '../../read.ts';
import { notSendable } from '../../words.ts';
import { graphPost } from '../graph.ts';
import type { Dialect } from './dialect.ts';
import { reactionName } from './reactions.ts';

/** The Send API calls for what is said or done: one a part, our id in the metadata of all where there is one (messenger.md §2). */
export function renderMessaging(message: Outbound, account: Account, dialect: Dialect): ApiCall[] {
  const node = `${dialect.sender === 'me' ? 'me' : (id(account.settings[dialect.sender]) ?? '')}/messages`;
  const recipient = recipientOf(message.to, dialect);
  const act = (sender_action: string, more: Fields = {}): ApiCall[] => [
    { ...graphPost(account, node, { recipient, sender_action, ...more }), gives: 'nothing', unanswered: 'repeat' },
  ];
  switch (message.kind) {
    case 'message':
      if (message.content.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
      return message.content.map((item, index) => ({
        ...graphPost(account, node, {
          recipient,
          ...(message.tag === undefined ? { messaging_type: 'RESPONSE' } : { messaging_type: 'MESSAGE_TAG', tag: message.tag }),
          message: { ...bodyOf(item, dialect), ...(dialect.metadata ? { metadata: message.id } : {}) },
          ...(index === 0 && message.replyTo !== undefined ? { reply_to: { mid: message.replyTo.platformId } } : {}),
        }),
        gives: 'message',
        unanswered: 'report',
        ...(item.type === 'audio' || item.type === 'video' ? { lane: 'media' } : {}),
      }));
    case 'reaction':
      if (message.emoji === null) return act('unreact', { payload: { message_id: message.target.platformId } });
      return act('react', { payload: { message_id: message.target.platformId, reaction: reactionName(message.emoji) } });
    case 'typing':
      return act(message.on ? 'typing_on' : 'typing_off').map((call) => ({ ...call, optional: true }));
    case 'read':
      return act('mark_seen').map((call) => ({ ...call, optional: true }));
    default:
      throw notSendable(message.kind, dialect.name);
  }
}

function recipientOf(to: Outbound['to'], { address, name }: Dialect): Fields {
  const named = (kind: string) => to.find((one) => one.kind === kind)?.value;
  const person = named(address);
  const reference = named('user_ref');
  if (person !== undefined) return { id: person };
  if (reference !== undefined) return { user_ref: reference };
  throw new CodedError('BAD_INPUT', `The recipient has no ${name} address (${address}).`);
}

function bodyOf(item: Content, dialect: Dialect): Fields {
  switch (item.type) {
    case 'text':
      return { text: item.text };
    case 'sticker':
      return item.platformId === undefined ? attachment('image', item, dialect) : { sticker_id: item.platformId };
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return attachment(item.type, item, dialect);
    case 'buttons':
      return template({ template_type: 'button', text: item.text, buttons: item.buttons.map(button) });
    case 'quick_replies':
      return {
        text: item.text,
        quick_replies: item.replies.map(({ title, payload }) => ({ content_type: 'text', title, payload })),
      };
    case 'carousel':
      return template({ template_type: 'generic', elements: item.cards.map(element) });
    default:
      throw notSendable(item.type, dialect.name);
  }
}

function attachment(type: string, item: { url?: string; platformId?: string }, { metadata }: Dialect): Fields {
  if (item.platformId !== undefined) return { attachment: { type, payload: { attachment_id: item.platformId } } };
  return { attachment: { type, payload: { url: webAddress(item.url, type), ...(metadata ? { is_reusable: true } : {}) } } };
}

function template(payload: Fields): Fields {
  return { attachment: { type: 'template', payload } };
}

function element({ title, subtitle, imageUrl, url, buttons }: Card): Fields {
  return {
    title,
    ...(subtitle ? { subtitle } : {}),
    ...(imageUrl ? { image_url: webAddress(imageUrl, 'image') } : {}),
    ...(url ? { default_action: { type: 'web_url', url: webAddress(url, 'card') } } : {}),
    ...(buttons.length > 0 ? { buttons: buttons.map(button) } : {}),
  };
}

function button(action: Action): Fields {
  const { title } = action;
  if ('url' in action) return { type: 'web_url', title, url: webAddress(action.url, 'button') };
  if ('phone' in action) return { type: 'phone_number', title, payload: dialled(action.phone) };
  return { type: 'postback', title, payload: action.payload };
}

/** With its country, as the platform wants it. */
function dialled(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  if (!phone.trim().startsWith('+') || digits.length < 3 || digits.length > 15)
    throw new CodedError('BAD_INPUT', `${phone} is no phone number with its country code, as +47 400 00 000.`);
  return `+${digits}`;
}

function webAddress(value: string | undefined, of: string): string {
  const url = link(value);
  if (url === undefined) throw new CodedError('BAD_INPUT', `The ${of} has no http(s) address.`);
  return url;
}
