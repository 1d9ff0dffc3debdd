import type { Content } from '../../../schema/content.ts';
import type { Draft } from './draft.ts';
import { literal, type Run } from './markup.ts';
import { offer } from './payload.ts';
import type { Question } from './question.ts';
import { sayText } from './text.ts';

/** Says a question in words, its choices numbered on from those of the message before: a typed number or title is the choice. */
export function sayNumbers(draft: Draft, { words, sections }: Question): Content[] {
  const blocks = sections.map(({ title, rows }) => {
    const head = title === undefined ? [] : [title];
    return [...head, ...rows.flatMap((row) => numbered(draft, row))].join('\n');
  });
  const parts: Run[][] = [words, ...blocks.filter((block) => block !== '').map(literal)].filter((part) => part.length > 0);
  return sayText(
    draft,
    parts.flatMap((part, index) => (index === 0 ? part : [...literal('\n\n'), ...part])),
  );
}

function numbered(draft: Draft, row: Question['sections'][number]['rows'][number]): string[] {
  const number = draft.choices.filter((choice) => choice.number !== null).length + 1;
  const title = row.title.replace(/\s+/g, ' ').trim();
  offer(draft, { title, payload: row.payload }, number);
  return [`${number}) ${title}`, ...(row.description === undefined ? [] : [`   ${row.description}`])];
}
