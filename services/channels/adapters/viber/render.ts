import type { Action, Card, Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, MediaItem, Outbound } from '../../plan.ts';
import { type Fields, id, known, link } from '../read.ts';
import { notSendable } from '../words.ts';
import { viberCall } from './call.ts';

/** The calls for a message, one for each part of it (viber.md, Outbound). */
export function renderViber(message: Outbound, account: Account): ApiCall[] {
  const receiver = message.to.find(({ kind }) => kind === 'viber_id')?.value;
  if (receiver === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no Viber address (viber_id).');
  if (message.kind !== 'message') throw notSendable(message.kind, 'Viber');
  const sender = known({ name: id(account.settings.senderName) ?? account.id, avatar: id(account.settings.senderAvatar) });
  return message.content.flatMap(bodiesOf).map((body) => viberCall(account, 'send_message', { receiver, sender, ...body }));
}

/** A place has no name there, and a contact one number: what a place is called follows in words, other numbers as further contacts. */
function bodiesOf(item: Content): Fields[] {
  if (item.type === 'contact' && item.phones.length > 0) return item.phones.map((phone) => cardBody(item.name, phone));
  if (item.type !== 'location') return [bodyOf(item)];
  const called = [item.name, item.address].filter(Boolean).join('\n');
  return [{ type: 'location', location: { lat: item.latitude, lon: item.longitude } }, ...(called === '' ? [] : [textBody(called)])];
}

function bodyOf(item: Content): Fields {
  switch (item.type) {
    case 'text':
      return textBody(item.text);
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return fileBody(item);
    case 'contact':
      return textBody(item.name);
    case 'buttons':
      return { ...textBody(item.text), keyboard: keyboard(item.buttons) };
    case 'quick_replies':
      return { ...textBody(item.text), keyboard: keyboard(item.replies) };
    case 'carousel':
      return { type: 'rich_media', min_api_version: 2, rich_media: richMedia(item.cards) };
    default:
      throw notSendable(item.type, 'Viber');
  }
}

/** Viber fetches files itself. It wants https, and the size of videos and files (viber.md, Outbound): without, a link to open. */
function fileBody(item: MediaItem): Fields {
  if (item.type === 'sticker' && /^\d+$/.test(item.platformId ?? '')) return { type: 'sticker', sticker_id: Number(item.platformId) };
  const media = link(item.url);
  if (media === undefined) throw new CodedError('BAD_INPUT', `The ${item.type} has no http(s) address to fetch it from.`);
  if (!/^https:/i.test(media)) return item.caption ? textBody(`${item.caption}\n${media}`) : { type: 'url', media };
  if (item.type === 'image' || item.type === 'sticker') return { type: 'picture', text: item.caption ?? '', media };
  if (item.size === undefined) return { type: 'url', media };
  if (item.type === 'video') return { type: 'video', media, size: item.size };
  return { type: 'file', media, size: item.size, file_name: item.name ?? (item.type === 'audio' ? 'audio' : 'file') };
}

function textBody(text: string): Fields {
  return { type: 'text', text };
}

function cardBody(name: string, phone: string): Fields {
  return { type: 'contact', contact: { name: cut(name, 28), phone_number: cut(phone, 18) } };
}

/** Rows of one button each, below the place to write. What a press says is the title: people see it said, and fit knows what it stands for. */
function keyboard(options: { title: string }[]): Fields {
  return { Type: 'keyboard', Buttons: options.map((option) => ({ Columns: 6, Rows: 1, ...press(option), Text: plain(option.title) })) };
}

function press(option: { title: string } | Action): Fields {
  if ('url' in option) return { ActionType: 'open-url', ActionBody: option.url };
  return { ActionType: 'reply', ActionBody: option.title };
}

const columns = 6;
/** Rows of a card in all (viber.md, rich_media). */
const rows = 7;

/** All cards are of one height: a picture where any has one, words, then as many rows of buttons as the card with the most has. */
function richMedia(cards: Card[]): Fields {
  const buttons = Math.max(...cards.map((card) => card.buttons.length));
  const hasPicture = cards.some((card) => link(card.imageUrl) !== undefined);
  const picture = hasPicture ? 3 : 0;
  const words = 2;
  const height = Math.min(rows, picture + words + buttons);
  return {
    Type: 'rich_media',
    ButtonsGroupColumns: columns,
    ButtonsGroupRows: height,
    Buttons: cards.flatMap((card) => cardButtons(card, { picture, words, buttons })),
  };
}

function cardButtons(card: Card, heights: { picture: number; words: number; buttons: number }): Fields[] {
  const opened: Fields =
    link(card.url) === undefined ? { ActionType: 'none', ActionBody: '' } : { ActionType: 'open-url', ActionBody: card.url as string };
  const image = link(card.imageUrl);
  const words = `<b>${plain(card.title)}</b>${card.subtitle ? `<br>${plain(card.subtitle)}` : ''}`;
  const blank = heights.buttons - card.buttons.length;
  const row = (button: Fields, height = 1): Fields => ({ Columns: columns, Rows: height, ...button });
  return [
    ...(heights.picture > 0 ? [row({ ...opened, ...(image === undefined ? {} : { Image: image }) }, heights.picture)] : []),
    row({ ...opened, Text: words, TextHAlign: 'left', TextVAlign: 'top' }, heights.words),
    ...card.buttons.map((button) => row({ ...press(button), Text: plain(button.title) })),
    ...Array.from({ length: blank }, () => row({ ActionType: 'none', ActionBody: '' })),
  ];
}

/** The text of a button may have tags (Viber API docs, Keyboards): what is none looks alike, and is as long. */
function plain(words: string): string {
  return words.replaceAll('<', '‹').replaceAll('>', '›');
}

function cut(words: string, limit: number): string {
  return [...words].slice(0, limit).join('');
}
