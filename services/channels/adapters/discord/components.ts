import type { Json } from '../../../../kit/bus/bus.ts';
import type { Action, Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Fields } from '../read.ts';

/** Limits of components (discord.md, Outbound); `payload` leaves room in the 100 characters of a name for what makes it the only one. */
export const limits = { buttons: 25, row: 5, title: 80, payload: 90, options: 25, option: 100, placeholder: 150, url: 512 };

/** No sign of its own, and in no payload: names in one message must differ, and payloads need not. */
const mark = '\u2063';

/** The payload in a component's name. */
export function payloadIn(name: string): string {
  return name.replace(/\u2063+$/, '') || name;
}

/** Buttons in rows of five. */
export function buttonRows({ buttons }: Extract<Content, { type: 'buttons' }>): Json[] {
  const names = namer();
  const made = buttons.map((action) => button(action, names));
  return Array.from({ length: Math.ceil(made.length / limits.row) }, (_, row) => ({
    type: 1,
    components: made.slice(row * limits.row, (row + 1) * limits.row),
  }));
}

/** A menu of one choice. */
export function menuRows({ button: word, sections }: Extract<Content, { type: 'list' }>): Json[] {
  const names = namer();
  const options = sections
    .flatMap(({ rows }) => rows)
    .map(
      ({ title, payload, description }): Json => ({
        label: title,
        value: names(payload),
        ...(description === undefined ? {} : { description }),
      }),
    );
  return [{ type: 1, components: [{ type: 3, custom_id: 'list', placeholder: word, options }] }];
}

function button(action: Action, names: (payload: string) => string): Fields {
  if ('payload' in action) return { type: 2, style: 1, label: action.title, custom_id: names(action.payload) };
  const url = 'url' in action ? action.url : '';
  if (url === '' || url.length > limits.url) throw new CodedError('BAD_INPUT', `A link on Discord has 1 to ${limits.url} characters.`);
  return { type: 2, style: 5, label: action.title, url };
}

function namer(): (payload: string) => string {
  const seen = new Map<string, number>();
  return (payload) => {
    const before = seen.get(payload) ?? 0;
    seen.set(payload, before + 1);
    return payload + mark.repeat(before);
  };
}
