/** What Teams calls its six first reactions (msteams.md, Inbound). */
const names = new Map([
  ['like', '👍'],
  ['heart', '❤️'],
  ['laugh', '😆'],
  ['surprised', '😮'],
  ['sad', '😢'],
  ['angry', '😠'],
]);

/** The emoji of a reaction: a name, or code points with a name behind (`1f44b_wavinghand-tone1`); what is neither stays a name. */
export function emojiOf(type: string): string {
  const known = names.get(type);
  if (known !== undefined) return known;
  const [, codes = ''] = /^([0-9a-f]{4,6}(?:-[0-9a-f]{4,6})*)_/i.exec(type) ?? [];
  const points = codes.split('-').map((code) => Number.parseInt(code, 16));
  const isEmoji = points.every((point) => point > 0x2000 && point <= 0x10ffff);
  return codes !== '' && isEmoji ? String.fromCodePoint(...points) : /\p{Emoji_Presentation}/u.test(type) ? type : `:${type}:`;
}
