import type { Content } from '../../../schema/content.ts';
import { linksWords } from './dialect.ts';
import type { Draft } from './draft.ts';
import { lines, literal, type Run } from './markup.ts';

type Of<T extends Content['type']> = Extract<Content, { type: T }>;

/** A place in words: its name, its address and a map to open. */
export function placeWords({ name, address, latitude, longitude }: Of<'location'>): Run[] {
  return lines(literal(name ?? ''), literal(address ?? ''), literal(`https://www.google.com/maps?q=${latitude},${longitude}`));
}

/** A person in words: their name and numbers. */
export function contactWords({ name, phones }: Of<'contact'>): Run[] {
  return lines(literal(name), ...phones.map(literal));
}

/** A shared link in words; every platform makes its own preview. */
export function linkWords({ title, url }: Of<'link'>): Run[] {
  return lines(literal(title === url ? '' : (title ?? '')), literal(url));
}

/** What opens a link, as words: behind the title where the channel can, else after it. */
export function titledLink({ can }: Draft, title: string, url: string): Run[] {
  if (linksWords(can.text.markup) && /^https?:/.test(url)) return [{ text: title, marks: [{ kind: 'link', url }] }];
  return literal(title === url ? url : `${title}: ${url}`);
}
