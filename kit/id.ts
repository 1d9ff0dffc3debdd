import { monotonicFactory } from 'ulid';

/** What each kind of id begins with. */
export const prefixes = {
  workspace: 'wsp',
  customer: 'cus',
  identity: 'idn',
  link: 'lnk',
  merge: 'mrg',
  agent: 'agt',
  account: 'acc',
  dialogue: 'dlg',
  message: 'msg',
  change: 'chg',
  media: 'med',
  template: 'tpl',
  note: 'nte',
  event: 'evt',
  conversation: 'cnv',
  delivery: 'dly',
  attempt: 'att',
  rule: 'rul',
} as const;

export type IdKind = keyof typeof prefixes;

const ulid = monotonicFactory();

/** A new id: prefix, underscore, ULID (sorts by the time it was made). */
export function newId(kind: IdKind): string {
  return `${prefixes[kind]}_${ulid()}`;
}

/** Whether a text can be an id of this kind at all; anything may stand in a URL. */
export function isId(text: string, kind: IdKind): boolean {
  return text.startsWith(`${prefixes[kind]}_`) && /^[0-9A-Z]{26}$/.test(text.slice(prefixes[kind].length + 1));
}

/** The id of the one thing of another kind that goes with this one: a customer's dialogue, a message's delivery. */
export function siblingId(id: string, kind: IdKind): string {
  return `${prefixes[kind]}_${id.slice(id.indexOf('_') + 1)}`;
}
