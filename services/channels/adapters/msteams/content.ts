import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import { parseBody } from '../../decode.ts';
import { type Fields, fields, id, link, list, text } from '../read.ts';

/** What a message says: what was chosen or filled in on a card, its text, its files. Never empty. */
export function contentOf(activity: Fields): Content[] {
  const words = wordsOf(activity);
  const submitted = submittedIn(activity.value, words);
  const said = submitted ? '' : words;
  const files = list(activity.attachments).flatMap((item) => readAttachment(fields(item)));
  const content: Content[] = [...(submitted ? [submitted] : []), ...(said === '' ? [] : [{ type: 'text' as const, text: said }]), ...files];
  return content.length > 0 ? content : [{ type: 'unsupported', reason: cardOf(activity) ?? 'empty' }];
}

/** A card's button tells its own payload, or just a text; one with inputs tells a form (msteams.md, Inbound). `words`: what was said with it. */
export function submittedIn(value: Json | undefined, words?: string): Content | undefined {
  if (typeof value === 'string') return text(value) === undefined ? undefined : { type: 'choice', text: words || value, payload: value };
  const { payload, title, list: isList, choice, ...inputs } = fields(value);
  const chosen = isList === true ? pickedIn(choice) : undefined;
  if (chosen) return chosen;
  const pressed = text(payload);
  const names = Object.keys(inputs).filter((name) => name !== 'msteams');
  if (names.length > 0)
    return {
      type: 'form',
      name: pressed ?? text(title) ?? 'card',
      fields: Object.fromEntries(names.map((name) => [name, inputs[name] ?? null])),
    };
  return pressed === undefined ? undefined : { type: 'choice', text: text(title) ?? pressed, payload: pressed };
}

/** The message that a quoting answer is about. */
export function quotedIn(activity: Fields): string | undefined {
  const quote = list(activity.attachments)
    .map(fields)
    .find(({ contentType }) => contentType === 'messageReference');
  return id(fields(quote?.content).messageId) ?? id(readJson(quote?.content).messageId) ?? id(activity.replyToId);
}

/** The name of the bot is how it is called, and says nothing; the names of others stay. Text comes with entities where it was formatted. */
function wordsOf(activity: Fields): string {
  const bot = id(fields(activity.recipient).id);
  const mentions = list(activity.entities)
    .map(fields)
    .filter(({ type, mentioned }) => type === 'mention' && id(fields(mentioned).id) === bot)
    .flatMap((mention) => text(mention.text) ?? []);
  const called = mentions.reduce((words, mention) => words.replaceAll(mention, ' '), text(activity.text) ?? '');
  const ours = text(fields(activity.recipient).name);
  return called
    .replace(/<at\b[^<>]{0,200}>([^<>]{0,200})<\/at>/gi, (_whole, name: string) => (name === ours ? ' ' : `@${name}`))
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/** A picture needs the bot's token, a file carries a link that ends in minutes; the text as HTML beside the text says nothing new. */
function readAttachment(item: Fields): Content[] {
  const type = text(item.contentType) ?? '';
  const name = id(item.name);
  const named = name === undefined ? {} : { name };
  if (type === 'text/html' || type === 'messageReference') return [];
  if (type === 'application/vnd.microsoft.teams.file.download.info') {
    const url = link(fields(item.content).downloadUrl);
    const kind = kindOf(id(fields(item.content).fileType) ?? name?.split('.').at(-1) ?? '');
    return [url === undefined ? { type: 'unsupported', reason: 'file' } : { type: kind, url, ...named }];
  }
  const url = link(item.contentUrl);
  const [kind] = type.split('/');
  if (url === undefined || type.startsWith('application/vnd.microsoft.card')) return [];
  const shown = kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
  return [{ type: shown, url, ...(type.includes('*') ? {} : { mimeType: type.slice(0, 128) }), ...named }];
}

function kindOf(ending: string): 'image' | 'video' | 'audio' | 'file' {
  if (/^(png|jpe?g|gif|webp|bmp|heic)$/i.test(ending)) return 'image';
  if (/^(mp4|mov|webm|m4v)$/i.test(ending)) return 'video';
  return /^(mp3|m4a|ogg|wav|aac)$/i.test(ending) ? 'audio' : 'file';
}

/** Rows of our own menus carry their payload and their words. */
function pickedIn(choice: Json | undefined): Content | undefined {
  const [payload, title] = list(readJsonValue(choice)).map(text);
  return payload === undefined ? undefined : { type: 'choice', text: title ?? payload, payload };
}

function cardOf(activity: Fields): string | undefined {
  return list(activity.attachments).flatMap((item) => text(fields(item).contentType) ?? [])[0];
}

function readJson(value: Json | undefined): Fields {
  return fields(readJsonValue(value));
}

function readJsonValue(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return parseBody(new TextEncoder().encode(value));
  } catch {
    return undefined;
  }
}
