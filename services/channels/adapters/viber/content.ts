import type { Content } from '../../../../schema/content.ts';
import { decimal, type Fields, fields, id, known, link, text } from '../read.ts';

/** What a message says, by its type (viber.md, message). Never empty: what cannot be read is said to be unsupported. */
export function contentOf(message: Fields): Content {
  const type = id(message.type) ?? 'message';
  return read(type, message) ?? { type: 'unsupported', reason: type };
}

function read(type: string, message: Fields): Content | undefined {
  switch (type) {
    case 'text': {
      const said = text(message.text);
      return said === undefined ? undefined : { type, text: said };
    }
    case 'picture':
      return fileOf('image', message);
    case 'video':
    case 'file':
      return fileOf(type, message);
    case 'sticker':
      return fileOf('sticker', message);
    case 'url': {
      const url = link(message.media);
      return url === undefined ? undefined : known({ type: 'link' as const, url, title: text(message.text) });
    }
    case 'location':
      return placeOf(fields(message.location));
    case 'contact': {
      const { name, phone_number } = fields(message.contact);
      const phone = id(phone_number);
      const called = text(name) ?? phone;
      return called === undefined ? undefined : { type, name: called, phones: phone === undefined ? [] : [phone] };
    }
    default:
      return undefined;
  }
}

/** A file by its link, which lives for an hour (Viber REST API docs, Receive message from user); a sticker also by its id. */
function fileOf(type: 'image' | 'video' | 'file' | 'sticker', message: Fields): Content | undefined {
  const url = link(message.media);
  const platformId = id(message.sticker_id);
  if (url === undefined && platformId === undefined) return undefined;
  return known({
    type,
    url,
    platformId,
    name: id(message.file_name),
    size: decimal(message.size, Number.MAX_SAFE_INTEGER),
    caption: text(message.text),
  });
}

function placeOf({ lat, lon, address }: Fields): Content | undefined {
  const [latitude, longitude] = [decimal(lat, 90), decimal(lon, 180)];
  if (latitude === undefined || longitude === undefined) return undefined;
  return known({ type: 'location' as const, latitude, longitude, address: text(address) });
}
