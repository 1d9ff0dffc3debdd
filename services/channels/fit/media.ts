import type { Content } from '../../../schema/content.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { MediaAbility, MediaKind } from '../capabilities.ts';
import { type Draft, note } from './draft.ts';
import { lines, type Run } from './markup.ts';
import { limitWords } from './measure.ts';
import { sayText, within, written } from './text.ts';
import { titledLink } from './words.ts';

type Media = Extract<Content, { type: MediaKind }>;

/** What a file may still be where its own kind is not taken: the next best first. */
const instead: Record<MediaKind, MediaKind[]> = {
  image: ['image', 'file'],
  video: ['video', 'file'],
  audio: ['audio', 'file'],
  sticker: ['sticker', 'image', 'file'],
  file: ['file'],
};

/** Says a file as the kind it is, else as a plain file, else by its link (BAD_INPUT when it has none); a caption that has no room there follows as a text. */
export function sayMedia(draft: Draft, item: Media, caption: Run[]): Content[] {
  const kind = instead[item.type].find((other) => refusal(draft, other, item) === undefined);
  if (kind === undefined) return sayLink(draft, item, caption);
  if (kind !== item.type) note(draft, kind, `${refusal(draft, item.type, item)} It is sent as ${kindWords[kind]}.`);
  const { caption: _, platformId, ...rest } = item;
  const bare: Media = { ...rest, type: kind, ...(platformId !== undefined && kind === item.type ? { platformId } : {}) };
  const { caption: room } = draft.can.media[kind]!;
  if (caption.length === 0) return [bare];
  if (within(draft, room)(caption)) return [{ ...bare, caption: written(draft, caption) }];
  const most = room === 0 ? 'no caption' : `a caption of up to ${limitWords(room, draft.can.text.unit)}`;
  note(draft, 'text', `The channel takes ${most} with ${kindWords[kind]}: the caption follows as a text.`);
  return [bare, ...sayText(draft, caption)];
}

const kindWords: Record<MediaKind, string> = {
  image: 'a picture',
  video: 'a video',
  audio: 'a recording',
  file: 'a file',
  sticker: 'a sticker',
};

/** Why a file is not taken as a kind; undefined when it is. What is not known of it (type, size) does not speak against it. */
function refusal({ can }: Draft, kind: MediaKind, { size, mimeType, type, platformId, url }: Media): string | undefined {
  const ability = can.media[kind];
  if (ability === null) return `The channel does not take ${kindWords[kind]}.`;
  // A platform's own id names a file of that kind, and no other.
  if (platformId !== undefined && url === undefined && kind !== type) return `The platform knows this only as ${kindWords[type]}.`;
  if (!takesType(ability, mimeType)) return `The channel does not take ${mimeType} as ${kindWords[kind]}.`;
  if (ability.bytes !== null && size !== undefined && size > ability.bytes)
    return `The channel takes ${kindWords[kind]} of up to ${bytesWords(ability.bytes)}, this has ${bytesWords(size)}.`;
  return undefined;
}

function takesType({ types }: MediaAbility, mimeType: string | undefined): boolean {
  if (types === null || mimeType === undefined) return true;
  const given = mimeType.toLowerCase().split(';')[0]!.trim();
  return types.some((type) => (type.endsWith('/*') ? given.startsWith(type.slice(0, -1)) : given === type));
}

function sayLink(draft: Draft, item: Media, caption: Run[]): Content[] {
  if (item.url === undefined) throw new CodedError('BAD_INPUT', `${refusal(draft, item.type, item)} It has no link to send instead.`);
  note(draft, 'text', `${refusal(draft, item.type, item)} A link to it is sent.`);
  return sayText(draft, lines(caption, titledLink(draft, item.name ?? item.url, item.url)));
}

function bytesWords(bytes: number): string {
  return bytes >= 1_048_576 ? `${Math.round((bytes / 1_048_576) * 10) / 10} MB` : `${Math.ceil(bytes / 1024)} kB`;
}
