import type { Action, Content, Option } from '../../../schema/content.ts';
import type { Run } from './markup.ts';

/** Forms that choices can take, beside numbers in a text. */
export type Form = 'buttons' | 'quick_replies' | 'list';

/** A button that opens a link or calls a number. */
export type Opener = Exclude<Action, { payload: string }>;

/** Something to choose from, whatever its form. */
export interface Question {
  /** The form asked for. */
  form: Form;
  words: Run[];
  /** Everything there is to press, in its order; `rows` of `sections` among them. */
  actions: (Opener | Option)[];
  sections: { title?: string; rows: Option[] }[];
  /** What is on the button that opens it as a list; absent where a list was not asked for. */
  button?: string;
}

/** Content to choose from as a question; `words` stand over it. */
export function questionOf(item: Extract<Content, { type: Form }>, words: Run[]): Question {
  switch (item.type) {
    case 'buttons':
      return buttonQuestion(words, item.buttons);
    case 'quick_replies':
      return { form: item.type, words, actions: item.replies, sections: [{ rows: item.replies }] };
    case 'list':
      return { form: item.type, words, actions: item.sections.flatMap(({ rows }) => rows), sections: item.sections, button: item.button };
  }
}

/** Buttons as a question. */
export function buttonQuestion(words: Run[], actions: Action[]): Question {
  return { form: 'buttons', words, actions, sections: [{ rows: actions.filter(isOption) }] };
}

/** All there is to choose. */
export function rowsOf({ sections }: Question): Option[] {
  return sections.flatMap(({ rows }) => rows);
}

/** True for what opens a link or calls a number. */
export function isOpener(action: Action | Option): action is Opener {
  return !('payload' in action);
}

/** True for what comes back to us as a choice. */
export function isOption(action: Action): action is Extract<Action, { payload: string }> {
  return 'payload' in action;
}
