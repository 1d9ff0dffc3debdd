/** What a stretch of text is marked as. One mark over several runs is one object in all of them. */
export type Mark = { kind: 'bold' | 'italic' | 'struck' | 'code' } | { kind: 'link'; url: string };

/** Text under the same marks, the outermost first. */
export interface Run {
  text: string;
  marks: Mark[];
}

type Token = { text: string; mark?: Mark; delimits?: { kind: Wrap; opens: boolean; closes: boolean } };
type Wrap = 'bold' | 'italic' | 'struck';

/** A bare link: nothing in it is a mark, but what stands at its end may be. */
const bareLink = /(?<![\p{L}\p{N}])https?:\/\/[^\s<>]*[^\s<>*_~`.,;:!?'"()[\]]/uy;
const escaped = /\\[*_~`[]/y;
const code = /(?<!`)`([^`\n]+)`(?!`)/y;
const link = /\[((?:\\[*_~`[]|[^[\]\n])+)\]\(((?:https?:\/\/|mailto:|tel:)(?:[^\s()]|\([^\s()]*\))+)\)/y;
/** Where a mark may open: before a word. Where it may close: after one. `_` does neither within a word. */
const wraps: { kind: Wrap; text: string; opens: RegExp; closes: RegExp }[] = [
  { kind: 'bold', text: '**', opens: /(?<!\*)\*\*(?![\s*])/uy, closes: /(?<![\s*])\*\*(?!\*)/uy },
  { kind: 'struck', text: '~~', opens: /(?<!~)~~(?![\s~])/uy, closes: /(?<![\s~])~~(?!~)/uy },
  { kind: 'italic', text: '_', opens: /(?<![\p{L}\p{N}_])_(?![\s_])/uy, closes: /(?<![\s_])_(?![\p{L}\p{N}_])/uy },
];

/** The light markup of schema/content.ts as runs. What is not closed, stands within a word, between spaces or after a backslash stays as it is. */
export function parseMarkup(text: string): Run[] {
  return joined(runsOf(tokensOf(text), []));
}

/** Text as it stands, whatever signs are in it. */
export function literal(text: string): Run[] {
  return text === '' ? [] : [{ text, marks: [] }];
}

/** The words of runs, without marks. */
export function plainText(runs: Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** Runs one after the other, each on a line of its own. */
export function lines(...parts: Run[][]): Run[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [...literal('\n'), ...part]));
}

/** The runs from one offset in their plain text to another. */
export function sliceRuns(runs: Run[], start: number, end: number): Run[] {
  let at = 0;
  return runs.flatMap(({ text, marks }) => {
    const piece = text.slice(Math.max(start - at, 0), Math.max(end - at, 0));
    at += text.length;
    return piece === '' ? [] : [{ text: piece, marks }];
  });
}

/** Text with a backslash before what would be a mark, for dialects that take it away again. */
export function withoutMeaning(text: string): string {
  return tokensOf(text)
    .map((token) => (token.delimits || token.mark ? rawOf(token).replace(/[*_~`[]/g, '\\$&') : token.text))
    .join('');
}

function rawOf({ text, mark }: Token): string {
  if (mark?.kind === 'code') return `\`${text}\``;
  return mark?.kind === 'link' ? `[${text}](${mark.url})` : text;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const [token, length] = tokenAt(text, at);
    tokens.push(token);
    at += length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): [Token, number] {
  const here = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const start = text.charAt(at);
  if (start === 'h') {
    const found = here(bareLink);
    if (found) return [{ text: found[0] }, found[0].length];
  }
  const found = start === '\\' ? here(escaped) : start === '`' ? here(code) : start === '[' ? here(link) : null;
  if (found) {
    const [whole, words = '', url] = found;
    if (start === '`') return [{ text: words, mark: { kind: 'code' } }, whole.length];
    if (url !== undefined) return [{ text: words, mark: { kind: 'link', url } }, whole.length];
    return [{ text: whole }, whole.length];
  }
  for (const wrap of wraps) {
    if (start !== wrap.text[0]) continue;
    const opens = here(wrap.opens) !== null;
    const closes = here(wrap.closes) !== null;
    if (opens || closes) return [{ text: wrap.text, delimits: { kind: wrap.kind, opens, closes } }, wrap.text.length];
  }
  const rest = /[^h\\`[*~_]+/y;
  const plain = here(rest)?.[0] ?? start;
  return [{ text: plain }, plain.length];
}

function runsOf(tokens: Token[], marks: Mark[]): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const { text, mark, delimits } = tokens[at]!;
    const close = delimits?.opens ? closeOf(tokens, at, delimits.kind) : -1;
    if (delimits && close > 0) {
      runs.push(...runsOf(tokens.slice(at + 1, close), [...marks, { kind: delimits.kind }]));
      at = close;
    } else if (mark?.kind === 'link') runs.push(...runsOf(tokensOf(text), [...marks, mark]));
    else runs.push({ text, marks: mark ? [...marks, mark] : marks });
  }
  return runs;
}

/** Where the mark opened at a token closes, in the same paragraph; -1 when nowhere. */
function closeOf(tokens: Token[], open: number, kind: Wrap): number {
  for (let at = open + 1; at < tokens.length; at += 1) {
    const { text, delimits } = tokens[at]!;
    if (delimits?.kind === kind && delimits.closes && at > open + 1) return at;
    if (!delimits && /\n\s*\n/.test(text)) return -1;
  }
  return -1;
}

function joined(runs: Run[]): Run[] {
  const all: Run[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (last && last.marks.length === run.marks.length && last.marks.every((mark, index) => mark === run.marks[index]))
      last.text += run.text;
    else all.push({ ...run });
  }
  return all;
}
