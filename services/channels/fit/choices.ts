import type { Content } from '../../../schema/content.ts';
import { type Draft, note } from './draft.ts';
import { asButtons, asList, asReplies } from './forms.ts';
import { lines } from './markup.ts';
import { sayNumbers } from './numbers.ts';
import { carries } from './payload.ts';
import { type Form, isOpener, type Opener, type Question, rowsOf } from './question.ts';
import { sayText } from './text.ts';
import { titledLink } from './words.ts';

/** Which form comes next where one cannot be had; after the last, numbers in the text. */
const next: Record<Form, Form[]> = {
  buttons: ['buttons', 'list', 'quick_replies'],
  quick_replies: ['quick_replies', 'buttons', 'list'],
  list: ['list', 'buttons', 'quick_replies'],
};
const names: Record<Form, string> = { buttons: 'buttons', quick_replies: 'quick replies', list: 'a list' };
const says = { buttons: asButtons, quick_replies: asReplies, list: asList };

/** Asks in the form asked for, or the next best that the channel can. */
export function sayQuestion(draft: Draft, asked: Question): Content[] {
  const question = withRoom(draft, asked);
  if (question.actions.length === 0) return sayText(draft, question.words);
  const { form } = asked;
  const chosen = next[form].find((other) => refusal(draft, other, question) === undefined);
  const why = refusal(draft, form, question);
  if (why !== undefined && chosen !== undefined) note(draft, chosen, `${why} The choices are sent as ${names[chosen]}.`);
  if (chosen !== undefined) return says[chosen](draft, question);
  note(draft, 'text', `${why} The choices are numbered in the text.`);
  return sayNumbers(draft, question);
}

/** The question with what opens something said in words, where there is no button for it. */
function withRoom(draft: Draft, question: Question): Question {
  const openers = question.actions.filter(isOpener);
  if (openers.length === 0) return question;
  const { buttons } = draft.can;
  const offered = (action: Opener) => buttons !== null && ('url' in action ? buttons.url : buttons.call);
  const rest = withoutOpeners(
    draft,
    question,
    openers.filter((action) => !offered(action)),
  );
  return refusal(draft, 'buttons', rest) === undefined ? rest : withoutOpeners(draft, rest, rest.actions.filter(isOpener));
}

function withoutOpeners(draft: Draft, question: Question, openers: Opener[]): Question {
  if (openers.length === 0) return question;
  note(draft, 'text', `There is no button on the channel for ${openers.map(({ title }) => `“${title}”`).join(', ')}: it is in the text.`);
  const said = openers.map((action) => titledLink(draft, action.title, 'url' in action ? action.url : action.phone));
  return {
    ...question,
    words: lines(question.words, ...said),
    actions: question.actions.filter((action) => !openers.some((opener) => opener === action)),
  };
}

/** Why a form cannot be had for a question, in words; undefined when it can. */
function refusal(draft: Draft, form: Form, question: Question): string | undefined {
  const { can } = draft;
  const rows = rowsOf(question);
  const ability = form === 'buttons' ? can.buttons : form === 'quick_replies' ? can.quickReplies : can.list;
  if (ability === null) return `The channel has no ${names[form].replace(/^a /, '')} here.`;
  const [least, most] = 'rows' in ability ? [1, ability.rows] : [ability.least, ability.most];
  const count = form === 'buttons' ? question.actions.length : rows.length;
  if (count > most) return `The channel takes up to ${most} choices as ${names[form]}, not ${count}.`;
  if (count < least) return `The channel takes no fewer than ${least} choices as ${names[form]}.`;
  if (form !== 'buttons' && count < question.actions.length) return `The channel opens no links from ${names[form]}.`;
  if (!carries(draft, rows, ability.payload)) return `What the choices stand for has no room in ${names[form]} of the channel.`;
  return undefined;
}
