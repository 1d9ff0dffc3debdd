import type { Action, Content, Option } from '../../../schema/content.ts';
import type { ListAbility } from '../capabilities.ts';
import { type Draft, note } from './draft.ts';
import { type Labels, label, newLabels, withDetails } from './label.ts';
import { literal, type Run } from './markup.ts';
import { limitWords, shorten, titleUnit } from './measure.ts';
import { offer } from './payload.ts';
import { isOpener, type Question, rowsOf } from './question.ts';
import { sayBody } from './text.ts';

/** Says a question with buttons. */
export function asButtons(draft: Draft, question: Question): Content[] {
  const ability = draft.can.buttons!;
  const labels = newLabels();
  const buttons = question.actions.map((action): Action => {
    if (isOpener(action)) return { ...action, title: label(draft, labels, 'buttons', action.title, ability.title) };
    const title = label(draft, labels, 'buttons', action.title, ability.title, action.description);
    return { title, payload: offer(draft, { title, payload: action.payload }, null, ability.payload) };
  });
  const { ahead, body } = sayBody(draft, withDetails(sectioned(question), labels), ability.text);
  return [...ahead, { type: 'buttons', text: body, buttons }];
}

/** Says a question with quick replies. */
export function asReplies(draft: Draft, question: Question): Content[] {
  const ability = draft.can.quickReplies!;
  const labels = newLabels();
  const replies = rowsOf(question).map((row): Option => {
    const title = label(draft, labels, 'quick_replies', row.title, ability.title, row.description);
    return { title, payload: offer(draft, { title, payload: row.payload }, null, ability.payload) };
  });
  const { ahead, body } = sayBody(draft, withDetails(sectioned(question), labels), ability.text);
  return [...ahead, { type: 'quick_replies', text: body, replies }];
}

/** Says a question with a list; more sections than there may be become one, what they were called goes to the text. */
export function asList(draft: Draft, question: Question): Content[] {
  const ability = draft.can.list!;
  const labels = newLabels();
  const unit = titleUnit(draft.can);
  const tooMany = question.sections.length > ability.sections;
  if (tooMany) note(draft, 'list', `A list has up to ${ability.sections} sections: theirs are told in the text.`);
  const sections = question.sections.map(({ title, rows }) => {
    const own = tooMany ? labels : { ...labels, shown: new Set<string>() };
    const named =
      title === undefined || tooMany ? {} : { title: label(draft, { ...labels, shown: new Set() }, 'list', title, ability.title) };
    return { ...named, rows: rows.map((row) => rowOf(draft, own, row, ability)) };
  });
  const word = question.button ?? '☰';
  const button = shorten(word, ability.button, unit);
  if (button !== word) note(draft, 'list', `What opens a list may have up to ${limitWords(ability.button, unit)}: “${word}” is cut.`);
  const { ahead, body } = sayBody(draft, withDetails(tooMany ? sectioned(question) : question.words, labels), ability.text);
  const shown = tooMany ? [{ rows: sections.flatMap(({ rows }) => rows) }] : sections;
  return [...ahead, { type: 'list', text: body, button, sections: shown }];
}

function rowOf(draft: Draft, labels: Labels, row: Option, ability: ListAbility): Option {
  const unit = titleUnit(draft.can);
  const whole = row.description?.replace(/\s+/g, ' ').trim();
  const description = whole === undefined || ability.description === 0 ? undefined : shorten(whole, ability.description, unit);
  if (description !== whole)
    note(
      draft,
      'list',
      `A description may have up to ${limitWords(ability.description, unit)}: that of “${row.title}” is whole in the text.`,
    );
  const title = label(draft, labels, 'list', row.title, ability.title, description === whole ? undefined : whole);
  const payload = offer(draft, { title, payload: row.payload }, null, ability.payload);
  return { title, payload, ...(description === undefined ? {} : { description }) };
}

/** The words, and below them what the sections are called and hold, for forms that have none. */
function sectioned({ words, sections }: Question): Run[] {
  const told = sections.flatMap(({ title, rows }) => (title === undefined ? [] : [`${title}: ${rows.map((row) => row.title).join(', ')}`]));
  return told.length === 0 ? words : [...words, ...literal(`\n\n${told.join('\n')}`)];
}
