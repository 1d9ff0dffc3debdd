import type { Content } from '../../../schema/content.ts';
import { counted, lostMarks, write } from './dialect.ts';
import { type Draft, note } from './draft.ts';
import { literal, plainText, type Run, sliceRuns } from './markup.ts';
import { limitWords, measure } from './measure.ts';
import { splitRuns, trimmed } from './split.ts';

/** Words as text, in as many messages as it takes. */
export function sayText(draft: Draft, runs: Run[]): Content[] {
  const { limit, unit } = draft.can.text;
  const pieces = splitRuns(runs, within(draft, limit));
  if (pieces.length > 1) note(draft, 'text', `A text may have up to ${limitWords(limit, unit)}: it leaves in ${pieces.length} messages.`);
  return pieces.map((piece) => ({ type: 'text', text: written(draft, piece) }));
}

/** The words to stand over choices: as many of the last as have room there; those before leave as text, ahead. */
export function sayBody(draft: Draft, runs: Run[], limit: number): { ahead: Content[]; body: string } {
  const { text } = draft.can;
  const pieces = splitRuns(runs, within(draft, Math.min(limit, text.limit)));
  const last = pieces.at(-1) ?? literal('…');
  const body = written(draft, last);
  if (pieces.length <= 1) return { ahead: [], body };
  note(draft, 'text', `The text over choices may have up to ${limitWords(limit, text.unit)}: what is before leaves ahead of it.`);
  const before = plainText(runs).lastIndexOf(plainText(last));
  const rest = before > 0 ? [trimmed(sliceRuns(runs, 0, before))] : pieces.slice(0, -1);
  return { ahead: rest.flatMap((piece) => sayText(draft, piece)), body };
}

/** The words in the channel's dialect, what it cannot show noted. */
export function written(draft: Draft, runs: Run[]): string {
  const { markup } = draft.can.text;
  const lost = lostMarks(runs, markup);
  if (lost.length > 0) note(draft, 'text', `The channel shows no ${lost.join(', no ')}: the words stand without.`);
  return write(runs, markup);
}

/** Whether runs, written, have no more than a limit in the channel's unit. */
export function within(draft: Draft, limit: number): (runs: Run[]) => boolean {
  const { unit, markup } = draft.can.text;
  return (runs) => measure(counted(write(runs, markup), markup), unit) <= limit;
}
