import { emojiToName, nameToEmoji } from 'gemoji';

/** Slack's names where they are not those of the common list, and skin tones, which come as a second name. */
const own = new Map([
  ['thumbsup_all', '👍'],
  ['simple_smile', '🙂'],
  ['face_with_raised_eyebrow', '🤨'],
  ['white_check_mark', '✅'],
  ['heavy_check_mark', '✔️'],
]);
const tones = new Map([
  ['skin-tone-2', '\u{1F3FB}'],
  ['skin-tone-3', '\u{1F3FC}'],
  ['skin-tone-4', '\u{1F3FD}'],
  ['skin-tone-5', '\u{1F3FE}'],
  ['skin-tone-6', '\u{1F3FF}'],
]);
const toneSigns = /[\u{1F3FB}-\u{1F3FF}]/u;

/** The emoji a reaction's name stands for; a workspace's own ones stay a name, as `:party_parrot:`. */
export function emojiOf(name: string): string {
  const [base = name, tone = ''] = name.split('::');
  const emoji = own.get(base) ?? (Object.hasOwn(nameToEmoji, base) ? nameToEmoji[base] : undefined);
  return emoji === undefined ? `:${name}:` : emoji + (tones.get(tone) ?? '');
}

/** What Slack calls an emoji; `undefined` for one it has no name for. */
export function nameOf(emoji: string): string | undefined {
  const named = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):$/.exec(emoji)?.[1];
  if (named !== undefined) return named;
  const sign = toneSigns.exec(emoji)?.[0];
  const tone = [...tones].find(([, value]) => value === sign)?.[0];
  const base = emoji.replace(toneSigns, '');
  const plain = base.replace('\uFE0F', '');
  const found = [base, plain, `${plain}\uFE0F`].find((one) => Object.hasOwn(emojiToName, one));
  const name = found === undefined ? undefined : emojiToName[found];
  return name === undefined || tone === undefined ? name : `${name}::${tone}`;
}
