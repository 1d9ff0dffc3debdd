import type { Content } from '../../../../schema/content.ts';
import { parseBody } from '../../decode.ts';
import { decimal, type Fields, fields, id, link, list, text } from '../read.ts';

/** What a message says, by its type (whatsapp.md §1). Never empty: what cannot be read is said to be unsupported. */
export function contentOf(message: Fields): Content[] {
  const content = read(message);
  return content.length > 0 ? content : [{ type: 'unsupported', reason: reasonOf(message) }];
}

function read(message: Fields): Content[] {
  const type = id(message.type) ?? '';
  switch (type) {
    case 'text':
      return sayText(text(fields(message.text).body));
    case 'image':
    case 'video':
    case 'audio':
    case 'sticker':
      return readMedia(type, fields(message[type]));
    case 'document':
      return readMedia('file', fields(message.document));
    case 'location':
      return readPlace(fields(message.location));
    case 'contacts':
      return list(message.contacts).flatMap((contact) => readCard(fields(contact)));
    case 'button':
      return choose(text(fields(message.button).text), text(fields(message.button).payload));
    case 'interactive':
      return readInteractive(fields(message.interactive));
    case 'order': {
      const order = fields(message.order);
      return [...sayText(text(order.text)), { type: 'form', name: 'order', fields: order }];
    }
    default:
      return [];
  }
}

function sayText(said: string | undefined): Content[] {
  return said === undefined ? [] : [{ type: 'text', text: said }];
}

/** Without a `url` the file is fetched by its id, within seven days; either way with the access token (whatsapp.md §1). */
function readMedia(type: 'image' | 'video' | 'audio' | 'sticker' | 'file', media: Fields): Content[] {
  const item = {
    url: link(media.url),
    platformId: id(media.id),
    mimeType: id(media.mime_type),
    name: id(media.filename),
    caption: text(media.caption),
  };
  if (item.url === undefined && item.platformId === undefined) return [];
  const known = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
  return [{ type, ...known }];
}

function readPlace(place: Fields): Content[] {
  const latitude = decimal(place.latitude, 90);
  const longitude = decimal(place.longitude, 180);
  if (latitude === undefined || longitude === undefined) return [];
  const name = text(place.name);
  const address = text(place.address);
  return [
    { type: 'location', latitude, longitude, ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) },
  ];
}

function readCard(card: Fields): Content[] {
  const phones = list(card.phones).flatMap((phone) => id(fields(phone).phone) ?? id(fields(phone).wa_id) ?? []);
  const name = text(fields(card.name).formatted_name) ?? phones[0];
  return name === undefined ? [] : [{ type: 'contact', name, phones }];
}

function readInteractive(interactive: Fields): Content[] {
  const reply = fields(interactive.list_reply ?? interactive.button_reply);
  if (interactive.nfm_reply === undefined) return choose(text(reply.title), text(reply.id));
  const form = fields(interactive.nfm_reply);
  const name = text(form.name) ?? 'flow';
  const answers = text(form.response_json);
  return [{ type: 'form', name, fields: answers === undefined ? fields(form.response_json) : answersOf(answers) }];
}

function choose(title: string | undefined, payload: string | undefined): Content[] {
  const said = title ?? payload;
  return said === undefined ? [] : [{ type: 'choice', text: said, payload: payload ?? said }];
}

/** A flow's answers are JSON in a string. */
function answersOf(json: string): Fields {
  try {
    return fields(parseBody(new TextEncoder().encode(json)));
  } catch {
    return { response_json: json };
  }
}

/** The platform's word for why there is nothing to show: 131051 is a type it does not pass on. */
function reasonOf(message: Fields): string {
  const error = fields(list(message.errors)[0]);
  return text(fields(message.unsupported).type) ?? text(error.title) ?? id(error.code) ?? id(message.type) ?? 'empty';
}
