import { z } from 'zod';
import { link, text } from '../../checks.ts';
import { invalidBlocks } from './refusal.ts';

// Limits: slack.md §2.

const plain = (max: number) => z.strictObject({ type: z.literal('plain_text'), text: text(max), emoji: z.boolean().optional() });
const words = (max: number) =>
  z.discriminatedUnion('type', [
    plain(max),
    z.strictObject({ type: z.literal('mrkdwn'), text: text(max), verbatim: z.boolean().optional() }),
  ]);
const action_id = text(255).optional();
const block_id = text(255).optional();
const option = z.strictObject({ text: words(75), value: text(150), description: words(75).optional(), url: link.optional() });
const options = z.array(option).min(1).max(100);

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id,
  value: text(2000).optional(),
  url: link.refine((url) => url.length <= 3000, 'must be less than 3001 characters').optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: text(75).optional(),
});
const select = z
  .strictObject({
    type: z.literal('static_select'),
    action_id,
    placeholder: plain(150).optional(),
    options: options.optional(),
    option_groups: z
      .array(z.strictObject({ label: plain(75), options }))
      .min(1)
      .max(100)
      .optional(),
  })
  .refine((value) => (value.options === undefined) !== (value.option_groups === undefined), 'needs either options or option_groups');
const image = z.strictObject({ type: z.literal('image'), image_url: link, alt_text: text(2000), title: plain(2000).optional(), block_id });

const block = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('section'),
      text: words(3000).optional(),
      fields: z.array(words(2000)).min(1).max(10).optional(),
      accessory: z.discriminatedUnion('type', [button, select, image]).optional(),
      block_id,
      expand: z.boolean().optional(),
    })
    .refine((value) => value.text !== undefined || value.fields !== undefined, 'needs text or fields'),
  z.strictObject({ type: z.literal('header'), text: plain(150), block_id }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({
    type: z.literal('context'),
    elements: z
      .array(z.union([words(3000), image]))
      .min(1)
      .max(10),
    block_id,
  }),
  z.strictObject({
    type: z.literal('actions'),
    elements: z
      .array(z.discriminatedUnion('type', [button, select]))
      .min(1)
      .max(25)
      .refine(differ, 'action_id must be unique'),
    block_id,
  }),
  image,
]);
const blocks = z.array(block).max(50, 'no more than 50 items allowed');

/** The blocks of a message. */
export type Blocks = z.infer<typeof blocks>;
/** Something in them that can be pressed or chosen. */
export type Choice = { block_id?: string; action_id?: string; type: 'button' | 'static_select'; value: string; title: string };

/** Reads blocks, or refuses them as Slack would. */
export function readBlocks(value: unknown): Blocks | undefined {
  if (value === undefined || value === null) return undefined;
  const parsed = blocks.safeParse(value);
  if (parsed.success) return parsed.data.length > 0 ? parsed.data : undefined;
  const issue = parsed.error.issues[0];
  throw invalidBlocks(issue?.message ?? 'invalid', issue?.path ?? []);
}

/** Everything that can be chosen there. */
export function choicesOf(given: Blocks): Choice[] {
  return given.flatMap((one) => {
    const elements = one.type === 'actions' ? one.elements : one.type === 'section' && one.accessory ? [one.accessory] : [];
    return elements.flatMap((element) => choicesIn(element).map((choice) => ({ ...choice, block_id: one.block_id })));
  });
}

function choicesIn(element: z.infer<typeof button> | z.infer<typeof select> | z.infer<typeof image>): Choice[] {
  if (element.type === 'image') return [];
  const { type, action_id: id } = element;
  if (type === 'button') return [{ type, action_id: id, value: element.value ?? '', title: element.text.text }];
  const all = element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
  return all.map((one) => ({ type, action_id: id, value: one.value, title: one.text.text }));
}

function differ(elements: { action_id?: string }[]): boolean {
  const ids = elements.flatMap((element) => element.action_id ?? []);
  return new Set(ids).size === ids.length;
}
