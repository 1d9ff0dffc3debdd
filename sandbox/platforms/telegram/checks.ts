import { bad } from './refusal.ts';

/** Limits of the Bot API (telegram.md, Outbound); texts are counted in UTF-16 units, after their tags are taken out. */
export const limits = { text: 4096, caption: 1024, data: 64, buttons: 100, photo: 10_485_760, file: 52_428_800, album: 10 };

const tags = new Set([
  'b',
  'strong',
  'i',
  'em',
  'u',
  'ins',
  's',
  'strike',
  'del',
  'span',
  'tg-spoiler',
  'a',
  'code',
  'pre',
  'blockquote',
  'tg-emoji',
]);
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** The words people see of a text. */
export function shown(text: unknown, mode: unknown): string {
  if (typeof text !== 'string') throw bad('message text is empty');
  return String(mode ?? '').toLowerCase() === 'html' ? withoutTags(text) : text;
}

/** Refuses an empty text or one that is too long. */
export function checkText(text: string): void {
  if (text.trim() === '') throw bad('message text is empty');
  if (text.length > limits.text) throw bad('message is too long');
}

/** Refuses a caption that is too long. */
export function checkCaption(caption: string): void {
  if (caption.length > limits.caption) throw bad('message caption is too long');
}

function withoutTags(html: string): string {
  const open: string[] = [];
  let words = '';
  for (let at = 0; at < html.length; ) {
    const sign = html[at];
    if (sign === '<') {
      const [whole, slash, name = ''] = /^<(\/?)([a-z-]+)(?:\s+[^<>]*)?>/i.exec(html.slice(at, at + 5_000)) ?? [];
      if (whole === undefined || !tags.has(name.toLowerCase()))
        throw bad(`can't parse entities: Unsupported start tag "${name}" at byte offset ${at}`);
      if (!slash) open.push(name);
      else if (open.pop() !== name) throw bad(`can't parse entities: Unmatched end tag at byte offset ${at}`);
      at += whole.length;
      continue;
    }
    const [whole, named = ''] = sign === '&' ? (/^&(#x?[0-9a-f]+|[a-z]+);/i.exec(html.slice(at, at + 12)) ?? []) : [];
    words += whole === undefined ? sign : (entities[named] ?? 'x');
    at += whole?.length ?? 1;
  }
  if (open.length > 0) throw bad(`can't parse entities: Can't find end tag corresponding to start tag "${open.at(-1)}"`);
  return words;
}

type Button = Record<string, unknown>;
type Markup = { inline_keyboard?: unknown; keyboard?: unknown; remove_keyboard?: unknown; force_reply?: unknown };

/** The rows of a keyboard; what is none of the four kinds, or has a wrong button, is refused. */
export function checkMarkup(given: unknown): { inline: Button[][]; replies: string[] } {
  if (given === undefined) return { inline: [], replies: [] };
  const markup = given as Markup;
  const inline = rowsOf(markup.inline_keyboard);
  const replies = rowsOf(markup.keyboard)
    .flat()
    .map((button) => button.text);
  const known = ['inline_keyboard', 'keyboard', 'remove_keyboard', 'force_reply'];
  if (typeof given !== 'object' || given === null || !known.some((name) => name in given)) throw bad('object expected as reply markup');
  if (inline.flat().length > limits.buttons || replies.length > limits.buttons * 3) throw bad('reply markup is too long');
  for (const button of inline.flat()) checkButton(button);
  if (replies.some((text) => typeof text !== 'string' || text === '')) throw bad('text buttons are unallowed in the inline keyboard');
  return { inline, replies: replies as string[] };
}

function checkButton({ text, ...action }: Button): void {
  if (typeof text !== 'string' || text === '') throw bad('button text is empty');
  const [name, ...others] = Object.keys(action).filter((key) =>
    ['callback_data', 'url', 'web_app', 'copy_text', 'login_url'].includes(key),
  );
  if (name === undefined || others.length > 0) throw bad('inline keyboard button must have exactly one type');
  const value = action[name];
  if (name === 'callback_data' && (typeof value !== 'string' || value === '' || Buffer.byteLength(value) > limits.data))
    throw bad('BUTTON_DATA_INVALID');
  if (name === 'url' && (typeof value !== 'string' || !/^(https?|tg):\/\/./i.test(value)))
    throw bad(`inline keyboard button URL '${String(value)}' is invalid: Unsupported URL protocol`);
}

function rowsOf(rows: unknown): Button[][] {
  if (!Array.isArray(rows)) return [];
  return rows.map((row: unknown) =>
    Array.isArray(row) ? row.map((button: unknown) => (typeof button === 'string' ? { text: button } : (button as Button))) : [],
  );
}

/** Emoji a bot may react with. */
const reactions = new Set(
  '❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡'.split(
    ' ',
  ),
);

/** The emoji of a reaction; `null`: none is left. */
export function checkReaction(given: unknown): string | null {
  if (!Array.isArray(given) || given.length > 1) throw bad('REACTIONS_TOO_MANY');
  const [first] = given as { type?: unknown; emoji?: unknown }[];
  if (!first) return null;
  if (first.type !== 'emoji' || typeof first.emoji !== 'string' || !reactions.has(first.emoji.replaceAll('\uFE0F', '')))
    throw bad('REACTION_INVALID');
  return first.emoji;
}
