import type { Json } from '../../../../../kit/bus/bus.ts';
import type { Content } from '../../../../../schema/content.ts';
import { decimal, type Fields, fields, id, link, list, text } from '../../read.ts';

/** What a message or an edit says: its text, the quick reply it came from, its attachments. Never empty. */
export function contentOf(message: Fields): Content[] {
  const said = text(message.text);
  const payload = text(fields(message.quick_reply).payload);
  const words: Content[] =
    payload !== undefined ? [{ type: 'choice', text: said ?? payload, payload }] : said !== undefined ? [{ type: 'text', text: said }] : [];
  const content = [...storyOf(message), ...words, ...withoutTwins(list(message.attachments).map((item) => readAttachment(fields(item))))];
  return content.length > 0 ? content : [{ type: 'unsupported', reason: message.is_unsupported === true ? 'is_unsupported' : 'empty' }];
}

/** The story a message answers: a link, as stories end after a day and are not ours to keep (instagram.md §1). */
function storyOf(message: Fields): Content[] {
  const url = link(fields(fields(message.reply_to).story).url);
  return url === undefined ? [] : [{ type: 'link', url, title: 'Story' }];
}

function readAttachment(attachment: Fields): Content {
  const type = id(attachment.type) ?? 'attachment';
  const payload = fields(attachment.payload);
  const url = link(payload.url) ?? link(attachment.url);
  const title = text(payload.title) ?? text(attachment.title);
  switch (type) {
    case 'image':
    case 'sticker':
    case 'video':
    case 'audio':
    case 'file':
      return readMedia(type, payload, url);
    case 'location':
      return readPlace(payload, title);
    case 'appointment_booking':
      return { type: 'form', name: type, fields: payload };
    case 'template':
      return readTemplate(payload, title);
    case 'like_heart':
      return { type: 'text', text: '❤️' };
    case 'story_mention':
      return url === undefined ? { type: 'unsupported', reason: type } : { type: 'link', url, title: title ?? 'Story mention' };
    default:
      // fallback, post, reel, ig_post, ig_reel, share: a preview of something elsewhere; without its address, what it is called.
      if (url === undefined) return { type: 'unsupported', reason: title === undefined ? type : `${type}: ${title}` };
      return { type: 'link', url, ...(title === undefined ? {} : { title }) };
  }
}

function readMedia(type: 'image' | 'sticker' | 'video' | 'audio' | 'file', payload: Fields, url: string | undefined): Content {
  const sticker = id(payload.sticker_id);
  const platformId = sticker ?? id(payload.attachment_id);
  if (url === undefined && platformId === undefined) return { type: 'unsupported', reason: type };
  return {
    type: sticker === undefined ? type : 'sticker',
    ...(url === undefined ? {} : { url }),
    ...(platformId === undefined ? {} : { platformId }),
  };
}

/** Messenger no longer sends locations; old ones carried coordinates (messenger.md §1). */
function readPlace(payload: Fields, name: string | undefined): Content {
  const place = fields(payload.coordinates);
  const latitude = decimal(place.lat, 90);
  const longitude = decimal(place.long, 180);
  if (latitude === undefined || longitude === undefined) return { type: 'unsupported', reason: 'location' };
  return { type: 'location', latitude, longitude, ...(name === undefined ? {} : { name }) };
}

/** Templates come back in echoes; their words are what a person would have read. */
function readTemplate(payload: Fields, title: string | undefined): Content {
  const words = [title, text(payload.text), ...list(payload.elements).map((element: Json) => text(fields(element).title))];
  const said = words.filter((word) => word !== undefined).join('\n');
  return said === '' ? { type: 'unsupported', reason: 'template' } : { type: 'text', text: said };
}

/** Until 30 August 2026 a sticker came twice, as an image and as a sticker of one id (messenger.md §1). */
function withoutTwins(contents: Content[]): Content[] {
  const seen = new Set<string>();
  return contents.filter((item) => {
    if (item.type !== 'sticker' || item.platformId === undefined) return true;
    if (seen.has(item.platformId)) return false;
    seen.add(item.platformId);
    return true;
  });
}
