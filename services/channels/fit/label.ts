import { type Draft, note } from './draft.ts';
import { literal, type Run } from './markup.ts';
import { limitWords, measure, shorten, titleUnit } from './measure.ts';
import type { Form } from './question.ts';

/** Titles of one message's choices, and the lines that its text needs because they have no room or no place for all they say. */
export interface Labels {
  shown: Set<string>;
  details: Run[][];
}

/** No titles yet. */
export function newLabels(): Labels {
  return { shown: new Set(), details: [] };
}

/** A title as it fits on one line, unlike any other of the message; what is lost goes to the details, as does `description`. */
export function label(draft: Draft, labels: Labels, to: Form | 'carousel', title: string, limit: number, description?: string): string {
  const unit = titleUnit(draft.can);
  const line = title.replace(/\s+/g, ' ').trim();
  const short = shorten(line, limit, unit);
  if (short !== line) note(draft, to, `A title may have up to ${limitWords(limit, unit)}: “${line}” is cut, and whole in the text.`);
  if (description !== undefined) note(draft, 'text', 'What describes the choices has no place with them: it is in the text.');
  if (short !== line || description !== undefined)
    labels.details.push(literal(description === undefined ? `• ${line}` : `• ${line}: ${description}`));
  const unlike = different(short, labels.shown, limit, draft);
  if (unlike !== short && short === line) note(draft, to, `Two titles were the same: “${line}” is shown as “${unlike}”.`);
  labels.shown.add(unlike);
  return unlike;
}

/** The words, with the details after them. */
export function withDetails(words: Run[], { details }: Labels): Run[] {
  if (details.length === 0) return words;
  return [
    ...words,
    ...(words.length > 0 ? literal('\n\n') : []),
    ...details.flatMap((line, index) => [...literal(index === 0 ? '' : '\n'), ...line]),
  ];
}

/** Platforms refuse titles that are the same, and a person could not tell them apart: a number tells. */
function different(title: string, shown: Set<string>, limit: number, { can }: Draft): string {
  const unit = titleUnit(can);
  let unlike = title;
  for (let count = 2; shown.has(unlike); count += 1) {
    const room = limit - measure(` ${count}`, unit);
    unlike = `${shorten(title.replace(/…$/, ''), Math.max(room, 1), unit)} ${count}`;
    if (room < 1) return title;
  }
  return unlike;
}
