import type { Content } from '../../../../schema/content.ts';
import { decimal, type Fields, fields, id, known, link, list, text } from '../read.ts';

/** What a message says, by its type (line.md, message). Never empty: what cannot be read is said to be unsupported. */
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
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return fileOf(type, message);
    case 'sticker':
      return stickerOf(message);
    case 'location':
      return placeOf(message);
    default:
      return undefined;
  }
}

/** LINE keeps what people send under the message's id; what an app shared has a link (line.md, Content). */
function fileOf(type: 'image' | 'video' | 'audio' | 'file', message: Fields): Content | undefined {
  const provider = fields(message.contentProvider);
  const url = provider.type === 'external' ? link(provider.originalContentUrl) : undefined;
  const platformId = url === undefined ? id(message.id) : undefined;
  if (url === undefined && platformId === undefined) return undefined;
  return known({ type, url, platformId, name: id(message.fileName), size: decimal(message.fileSize, Number.MAX_SAFE_INTEGER) });
}

/** A sticker is sent again by its package and its id; its keywords are the nearest to words that it has. */
function stickerOf({ packageId, stickerId, keywords, text: written }: Fields): Content | undefined {
  const [pack, sticker] = [id(packageId), id(stickerId)];
  if (pack === undefined || sticker === undefined) return undefined;
  const caption =
    text(written) ??
    text(
      list(keywords)
        .flatMap((word) => id(word) ?? [])
        .slice(0, 3)
        .join(', '),
    );
  return known({ type: 'sticker' as const, platformId: `${pack}:${sticker}`, caption });
}

function placeOf({ latitude, longitude, title, address }: Fields): Content | undefined {
  const [north, east] = [decimal(latitude, 90), decimal(longitude, 180)];
  if (north === undefined || east === undefined) return undefined;
  return known({ type: 'location' as const, latitude: north, longitude: east, name: text(title), address: text(address) });
}
