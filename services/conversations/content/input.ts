import { z } from 'zod';
import type { Content } from '../../../schema/content.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { ContentInput } from '../schema.generated.ts';
import { buttons, carousel, list, quickReplies } from './choices.ts';
import { degrees, phone, several, webLink, words } from './field.ts';

/** What a mutation says: the text comes first. */
export interface Said {
  text?: string | null;
  content?: readonly ContentInput[] | null;
}

const mostParts = 10;

const media = z
  .object({
    url: webLink.optional(),
    mediaId: words(100).optional(),
    caption: words(10_000).optional(),
    name: words(300).optional(),
    mimeType: words(200).optional(),
  })
  .refine(({ url, mediaId }) => (url === undefined) !== (mediaId === undefined), 'exactly one of url and mediaId must be given');

const template = z.object({
  name: words(600),
  language: words(40),
  parameters: z
    .array(z.object({ name: words(100), value: words(2_000) }))
    .max(100, 'at most 100 parameters are allowed')
    .default([]),
  text: words(10_000).optional(),
});

/** How each field of ContentInput is read, and the content it stands for. */
const kinds: { [name in keyof ContentInput]-?: z.ZodType<Content> } = {
  text: words(10_000).transform((text) => ({ type: 'text' as const, text })),
  image: media.transform((item) => ({ type: 'image' as const, ...item })),
  video: media.transform((item) => ({ type: 'video' as const, ...item })),
  audio: media.transform((item) => ({ type: 'audio' as const, ...item })),
  file: media.transform((item) => ({ type: 'file' as const, ...item })),
  sticker: media.transform((item) => ({ type: 'sticker' as const, ...item })),
  location: z
    .object({ latitude: degrees(90), longitude: degrees(180), name: words(300).optional(), address: words(1_000).optional() })
    .transform((place) => ({ type: 'location' as const, ...place })),
  contact: z
    .object({ name: words(300), phones: several(phone, 10, 'phones') })
    .transform((person) => ({ type: 'contact' as const, ...person })),
  buttons: buttons.transform((item) => ({ type: 'buttons' as const, ...item })),
  quickReplies: quickReplies.transform((item) => ({ type: 'quick_replies' as const, ...item })),
  list: list.transform((item) => ({ type: 'list' as const, ...item })),
  carousel: carousel.transform((item) => ({ type: 'carousel' as const, ...item })),
  template: template.transform(({ parameters, ...item }) => ({
    type: 'template' as const,
    ...item,
    parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
  })),
};

/** What the input says, checked; BAD_INPUT names the part that is wrong and why. */
export function contentOf({ text, content }: Said): Content[] {
  const said = [
    ...(text == null ? [] : [read('text', text, 'text')]),
    ...(content ?? []).map((part, index) => partOf(part, `content[${index}]`)),
  ];
  if (said.length === 0) throw new CodedError('BAD_INPUT', 'There is nothing to say: give `text` or `content`.');
  if (said.length > mostParts) throw new CodedError('BAD_INPUT', `A message has up to ${mostParts} parts, not ${said.length}.`);
  return said;
}

function partOf(part: ContentInput, path: string): Content {
  const [first, ...more] = Object.entries(part).filter(([, value]) => value != null);
  if (!first || more.length > 0) throw new CodedError('BAD_INPUT', `\`${path}\`: give exactly one of ${Object.keys(kinds).join(', ')}.`);
  const [name, value] = first;
  return read(name as keyof ContentInput, value, `${path}.${name}`);
}

function read(kind: keyof ContentInput, value: unknown, path: string): Content {
  const result = kinds[kind].safeParse(withoutNulls(value));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const at = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  throw new CodedError('BAD_INPUT', `\`${path}${at}\`: ${issue.message}.`);
}

/** In the graph, `null` is the same as not given. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, item]) => item != null);
  return Object.fromEntries(given.map(([name, item]) => [name, withoutNulls(item)]));
}
