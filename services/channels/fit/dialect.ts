import type { Markup } from '../capabilities.ts';
import { type Mark, parseMarkup, plainText, type Run, withoutMeaning } from './markup.ts';

type Signs = [open: string, close: string];

/** How a platform writes marks; `null` where it has no such mark. */
interface Dialect {
  bold: Signs | null;
  italic: Signs | null;
  struck: Signs | null;
  code: Signs | null;
  /** `null`: the address is written after the words. */
  link: ((url: string) => Signs) | null;
  text(words: string): string;
  /** Words in code. */
  verbatim(words: string): string;
}

const asItStands = (words: string) => words;
const entities = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const attribute = (url: string) => entities(url).replaceAll('"', '&quot;');
const markdown: Dialect = {
  bold: ['**', '**'],
  italic: ['_', '_'],
  struck: ['~~', '~~'],
  code: ['`', '`'],
  link: (url) => ['[', `](${url})`],
  text: asItStands,
  verbatim: asItStands,
};
const tags: Dialect = {
  bold: ['<b>', '</b>'],
  italic: ['<i>', '</i>'],
  struck: ['<s>', '</s>'],
  code: ['<code>', '</code>'],
  link: (url) => [`<a href="${attribute(url)}">`, '</a>'],
  text: entities,
  verbatim: entities,
};

const dialects: Record<Markup, Dialect> = {
  plain: { bold: null, italic: null, struck: null, code: null, link: null, text: asItStands, verbatim: asItStands },
  markdown,
  discord: markdown,
  whatsapp: {
    bold: ['*', '*'],
    italic: ['_', '_'],
    struck: ['~', '~'],
    code: ['`', '`'],
    link: null,
    text: asItStands,
    verbatim: asItStands,
  },
  slack: {
    bold: ['*', '*'],
    italic: ['_', '_'],
    struck: ['~', '~'],
    code: ['`', '`'],
    link: (url) => [`<${entities(url).replaceAll('|', '%7C')}|`, '>'],
    text: entities,
    verbatim: entities,
  },
  telegram: tags,
  html: { ...tags, text: (words) => entities(words).replaceAll('\n', '<br>\n') },
};

/** The runs as the channel writes them. */
export function write(runs: Run[], markup: Markup): string {
  const dialect = dialects[markup];
  const written = writeIn(runs, dialect);
  if (dialect !== markdown || samePainting(parseMarkup(written), runs)) return written;
  return writeIn(runs, { ...markdown, text: withoutMeaning });
}

/** What a channel counts of a written text: of tags, only what stands between them. */
export function counted(written: string, markup: Markup): string {
  return markup === 'telegram' ? written.replace(/<[^>]*>/g, '') : written;
}

/** Kinds of marks in the runs that the channel cannot show, in words for people. */
export function lostMarks(runs: Run[], markup: Markup): string[] {
  const names = { bold: 'bold', italic: 'italics', struck: 'struck words', code: 'code', link: 'links behind words' };
  const kinds = new Set(runs.flatMap(({ marks }) => marks.filter((mark) => !isBare(mark, runs)).map(({ kind }) => kind)));
  return [...kinds].filter((kind) => dialects[markup][kind] === null).map((kind) => names[kind]);
}

/** Whether the channel can put a link behind words. */
export function linksWords(markup: Markup): boolean {
  return dialects[markup].link !== null;
}

function writeIn(runs: Run[], dialect: Dialect): string {
  let written = '';
  const open: { mark: Mark; close: string }[] = [];
  const closeTo = (depth: number) => {
    while (open.length > depth) written += open.pop()!.close;
  };
  for (const { text, marks } of runs) {
    const same = open.findIndex(({ mark }, index) => mark !== marks[index]);
    closeTo(same === -1 ? open.length : same);
    for (const mark of marks.slice(open.length)) {
      const [start, close] = signsOf(mark, runs, dialect);
      written += start;
      open.push({ mark, close });
    }
    written += marks.at(-1)?.kind === 'code' ? dialect.verbatim(text) : dialect.text(text);
  }
  closeTo(0);
  return written;
}

function signsOf(mark: Mark, runs: Run[], dialect: Dialect): Signs {
  if (mark.kind !== 'link') return dialect[mark.kind] ?? ['', ''];
  if (dialect.link) return dialect.link(mark.url);
  return isBare(mark, runs) ? ['', ''] : ['', ` (${mark.url})`];
}

/** A link whose words are its address already. */
function isBare(mark: Mark, runs: Run[]): boolean {
  if (mark.kind !== 'link') return false;
  const words = plainText(runs.filter(({ marks }) => marks.includes(mark)));
  return mark.url.replace(/^(https?:\/\/|mailto:|tel:)/, '') === words.replace(/^https?:\/\//, '');
}

function samePainting(left: Run[], right: Run[]): boolean {
  return painting(left) === painting(right);
}

/** Each character with its marks, whatever runs they come in. */
function painting(runs: Run[]): string {
  let last = '';
  return runs
    .map(({ text, marks }) => {
      const names = marks.map((mark) => (mark.kind === 'link' ? mark.url : mark.kind)).join(' ');
      const head = names === last ? '' : `\u0000${names}\u0000`;
      last = names;
      return head + text;
    })
    .join('');
}
