import type { Capabilities, TextUnit } from '../capabilities.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How long a text is in a channel's unit. */
export function measure(text: string, unit: TextUnit): number {
  if (unit === 'utf16') return text.length;
  if (unit === 'bytes') return Buffer.byteLength(text);
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters;
}

/** What a channel counts titles and descriptions in. */
export function titleUnit({ text: { unit, titles } }: Pick<Capabilities, 'text'>): TextUnit {
  return titles ?? unit;
}

/** A limit in words for people. */
export function limitWords(limit: number, unit: TextUnit): string {
  return `${limit} ${unit === 'bytes' ? 'bytes' : 'characters'}`;
}

/** The text within a limit: cut between what people see as characters, with an ellipsis where there is room for one. */
export function shorten(text: string, limit: number, unit: TextUnit): string {
  if (measure(text, unit) <= limit) return text;
  const end = measure('…', unit) < limit ? '…' : '';
  let short = '';
  for (const { segment } of graphemes.segment(text)) {
    if (measure(short + segment + end, unit) > limit) break;
    short += segment;
  }
  return short.trimEnd() + end;
}

/** Longer than any character that people write, in UTF-16 units. */
const longest = 100;

/** The last place at or before an offset that is not inside a character; inside the very first, between its code points. */
export function characterEdge(text: string, offset: number): number {
  const edge = graphemes.segment(text.slice(0, offset + longest)).containing(offset)?.index ?? text.length;
  if (edge > 0) return edge;
  const next = text.charCodeAt(offset);
  const insidePair = next >= 0xdc00 && next <= 0xdfff;
  return insidePair ? (offset > 1 ? offset - 1 : offset + 1) : Math.max(offset, 1);
}
