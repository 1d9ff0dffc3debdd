import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import { parseBody } from '../../decode.ts';
import { decimal, type Fields, fields, id, list, text } from '../read.ts';

/**
 * What a person answered to something interactive: never empty (apple-messages.md §1). An answer beyond 10 KB is only a reference that dies within
 * seconds and takes three calls to read, which a pure reader cannot make: that somebody answered is told, what is not.
 */
export function answerOf(item: Fields): Content[] {
  const interactive = fields(item.interactiveData);
  const data = fields(interactive.data);
  const chosen = [
    ...quickReply(fields(data['quick-reply'])),
    ...listPicker(fields(data.listPicker)),
    ...timePicker(fields(data.event)),
    ...form(fields(data.dynamic)),
    ...invitation(fields(data.notification)),
  ];
  if (chosen.length > 0) return chosen;
  const words = text(fields(data.replyMessage).title) ?? archived(interactive);
  const reason =
    item.interactiveDataRef === undefined ? (['authenticate', 'payment'].find((name) => name in data) ?? 'interactive') : 'too_large';
  return words === undefined ? [{ type: 'unsupported', reason }] : [{ type: 'text', text: words }];
}

function choice(payload: Json | undefined, words: string | undefined): Content[] {
  const named = text(payload) ?? words;
  return named === undefined ? [] : [{ type: 'choice', text: words ?? named, payload: named }];
}

function quickReply(reply: Fields): Content[] {
  const items = list(reply.items);
  const item = fields(items[decimal(reply.selectedIndex, 1_000) ?? (items.length === 1 ? 0 : -1)]);
  return choice(item.identifier, text(item.title));
}

/** Only what was chosen comes back. */
function listPicker(picker: Fields): Content[] {
  const items = list(picker.sections).flatMap((section) => list(fields(section).items).map(fields));
  return items.flatMap(({ identifier, title }) => choice(identifier, text(title)));
}

function timePicker(event: Fields): Content[] {
  return list(event.timeslots)
    .map(fields)
    .flatMap(({ identifier, startTime }) =>
      choice(identifier, [text(event.title), text(startTime)].filter(Boolean).join(' ') || undefined),
    );
}

/** Each page of a form by its title, with what was chosen or written there. */
function form(dynamic: Fields): Content[] {
  const selections = list(dynamic.selections).map(fields);
  if (selections.length === 0) return [];
  const answers = selections.map(({ title, pageIdentifier, items }, index): [string, Json] => {
    const values = list(items).map((item) => text(fields(item).value) ?? text(fields(item).title) ?? text(fields(item).identifier) ?? '');
    return [text(title) ?? id(pageIdentifier) ?? String(index + 1), values.length === 1 ? (values[0] ?? '') : values];
  });
  return [{ type: 'form', name: id(dynamic.template) ?? 'form', fields: Object.fromEntries(answers) }];
}

function invitation(notification: Fields): Content[] {
  const response = text(fields(notification.displayContent).determinateResponse);
  return choice(response, response);
}

/** Some devices send their answer archived, with the words in an address within (apple-messages.md §1). */
function archived(interactive: Fields): string | undefined {
  const objects = [...list(interactive.$objects), ...list(fields(interactive.data).$objects)];
  for (const item of objects) {
    const encoded = typeof item === 'string' ? /[?&]replyMessage=([^&]+)/.exec(item)?.[1] : undefined;
    const words = encoded === undefined ? undefined : titleIn(encoded);
    if (words !== undefined) return words;
  }
  return undefined;
}

function titleIn(encoded: string): string | undefined {
  try {
    return text(fields(parseBody(Buffer.from(decodeURIComponent(encoded), 'base64'))).title);
  } catch {
    return undefined;
  }
}
