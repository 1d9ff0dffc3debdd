import type { Content } from '../../../../schema/content.ts';
import { parseBody } from '../../decode.ts';
import { decimal, type Fields, fields, id, known, list, text } from '../read.ts';

/** What a message says (telegram.md, message); `undefined` when it only tells of something that happened in the chat. */
export function contentOf(message: Fields): Content[] | undefined {
  const content = read(message);
  if (content.length > 0) return content;
  const reason = Object.keys(message).find((name) => !frame.has(name));
  return reason === undefined || service.test(reason) ? undefined : [{ type: 'unsupported', reason }];
}

/** What every message has around what it says. */
const frame = new Set(
  `message_id message_thread_id from sender_chat sender_boost_count sender_business_bot business_connection_id date chat forward_origin
  is_topic_message is_automatic_forward reply_to_message external_reply quote reply_to_story via_bot edit_date has_protected_content
  is_from_offline media_group_id author_signature entities caption_entities link_preview_options effect_id show_caption_above_media
  has_media_spoiler reply_markup text caption direct_messages_topic is_paid_post paid_star_count`.split(/\s+/),
);

/** Things that happen in a chat come as messages too, named by what happened. */
const service =
  /^(new_chat_|left_chat_|delete_chat_|group_chat_|supergroup_chat_|channel_chat_|migrate_|pinned_|forum_topic_|general_forum_|video_chat_|message_auto_|chat_|users_shared|write_access|boost_added|proximity_|connected_website|giveaway_)/;

function read(message: Fields): Content[] {
  const media = mediaOf(message);
  if (media) return [media];
  const said = text(message.text);
  if (said !== undefined) return [{ type: 'text', text: said }];
  const place = placeOf(message);
  if (place) return [place];
  if (message.contact !== undefined) return cardOf(fields(message.contact));
  if (message.web_app_data !== undefined) return formOf(fields(message.web_app_data));
  const words = text(wordsOf(message));
  return words === undefined ? [] : [{ type: 'text', text: words }];
}

const kinds = [
  // An animation comes as a document too.
  ['animation', 'video'],
  ['document', 'file'],
  ['audio', 'audio'],
  ['voice', 'audio'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['sticker', 'sticker'],
] as const;

/** The file of a message: it is fetched by its id (telegram.md, Files); the link that gives holds the bot's token and is shown to nobody. */
function mediaOf(message: Fields): Content | undefined {
  const caption = text(message.caption);
  const photo = largest(list(message.photo).map(fields));
  if (photo) return fileOf('image', { ...photo, mime_type: 'image/jpeg' }, caption);
  for (const [name, type] of kinds) {
    const file = fields(message[name]);
    if (id(file.file_id) === undefined) continue;
    const isPicture = name === 'animation' && file.mime_type === 'image/gif';
    return fileOf(isPicture ? 'image' : type, name === 'sticker' ? { ...file, mime_type: stickerType(file) } : file, caption);
  }
  return undefined;
}

function fileOf(type: 'image' | 'video' | 'audio' | 'file' | 'sticker', file: Fields, caption: string | undefined): Content {
  return known({
    type,
    platformId: id(file.file_id),
    mimeType: id(file.mime_type),
    name: id(file.file_name),
    size: decimal(file.file_size, Number.MAX_SAFE_INTEGER),
    caption,
  });
}

/** One picture in several sizes: the one with the most pixels. */
function largest(sizes: Fields[]): Fields | undefined {
  const pixels = ({ width, height }: Fields) => (decimal(width, 1e6) ?? 0) * (decimal(height, 1e6) ?? 0);
  return sizes.filter((size) => id(size.file_id) !== undefined).toSorted((a, b) => pixels(b) - pixels(a))[0];
}

function stickerType({ is_animated, is_video }: Fields): string {
  return is_animated === true ? 'application/x-tgsticker' : is_video === true ? 'video/webm' : 'image/webp';
}

function placeOf(message: Fields): Content | undefined {
  const venue = fields(message.venue);
  const { latitude, longitude } = fields(venue.location ?? message.location);
  const [north, east] = [decimal(latitude, 90), decimal(longitude, 180)];
  if (north === undefined || east === undefined) return undefined;
  return known({ type: 'location' as const, latitude: north, longitude: east, name: text(venue.title), address: text(venue.address) });
}

function cardOf(card: Fields): Content[] {
  const phone = id(card.phone_number);
  const name = nameOf(card) ?? phone;
  return name === undefined ? [] : [{ type: 'contact', name, phones: phone === undefined ? [] : [phone] }];
}

/** First and last name as one. */
export function nameOf({ first_name, last_name }: Fields): string | undefined {
  return text([text(first_name), text(last_name)].filter((part) => part !== undefined).join(' '));
}

/** What a web app behind a button sends back: a text, which most fill with JSON. */
function formOf({ data, button_text }: Fields): Content[] {
  const said = text(data);
  if (said === undefined) return [];
  return [{ type: 'form', name: text(button_text) ?? 'web_app', fields: objectIn(said) ?? { data: said } }];
}

function objectIn(said: string): Fields | undefined {
  try {
    const value = parseBody(new TextEncoder().encode(said));
    return Array.isArray(value) || typeof value !== 'object' || value === null ? undefined : value;
  } catch {
    return undefined;
  }
}

/** What is fun rather than a file: a throw of dice, a poll; in words. */
function wordsOf(message: Fields): string {
  const { emoji, value } = fields(message.dice);
  if (text(emoji) !== undefined) return [text(emoji), id(value)].filter((part) => part !== undefined).join(' ');
  const poll = fields(message.poll);
  const options = list(poll.options).flatMap((option) => text(fields(option).text) ?? []);
  return [text(poll.question) ?? [], options.map((option) => `• ${option}`)].flat(2).join('\n');
}

/** The title of the button that was pressed, as the message shows it. */
export function pressedTitle(message: Fields, data: string): string | undefined {
  const buttons = list(fields(message.reply_markup).inline_keyboard).flatMap(list).map(fields);
  return text(buttons.find((button) => button.callback_data === data)?.text);
}
