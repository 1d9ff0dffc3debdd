import { z } from 'zod';
import { wrong } from './refusal.ts';

/** Texts are counted in UTF-16 units (line.md, Outbound). */
const text = (most: number) =>
  z
    .string()
    .min(1, 'May not be empty')
    .refine(({ length }) => length <= most, `Length must be between 0 and ${most}`);
/** The platform takes files over https alone; a shop that is tried out on this machine has none. */
const file = z
  .string()
  .max(2_000)
  .regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/)[^\s]+$/i, 'invalid uri scheme');
const label = text(20);

const action = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), label: label.optional(), text: text(300) }),
  z.object({
    type: z.literal('postback'),
    label: label.optional(),
    data: text(300),
    displayText: text(300).optional(),
    text: text(300).optional(),
  }),
  z.object({
    type: z.literal('uri'),
    label: label.optional(),
    uri: z
      .string()
      .max(1_000)
      .regex(/^(https?|line|tel):/i, 'invalid uri scheme'),
  }),
  z.object({ type: z.enum(['location', 'camera', 'cameraRoll']), label }),
  z.object({ type: z.literal('datetimepicker'), label: label.optional(), data: text(300), mode: z.enum(['date', 'time', 'datetime']) }),
]);
const actions = (most: number, least = 1) => z.array(action).min(least).max(most);

/** A text beside a picture or a title is shorter. */
const words = (parts: { text: string; thumbnailImageUrl?: string; title?: string }, plain: number) =>
  parts.text.length <= (parts.thumbnailImageUrl === undefined && parts.title === undefined ? plain : 60);
const head = { thumbnailImageUrl: file.optional(), title: text(40).optional() };
const column = z
  .object({ ...head, text: text(120), actions: actions(3) })
  .refine((parts) => words(parts, 120), { path: ['text'], message: 'must not be longer than 60 characters' });
const sameActions = (columns: { actions: unknown[] }[]) => columns.every(({ actions: own }) => own.length === columns[0]?.actions.length);
const template = z.discriminatedUnion('type', [
  z
    .object({ type: z.literal('buttons'), ...head, text: text(160), actions: actions(4), defaultAction: action.optional() })
    .refine((parts) => words(parts, 160), { path: ['text'], message: 'must not be longer than 60 characters' }),
  z.object({ type: z.literal('confirm'), text: text(240), actions: actions(2, 2) }),
  z.object({
    type: z.literal('carousel'),
    columns: z.array(column).min(1).max(10).refine(sameActions, 'all columns need the same number of actions'),
  }),
  z.object({
    type: z.literal('image_carousel'),
    columns: z
      .array(z.object({ imageUrl: file, action }))
      .min(1)
      .max(10),
  }),
]);

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const bubble = z.looseObject({ type: z.literal('bubble') }).refine((value) => bytes(value) <= 30_720, 'a bubble has at most 30 KB');
const flex = z.union([
  bubble,
  z
    .object({ type: z.literal('carousel'), contents: z.array(bubble).min(1).max(12) })
    .refine((value) => bytes(value) <= 51_200, 'a carousel has at most 50 KB'),
]);

const quickReply = z
  .object({
    items: z
      .array(z.object({ type: z.literal('action'), imageUrl: file.optional(), action }))
      .min(1)
      .max(13),
  })
  .optional();
const common = { quickReply, sender: z.looseObject({}).optional() };
const message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: text(5_000),
    quoteToken: z.string().optional(),
    emojis: z.array(z.looseObject({})).optional(),
    ...common,
  }),
  z.object({ type: z.literal('image'), originalContentUrl: file, previewImageUrl: file, ...common }),
  z.object({
    type: z.literal('video'),
    originalContentUrl: file,
    previewImageUrl: file,
    trackingId: z.string().max(100).optional(),
    ...common,
  }),
  z.object({ type: z.literal('audio'), originalContentUrl: file, duration: z.number().positive(), ...common }),
  z.object({
    type: z.literal('location'),
    title: text(100),
    address: text(100),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    ...common,
  }),
  z.object({ type: z.literal('sticker'), packageId: text(20), stickerId: text(20), quoteToken: z.string().optional(), ...common }),
  z.object({ type: z.literal('template'), altText: text(400), template, ...common }),
  z.object({ type: z.literal('flex'), altText: text(400), contents: flex, ...common }),
  z.looseObject({ type: z.enum(['imagemap', 'coupon', 'textV2']), ...common }),
]);

/** One message of a call. */
export type LineMessage = z.infer<typeof message>;

const messages = z.object({ messages: z.array(message).min(1, 'May not be empty').max(5, 'Size must be between 1 and 5') });

/** The messages of a call; what is wrong is named as the platform does. */
export function messagesIn(body: unknown): LineMessage[] {
  return checked(messages, body).messages;
}

/** A body as it must be. */
export function checked<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const property = (issue?.path ?? []).reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : path ? `${path}.${String(part)}` : String(part)),
    '',
  );
  throw wrong(property || 'body', issue?.message ?? 'invalid');
}

/** The words of a message that people would read first. */
export function wordsOf(said: LineMessage): string | null {
  if (said.type === 'text') return said.text;
  if (said.type === 'template') return 'text' in said.template ? said.template.text : said.altText;
  return said.type === 'flex' ? said.altText : said.type === 'location' ? said.title : null;
}

/** The data of a button or quick reply and what stands on it. */
export function choicesIn(said: LineMessage): { data: string; label: string }[] {
  const offered: unknown[] = [
    said.quickReply,
    said.type === 'template' ? said.template : undefined,
    said.type === 'flex' ? said.contents : undefined,
  ];
  const found: { data: string; label: string }[] = [];
  const walk = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const { type, data, label: title, displayText } = value as Record<string, unknown>;
    if (type === 'postback' && typeof data === 'string') found.push({ data, label: String(displayText ?? title ?? data) });
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(offered);
  return found;
}
