import type { Json } from '../../../../kit/bus/bus.ts';
import type { Action, Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Fields } from '../read.ts';

/** Block Kit's limits (slack.md §2). */
export const limits = {
  section: 3000,
  buttons: 25,
  buttonTitle: 75,
  buttonValue: 2000,
  url: 3000,
  options: 100,
  option: 75,
  optionValue: 150,
  placeholder: 150,
};

/** A text with buttons below it; `text` is what notifications show. */
export function buttonBlocks({ text, buttons }: Extract<Content, { type: 'buttons' }>): Fields {
  return { text, blocks: [section(text), { type: 'actions', elements: buttons.map(button) }] };
}

/** A text with a menu of one choice below it. */
export function listBlocks({ text, button: word, sections }: Extract<Content, { type: 'list' }>): Fields {
  const options = (rows: (typeof sections)[number]['rows']): Json =>
    rows.map(({ title, payload, description }) => ({
      text: plain(title),
      value: payload,
      ...(description === undefined ? {} : { description: plain(description) }),
    }));
  const named = sections.length > 1 || sections[0]?.title !== undefined;
  const choices: Fields = named
    ? { option_groups: sections.map(({ title, rows }) => ({ label: plain(title ?? '—'), options: options(rows) })) }
    : { options: options(sections.flatMap(({ rows }) => rows)) };
  const menu = { type: 'static_select', action_id: 'list', placeholder: plain(word), ...choices };
  return { text, blocks: [section(text), { type: 'actions', elements: [menu] }] };
}

/** A picture by its address, where its size is not known and it so cannot be uploaded. */
export function pictureBlocks(url: string, caption: string | undefined, name: string): Fields {
  const picture = { type: 'image', image_url: url, alt_text: name.slice(0, limits.buttonValue) };
  return { text: caption ?? name, blocks: [picture, ...(caption === undefined ? [] : [section(caption)])] };
}

function section(text: string): Fields {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

function button(action: Action, index: number): Fields {
  const common = { type: 'button', action_id: `button:${index}`, text: plain(action.title) };
  if ('payload' in action) return { ...common, value: action.payload };
  const url = 'url' in action ? action.url : `tel:${action.phone}`;
  if (url.length > limits.url) throw new CodedError('BAD_INPUT', `A link on Slack has at most ${limits.url} characters.`);
  return { ...common, url };
}

function plain(text: string): Fields {
  return { type: 'plain_text', text, emoji: true };
}
