import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, MediaItem, Outbound } from '../../plan.ts';
import { type Fields, fields, id, known, link, text } from '../read.ts';
import { notSendable } from '../words.ts';
import { lineCall, retryKey } from './call.ts';
import { buttonsMessage, carouselMessage, pressAction } from './choices.ts';

/**
 * The calls for what is to be said or done (line.md, Outbound). Always pushed, one message a call: an answer by reply token would be free,
 * but LINE would not know it again when no answer comes, and a call has one end for all that is in it.
 */
export function renderLine(message: Outbound, account: Account): ApiCall[] {
  const person = message.to.find(({ kind }) => kind === 'line_id')?.value;
  if (person === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no LINE address (line_id).');
  const group = id(fields(message.place).to);
  switch (message.kind) {
    case 'message': {
      const quoteToken = id(fields(message.replyTo?.place).quoteToken);
      const said = message.content.flatMap((item) => messageOf(item, account));
      // Only texts can quote.
      const first = said.findIndex(({ type }) => type === 'text');
      return said.map((one, index) => {
        const quoted = index === first ? known({ ...one, quoteToken }) : one;
        return push(account, message.id, index, { to: group ?? person, messages: [quoted] });
      });
    }
    case 'typing':
      // An animation in a person's own chat, which ends with the message or by itself.
      if (!message.on || group !== undefined) return [];
      return [lineCall(account, '/v2/bot/chat/loading/start', { chatId: person, loadingSeconds: 20 }, { optional: true })];
    case 'read': {
      const markAsReadToken = id(fields(message.target.place).markAsReadToken);
      return markAsReadToken === undefined ? [] : [lineCall(account, '/v2/bot/chat/markAsRead', { markAsReadToken }, { optional: true })];
    }
    default:
      throw notSendable(message.kind, 'LINE');
  }
}

function push(account: Account, messageId: string, index: number, body: Fields): ApiCall {
  const call = lineCall(account, '/v2/bot/message/push', body, { gives: 'message' });
  return { ...call, headers: { ...call.headers, 'x-line-retry-key': retryKey(messageId, index) } };
}

function messageOf(item: Content, account: Account): Fields[] {
  switch (item.type) {
    case 'text':
      return [{ type: 'text', text: item.text }];
    case 'image':
    case 'video':
    case 'audio':
    case 'sticker':
      return [fileMessage(item, account)];
    case 'location':
      return [placeMessage(item)];
    case 'buttons':
      return [buttonsMessage(item)];
    case 'quick_replies': {
      const items = item.replies.map((reply) => ({ type: 'action', action: pressAction(reply) }));
      return [{ type: 'text', text: item.text, quickReply: { items } }];
    }
    case 'carousel':
      return [carouselMessage(item)];
    default:
      throw notSendable(item.type, 'LINE');
  }
}

/** LINE fetches files itself, over https only; what has no such address is said as a link. */
function fileMessage(item: MediaItem, account: Account): Fields {
  const [, packageId, stickerId] = /^(\d+):(\d+)$/.exec(item.platformId ?? '') ?? [];
  if (item.type === 'sticker' && packageId !== undefined && stickerId !== undefined) return { type: 'sticker', packageId, stickerId };
  const url = link(item.url);
  if (url === undefined) throw new CodedError('BAD_INPUT', `The ${item.type} has no http(s) address to fetch it from.`);
  if (!/^https:/i.test(url)) return { type: 'text', text: [item.name, url].filter(Boolean).join('\n') };
  if (item.type === 'audio') return { type: 'audio', originalContentUrl: url, duration: durationOf(item.size) };
  if (item.type === 'video')
    return { type: 'video', originalContentUrl: url, previewImageUrl: text(account.settings.videoPreviewUrl) ?? url };
  return { type: 'image', originalContentUrl: url, previewImageUrl: url };
}

/** LINE wants milliseconds to show, which we do not know: as long as a file of that size at 128 kbit/s. */
function durationOf(size: number | undefined): number {
  return Math.max(1_000, Math.round((size ?? 480_000) / 16));
}

/** Title and address are both wanted, each up to 100 characters. */
function placeMessage({ latitude, longitude, name, address }: Extract<Content, { type: 'location' }>): Fields {
  const where = `${latitude}, ${longitude}`;
  const short = (words: string) => words.slice(0, 100).toWellFormed();
  return { type: 'location', title: short(name ?? address ?? where), address: short(address ?? where), latitude, longitude };
}
