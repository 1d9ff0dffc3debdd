import type { Content } from '../../../../schema/content.ts';
import { type Fields, fields, id, link, list, text } from '../read.ts';

/** What a message says: its text, its files, its stickers; of a forwarded one, what was forwarded. May be empty. */
export function contentOf(message: Fields, self: Set<string>): Content[] {
  const forwarded = fields(fields(list(message.message_snapshots)[0]).message);
  const said = wordsOf(message, self) || wordsOf(forwarded, self);
  const files = [...list(message.attachments), ...list(forwarded.attachments)].flatMap((file) => readFile(fields(file)));
  const stickers = list(message.sticker_items).flatMap((sticker) => readSticker(fields(sticker)));
  const poll: Content[] = message.poll === undefined || message.poll === null ? [] : [{ type: 'unsupported', reason: 'poll' }];
  return [...(said === '' ? [] : [{ type: 'text' as const, text: said }]), ...files, ...stickers, ...poll];
}

/** Mentions are ids in the text; the bot's own says nothing, people's are written by name. */
function wordsOf(message: Fields, self: Set<string>): string {
  const names = new Map(
    list(message.mentions).map((user) => [id(fields(user).id), text(fields(user).global_name) ?? text(fields(user).username)]),
  );
  return (text(message.content) ?? '')
    .replace(/<@!?(\d{1,20})>/g, (whole, user: string) => (self.has(user) ? '' : names.has(user) ? `@${names.get(user)}` : whole))
    .replace(/<a?(:\w{1,64}:)\d{1,20}>/g, '$1')
    .trim();
}

/** The link is signed and ends (discord.md, Inbound). */
function readFile(file: Fields): Content[] {
  const url = link(file.url) ?? link(file.proxy_url);
  if (url === undefined) return [];
  const mimeType = id(file.content_type);
  const platformId = id(file.id);
  const name = id(file.filename);
  const caption = text(file.description);
  const size = typeof file.size === 'number' && file.size >= 0 ? file.size : undefined;
  const [kind] = (mimeType ?? '').split('/');
  return [
    {
      type: kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file',
      url,
      ...(platformId === undefined ? {} : { platformId }),
      ...(mimeType === undefined ? {} : { mimeType }),
      ...(name === undefined ? {} : { name }),
      ...(caption === undefined ? {} : { caption }),
      ...(size === undefined ? {} : { size }),
    },
  ];
}

/** Of the formats of stickers, 3 is an animation that browsers cannot show, and 4 a GIF. */
function readSticker(sticker: Fields): Content[] {
  const platformId = id(sticker.id);
  if (platformId === undefined || !/^\d{1,20}$/.test(platformId)) return [];
  const name = id(sticker.name);
  const shown =
    sticker.format_type === 3
      ? {}
      : { url: `https://media.discordapp.net/stickers/${platformId}.${sticker.format_type === 4 ? 'gif' : 'png'}` };
  return [{ type: 'sticker', platformId, ...(name === undefined ? {} : { name }), ...shown }];
}
