import { literal, type Mark, plainText, type Run, sliceRuns } from './markup.ts';
import { characterEdge } from './measure.ts';

/** Where a long text may be cut, the best first: a paragraph, a line, a sentence, a word. */
const breaks = [/\n\s*\n/g, /\n/g, /[.!?…。！？]["')\]]*\s/g, /\s/g];

/**
 * Runs in pieces of which each fits, cut at the best place in the second half of each, never inside a character or a link;
 * marks that go over a cut end before it and begin again after it.
 */
export function splitRuns(runs: Run[], fits: (piece: Run[]) => boolean): Run[][] {
  const pieces: Run[][] = [];
  let rest = runs;
  while (!fits(rest)) {
    const room = roomOf(rest, fits);
    if (room === 0) {
      rest = withoutMarks(rest);
      if (roomOf(rest, fits) === 0) break;
      continue;
    }
    const cut = cutOf(rest, room);
    if (cut === 0) {
      rest = withoutFirstLink(rest);
      continue;
    }
    pieces.push(trimmed(sliceRuns(rest, 0, cut)));
    rest = trimmed(sliceRuns(rest, cut, Number.POSITIVE_INFINITY));
  }
  return [...pieces, rest].filter((piece) => piece.length > 0);
}

/** Runs without white space at either end. */
export function trimmed(runs: Run[]): Run[] {
  const text = plainText(runs);
  return sliceRuns(runs, text.length - text.trimStart().length, text.trimEnd().length);
}

/** How many UTF-16 units of the beginning fit, taken that more never fit where fewer do not. */
function roomOf(runs: Run[], fits: (piece: Run[]) => boolean): number {
  let low = 0;
  let high = plainText(runs).length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(sliceRuns(runs, 0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where to cut within the room; 0 when a link that does not fit begins there. */
function cutOf(runs: Run[], room: number): number {
  const text = plainText(runs);
  const head = text.slice(0, room + 1);
  const links = linkSpans(runs);
  const outside = (cut: number) => links.find(({ start, end }) => cut > start && cut < end)?.start ?? cut;
  for (const pattern of breaks) {
    const ends = [...head.matchAll(pattern)].map((match) => outside(match.index + match[0].trimEnd().length));
    const cut = ends.findLast((end) => end <= room);
    if (cut !== undefined && cut >= room / 2) return cut;
  }
  return outside(characterEdge(text, room));
}

function linkSpans(runs: Run[]): { start: number; end: number }[] {
  const spans = new Map<Mark, { start: number; end: number }>();
  let at = 0;
  for (const { text, marks } of runs) {
    const link = marks.find(({ kind }) => kind === 'link');
    if (link) spans.set(link, { start: spans.get(link)?.start ?? at, end: at + text.length });
    at += text.length;
  }
  return [...spans.values()];
}

/** The link at the beginning written out, as it is too long to stand behind its words. */
function withoutFirstLink(runs: Run[]): Run[] {
  const mark = runs[0]?.marks.find(({ kind }) => kind === 'link');
  if (mark?.kind !== 'link') return withoutMarks(runs);
  const after = runs.findIndex(({ marks }) => !marks.includes(mark));
  const end = after === -1 ? runs.length : after;
  const words = runs.slice(0, end).map(({ text, marks }) => ({ text, marks: marks.filter((other) => other !== mark) }));
  return [...words, ...literal(` (${mark.url})`), ...runs.slice(end)];
}

function withoutMarks(runs: Run[]): Run[] {
  const links = runs.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === 'link' ? [mark.url] : [])));
  return literal([plainText(runs), ...new Set(links)].join(' '));
}
