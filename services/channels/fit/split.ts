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
  let room = roomOf(rest, fits);
  for (; room < plainText(rest).length; room = roomOf(rest, fits)) {
    const cut = room === 0 ? 0 : cutOf(rest, room);
    if (cut > 0) {
      pieces.push(trimmed(sliceRuns(rest, 0, cut)));
      rest = trimmed(sliceRuns(rest, cut, Number.POSITIVE_INFINITY));
    } else if (rest[0]!.marks.length > 0) rest = withoutFirstMark(rest);
    else break;
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
  const { length } = plainText(runs);
  let low = 0;
  let high = Math.min(64, length);
  while (fits(sliceRuns(runs, 0, high))) {
    if (high === length) return length;
    low = high;
    high = Math.min(high * 2, length);
  }
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (fits(sliceRuns(runs, 0, middle))) low = middle;
    else high = middle;
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

/** The runs with the outermost mark at the beginning gone, as it has no room; a link is written out. */
function withoutFirstMark(runs: Run[]): Run[] {
  const [mark] = runs[0]!.marks;
  const after = runs.findIndex(({ marks }) => marks[0] !== mark);
  const end = after === -1 ? runs.length : after;
  const words = runs.slice(0, end).map(({ text, marks }) => ({ text, marks: marks.slice(1) }));
  return [...words, ...(mark?.kind === 'link' ? literal(` (${mark.url})`) : []), ...runs.slice(end)];
}
