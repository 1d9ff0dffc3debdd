import type { Content } from '../../../schema/content.ts';
import { CodedError } from '../../../schema/errors.ts';

/** Where a long text may be cut, the best first: a paragraph, a line, a sentence, a word. */
const breaks = [/\n\s*\n/g, /\n/g, /[.!?…。！？]["')\]]*\s/g, /\s/g];

/**
 * The text in pieces no longer than `limit` UTF-16 units, cut at the best place in the second half of each piece and never
 * inside a character. There are at least as many UTF-16 units as characters, so the limit holds in both.
 */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const cut = cutOf(rest, limit);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...pieces, rest].filter((piece) => piece !== '');
}

/** A place in words, where a channel has none: name, address and a map to open. */
export function placeText(place: Extract<Content, { type: 'location' }>): string {
  const map = `https://www.google.com/maps?q=${place.latitude},${place.longitude}`;
  return [place.name, place.address, map].filter(Boolean).join('\n');
}

/** A link in words; every platform makes its own preview. */
export function linkText(link: Extract<Content, { type: 'link' }>): string {
  return [link.title, link.url].filter(Boolean).join('\n');
}

/** The error for content that a channel cannot say; nothing is left out silently. */
export function notSendable(type: string, channel: string): CodedError {
  return new CodedError('BAD_INPUT', `Content of type ${type} cannot be sent on ${channel}.`);
}

function cutOf(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  for (const pattern of breaks) {
    const ends = [...head.matchAll(pattern)].map((match) => match.index + match[0].trimEnd().length);
    const cut = ends.findLast((end) => end <= limit);
    if (cut !== undefined && cut >= limit / 2) return cut;
  }
  const next = text.charCodeAt(limit);
  const insidePair = next >= 0xdc00 && next <= 0xdfff;
  return insidePair && limit > 1 ? limit - 1 : limit;
}
