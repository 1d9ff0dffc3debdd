import { decoded } from './entities.ts';

/** Elements whose content nobody reads. */
const hidden = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg']);
const lines = new Set([
  'p',
  'div',
  'tr',
  'li',
  'ul',
  'ol',
  'table',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'blockquote',
  'section',
  'article',
  'pre',
]);
/** Longer tags are read to here. */
const longestTag = 8_000;
/** Elements without an end. */
const single = new Set(['br', 'img', 'hr', 'meta', 'link', 'input', 'col', 'wbr', 'area', 'base']);

/** By what mail programs mark the part of a mail that they quote (email.md, Threading). */
const quotes = /gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote|zmail_extra/i;
/** What stands behind these is quoted to the end. */
const quotesTheRest = /divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|x_divRplyFwdMsg/i;

/** The words of HTML, links in our markup or, `plain`, beside their words; quoted mail only where asked for. Read in one pass, whatever is broken in it. */
export function textOfHtml(html: string, { quoted = false, plain = false }: { quoted?: boolean; plain?: boolean } = {}): string {
  const page: Page = { plain, written: [], skipping: undefined, anchor: undefined };
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at);
    if (!page.skipping) say(page, decoded(html.slice(at, open < 0 ? html.length : open)).replace(/\s+/g, ' '));
    if (open < 0) break;
    const comment = html.startsWith('<!--', open);
    const close = comment ? html.indexOf('-->', open + 4) : html.indexOf('>', open);
    if (close < 0) break;
    at = close + (comment ? 3 : 1);
    const tag = html.slice(open + 1, Math.min(close, open + longestTag));
    if (!comment && !takeTag(page, tag, quoted)) break;
  }
  return tidy(page.written.join('') + (page.anchor?.words ?? ''));
}

/** What was read so far. */
interface Page {
  plain: boolean;
  written: string[];
  /** An element that is left out, and how deep in its like we are. */
  skipping: { name: string; depth: number } | undefined;
  anchor: { url: string; words: string } | undefined;
}

/** Goes on behind a tag; `false`: all that follows is quoted. */
function takeTag(page: Page, tag: string, quoted: boolean): boolean {
  const [, slash, raw = ''] = /^(\/?)([a-z][a-z0-9]*)/i.exec(tag) ?? [];
  const name = raw.toLowerCase();
  if (page.skipping) {
    if (name === page.skipping.name && !tag.endsWith('/')) page.skipping.depth += slash ? -1 : 1;
    if (page.skipping.depth === 0) page.skipping = undefined;
    return true;
  }
  if (!slash && !quoted && quotesTheRest.test(tag)) return false;
  if (!slash && !single.has(name) && (hidden.has(name) || (!quoted && isQuote(name, tag)))) {
    page.skipping = { name, depth: 1 };
    return true;
  }
  if (name === 'br' || lines.has(name)) say(page, '\n');
  if (name === 'li' && !slash) say(page, '- ');
  if (name !== 'a') return true;
  const { anchor } = page;
  page.anchor = undefined;
  if (anchor) say(page, withLink(anchor, page.plain));
  if (!slash) page.anchor = { url: decoded(/\bhref\s*=\s*["']?(https?:[^"'\s>]{1,4000})/i.exec(tag)?.[1] ?? ''), words: '' };
  return true;
}

function say(page: Page, words: string): void {
  if (page.anchor) page.anchor.words += words;
  else page.written.push(words);
}

function isQuote(name: string, tag: string): boolean {
  return quotes.test(tag) || (name === 'blockquote' && /\btype\s*=\s*["']?cite/i.test(tag));
}

function withLink({ url, words }: { url: string; words: string }, plain: boolean): string {
  const shown = words.trim();
  if (url === '' || shown === url || shown === '') return words;
  return plain || /[[\]\n]/.test(shown) || /[()\s]/.test(url) ? `${words} (${url})` : `[${shown}](${url})`;
}

/** No more than one empty line, nothing at the ends of lines. */
function tidy(text: string): string {
  const rows = text.split('\n').map((row) => row.trim());
  return rows
    .filter((row, index) => row !== '' || (rows[index - 1] ?? '') !== '')
    .join('\n')
    .trim();
}
