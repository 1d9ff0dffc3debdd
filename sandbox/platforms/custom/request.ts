import { z } from 'zod';
import { link, text } from '../../checks.ts';

const words = text(20_000);
const action = z.union([
  z.strictObject({ title: text(500), payload: z.string().min(1).max(2_000) }),
  z.strictObject({ title: text(500), url: z.string().min(1) }),
  z.strictObject({ title: text(500), phone: z.string().min(1) }),
]);
const option = z.strictObject({ title: text(500), payload: z.string().min(1).max(2_000), description: text(1_000).optional() });

const part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: words }),
  z.strictObject({
    type: z.enum(['image', 'video', 'audio', 'file', 'sticker']),
    url: link,
    platformId: z.string().optional(),
    mimeType: z.string().optional(),
    name: z.string().optional(),
    caption: words.optional(),
    size: z.number().optional(),
  }),
  z.strictObject({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('contact'), name: text(1_000), phones: z.array(z.string()) }),
  z.strictObject({ type: z.literal('buttons'), text: words, buttons: z.array(action).min(1).max(100) }),
  z.strictObject({ type: z.literal('quick_replies'), text: words, replies: z.array(option).min(1).max(100) }),
  z.strictObject({
    type: z.literal('list'),
    text: words,
    button: text(500),
    sections: z
      .array(z.strictObject({ title: text(500).optional(), rows: z.array(option).min(1).max(100) }))
      .min(1)
      .max(20),
  }),
  z.strictObject({
    type: z.literal('carousel'),
    cards: z
      .array(
        z.strictObject({
          title: text(500),
          subtitle: text(1_000).optional(),
          imageUrl: link.optional(),
          url: link.optional(),
          buttons: z.array(action).max(10),
        }),
      )
      .min(1)
      .max(50),
  }),
  z.strictObject({
    type: z.literal('template'),
    name: text(500),
    language: z.string().min(1),
    parameters: z.record(z.string(), z.string()),
    text: z.string().optional(),
  }),
]);
type Part = z.infer<typeof part>;

const named = z.strictObject({ messageId: z.string().min(1), thread: z.json() });
const head = {
  id: z.string().regex(/^\w{3}_[0-9A-Z]{26}$/),
  account: z.string().min(1),
  to: z.strictObject({
    id: z.string().min(1),
    addresses: z.array(z.strictObject({ kind: z.string().min(1), value: z.string().min(1) })).min(1),
  }),
  thread: z.json(),
  author: z.enum(['person', 'automation']),
};
const target = z.array(named).min(1);

/** What the product may tell a company's own server: its docs/custom-channel.md. */
export const asked = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message'), ...head, content: z.array(part).min(1), replyTo: named.nullable() }),
  z.strictObject({ type: z.literal('edit'), ...head, target, content: z.array(part).min(1) }),
  z.strictObject({ type: z.literal('unsend'), ...head, target }),
  z.strictObject({ type: z.literal('reaction'), ...head, target: target.length(1), emoji: z.string().min(1).nullable() }),
  z.strictObject({ type: z.literal('typing'), ...head, on: z.boolean() }),
  z.strictObject({ type: z.literal('read'), ...head, target: target.length(1) }),
  z.strictObject({ type: z.literal('ping'), account: z.string().min(1) }),
]);
/** One of them. */
export type Asked = z.infer<typeof asked>;

/** What a person would read of it. */
export function wordsOf(content: Part[]): string | null {
  const said = content.flatMap((each) => {
    if (each.type === 'contact' || each.type === 'location') return each.name ?? [];
    if (each.type === 'carousel') return each.cards.map(({ title }) => title);
    if (each.type === 'template') return each.text ?? each.name;
    return 'text' in each ? each.text : (each.caption ?? []);
  });
  return said.length === 0 ? null : said.join('\n');
}

/** The title of what a payload stands for, among what was offered. */
export function titleOf(content: Part[], payload: string): string | undefined {
  const options = content.flatMap((each) => {
    if (each.type === 'buttons') return each.buttons;
    if (each.type === 'quick_replies') return each.replies;
    if (each.type === 'list') return each.sections.flatMap(({ rows }) => rows);
    return each.type === 'carousel' ? each.cards.flatMap(({ buttons }) => buttons) : [];
  });
  return options.find((option) => 'payload' in option && option.payload === payload)?.title;
}
