import type { Content } from '../../../../schema/content.ts';
import { type Fields, fields, id, link, list, text } from '../read.ts';

/** What a message says: its text, its files. Never empty. */
export function contentOf(message: Fields, bot: string | undefined): Content[] {
  const said = wordsOf(text(message.text) ?? '', bot);
  const files = list(message.files).map((file) => readFile(fields(file)));
  const content: Content[] = [...(said === '' ? [] : [{ type: 'text' as const, text: said }]), ...files];
  if (content.length > 0) return content;
  const shown = list(message.attachments).flatMap((item) => text(fields(item).text) ?? text(fields(item).fallback) ?? []);
  const words = wordsOf(shown.join('\n'), bot);
  return [words === '' ? { type: 'unsupported', reason: text(message.subtype) ?? 'empty' } : { type: 'text', text: words }];
}

/** Slack's own marks as ours: links, mentions, bold and struck words, the three signs that are escaped (slack.md §2). */
export function wordsOf(given: string, bot: string | undefined): string {
  const plain = given.replace(/<([^<>]{1,8000})>/g, (whole, inner: string) => markOf(inner, bot) ?? whole);
  return plain
    .replace(/(?<![\p{L}\p{N}*])\*(?![\s*])([^*\n]{1,2000}?)(?<![\s*])\*(?![\p{L}\p{N}*])/gu, '**$1**')
    .replace(/(?<![\p{L}\p{N}~])~(?![\s~])([^~\n]{1,2000}?)(?<![\s~])~(?![\p{L}\p{N}~])/gu, '~~$1~~')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

function markOf(inner: string, bot: string | undefined): string | undefined {
  const cut = inner.indexOf('|');
  const target = cut < 0 ? inner : inner.slice(0, cut);
  const label = cut < 0 ? '' : inner.slice(cut + 1);
  if (target.startsWith('@')) return target.slice(1) === bot ? '' : `@${label || target.slice(1)}`;
  if (target.startsWith('#')) return `#${label || target.slice(1)}`;
  if (target.startsWith('!')) return `@${(label || target.slice(1)).replace(/^@/, '')}`;
  if (!/^(https?|mailto|tel):/i.test(target)) return undefined;
  const address = target.replace(/^(mailto|tel):/i, '');
  return label === '' || label === address || label === target ? address : `[${label}](${target})`;
}

/** A file needs the bot's token; one of another organisation names no address before it is asked for (slack.md §1). */
function readFile(file: Fields): Content {
  const platformId = id(file.id);
  const url = link(file.url_private_download) ?? link(file.url_private);
  const name = id(file.name) ?? id(file.title);
  if (file.is_external === true && url !== undefined) return { type: 'link', url, ...(name === undefined ? {} : { title: name }) };
  const asked = file.file_access === 'check_file_info';
  if ((url === undefined && !asked) || platformId === undefined) return { type: 'unsupported', reason: text(file.mode) ?? 'file' };
  const mimeType = id(file.mimetype);
  const size = typeof file.size === 'number' && file.size >= 0 ? file.size : undefined;
  return {
    type: kindOf(mimeType ?? ''),
    ...(url === undefined ? {} : { url }),
    platformId,
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(name === undefined ? {} : { name }),
    ...(size === undefined ? {} : { size }),
  };
}

function kindOf(mimeType: string): 'image' | 'video' | 'audio' | 'file' {
  const [kind] = mimeType.split('/');
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
}
