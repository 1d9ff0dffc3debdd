import type { Content } from '../../../../schema/content.ts';
import { decimal, type Fields, fields, id, link, list, text } from '../read.ts';

/** What a `message.send`, a `postback` or a `form.submit` says; empty when it says nothing. */
export function contentOf(event: Fields): Content[] {
  if (event.type === 'form.submit') return readForm(event);
  const said = text(event.text) ?? text(event.title);
  const payload = text(event.payload) ?? text(fields(event.reply).payload);
  const words: Content[] =
    payload !== undefined ? [{ type: 'choice', text: said ?? payload, payload }] : said !== undefined ? [{ type: 'text', text: said }] : [];
  return [
    ...words,
    ...list(event.attachments).flatMap((item) => readAttachment(fields(item))),
    ...readPlace(fields(event.location)),
    ...readContact(fields(event.contact)),
  ];
}

function readForm(event: Fields): Content[] {
  const named = list(event.fields).flatMap((field): [string, Fields[string]][] => {
    const name = id(fields(field).name);
    return name === undefined || name === '__proto__' ? [] : [[name, fields(field).value ?? null]];
  });
  const answers = named.length > 0 ? Object.fromEntries(named) : fields(event.fields);
  return [{ type: 'form', name: id(event.formId) ?? 'form', fields: answers }];
}

/** A file by its upload, or by an address. */
function readAttachment(attachment: Fields): Content[] {
  const url = link(attachment.url);
  const platformId = id(attachment.uploadId);
  if (url === undefined && platformId === undefined) return [];
  const mimeType = id(attachment.mimeType);
  const name = id(attachment.filename);
  return [
    {
      type: typeOf(mimeType),
      ...(url === undefined ? {} : { url }),
      // An upload of ours is known by its own id; one that a widget keeps elsewhere, by the widget's.
      ...(platformId === undefined ? {} : /^med_/.test(platformId) ? { mediaId: platformId } : { platformId }),
      ...(mimeType === undefined ? {} : { mimeType }),
      ...(name === undefined ? {} : { name }),
    },
  ];
}

function typeOf(mimeType: string | undefined): 'image' | 'video' | 'audio' | 'file' {
  const group = mimeType?.split('/')[0];
  return group === 'image' || group === 'video' || group === 'audio' ? group : 'file';
}

function readPlace(place: Fields): Content[] {
  const latitude = decimal(place.latitude, 90);
  const longitude = decimal(place.longitude, 180);
  if (latitude === undefined || longitude === undefined) return [];
  const [name, address] = [text(place.name), text(place.address)];
  const named = { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
  return [{ type: 'location', latitude, longitude, ...named }];
}

function readContact(contact: Fields): Content[] {
  const name = text(contact.name);
  const phones = list(contact.phones).flatMap((phone) => id(phone) ?? []);
  return name === undefined ? [] : [{ type: 'contact', name, phones }];
}
