import type { Json } from '../../../../kit/bus/bus.ts';
import { type Action, type Content, content } from '../../../../schema/content.ts';
import { decimal, type Fields, fields, id, known, link, list, text } from '../read.ts';

/** More parts than this are no message. */
const most = 100;

/** What an event says: `content` in our own model, or just `text`; what is none of either is unsupported, and at least one part. */
export function contentOf(event: Fields): [Content, ...Content[]] {
  const words = text(event.text);
  const given = list(event.content).slice(0, most).map(partOf);
  const [first, ...rest]: Content[] = given.length > 0 ? given : words === undefined ? [] : [{ type: 'text', text: words }];
  return [first ?? { type: 'unsupported', reason: 'empty' }, ...rest];
}

function partOf(item: Json): Content {
  const read = content.safeParse(item);
  const safe = read.success ? safely(read.data) : undefined;
  return safe ?? { type: 'unsupported', reason: id(fields(item).type) ?? 'unknown' };
}

/** The part without what only we may say of it, and with links that may be shown; `undefined` when nothing is left. */
function safely(part: Content): Content | undefined {
  switch (part.type) {
    case 'text': {
      const words = text(part.text);
      return words === undefined ? undefined : { type: 'text', text: words };
    }
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker': {
      const { type } = part;
      const place = known({ url: link(part.url), platformId: id(part.platformId) });
      const about = { mimeType: id(part.mimeType), name: id(part.name), caption: text(part.caption), size: decimal(part.size, 2 ** 52) };
      return place.url === undefined && place.platformId === undefined ? undefined : { type, ...place, ...known(about) };
    }
    case 'location':
      return Math.abs(part.latitude) <= 90 && Math.abs(part.longitude) <= 180 ? part : undefined;
    case 'link':
      return link(part.url) === undefined ? undefined : part;
    case 'buttons':
      return part.buttons.every(isSafe) ? part : undefined;
    case 'carousel':
      return part.cards.every(({ url, imageUrl, buttons }) => [url, imageUrl].every(isLink) && buttons.every(isSafe)) ? part : undefined;
    default:
      return part;
  }
}

function isSafe(action: Action): boolean {
  return !('url' in action) || isLink(action.url);
}

function isLink(url: string | undefined): boolean {
  return url === undefined || link(url) !== undefined;
}
