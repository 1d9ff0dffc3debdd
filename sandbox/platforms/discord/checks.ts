import { z } from 'zod';
import { link, text } from '../../checks.ts';
import { DiscordError, invalidForm } from './refusal.ts';

// Limits: discord.md, Outbound.

const emoji = z.strictObject({ id: z.string().nullable().optional(), name: z.string().optional(), animated: z.boolean().optional() });
const button = z
  .strictObject({
    type: z.literal(2),
    style: z.number().int().min(1).max(5),
    label: text(80).optional(),
    emoji: emoji.optional(),
    custom_id: text(100).optional(),
    url: link.optional(),
    disabled: z.boolean().optional(),
  })
  .refine(
    ({ style, custom_id, url }) =>
      style === 5 ? url !== undefined && custom_id === undefined : custom_id !== undefined && url === undefined,
    {
      error: 'A custom id and url cannot both be specified, one is required by the style',
    },
  )
  .refine(({ label, emoji: icon }) => label !== undefined || icon !== undefined, 'A button needs a label or an emoji');
const select = z.strictObject({
  type: z.literal(3),
  custom_id: text(100),
  options: z
    .array(
      z.strictObject({
        label: text(100),
        value: text(100),
        description: text(100).optional(),
        emoji: emoji.optional(),
        default: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(25),
  placeholder: text(150).optional(),
  min_values: z.number().int().min(0).max(25).optional(),
  max_values: z.number().int().min(1).max(25).optional(),
  disabled: z.boolean().optional(),
});
const row = z.strictObject({
  type: z.literal(1),
  components: z.union([z.array(button).min(1).max(5), z.array(select).length(1)], 'A row holds one to five buttons, or one select menu'),
});
const rows = z
  .array(row)
  .max(5, 'Must be 5 or fewer in length.')
  .refine((given) => {
    const ids = given.flatMap(({ components }) => components.flatMap((one) => one.custom_id ?? []));
    return new Set(ids).size === ids.length;
  }, 'Component custom id cannot be duplicated');

const embed = z.strictObject({
  title: text(256).optional(),
  description: text(4096).optional(),
  url: link.optional(),
  color: z.number().int().optional(),
  image: z.strictObject({ url: z.string() }).optional(),
  thumbnail: z.strictObject({ url: z.string() }).optional(),
  footer: z.strictObject({ text: text(2048), icon_url: z.string().optional() }).optional(),
  fields: z
    .array(z.strictObject({ name: text(256), value: text(1024), inline: z.boolean().optional() }))
    .max(25)
    .optional(),
});

const reference = z.strictObject({
  message_id: z.string().regex(/^\d+$/),
  channel_id: z.string().optional(),
  guild_id: z.string().optional(),
  type: z.literal(0).optional(),
  fail_if_not_exists: z.boolean().optional(),
});

const message = z.strictObject({
  content: z
    .string()
    .refine((value) => [...value].length <= 2000, 'Must be 2000 or fewer in length.')
    .nullish(),
  embeds: z
    .array(embed)
    .max(10)
    .refine((given) => given.reduce((sum, one) => sum + lengthOf(one), 0) <= 6000, 'Embed size exceeds maximum size of 6000')
    .nullish(),
  components: rows.nullish(),
  message_reference: reference.nullish(),
  allowed_mentions: z.record(z.string(), z.unknown()).nullish(),
  nonce: z.union([text(25), z.number().int()]).nullish(),
  enforce_nonce: z.boolean().optional(),
  attachments: z.array(z.looseObject({ id: z.union([z.string(), z.number()]), filename: z.string().optional() })).nullish(),
  flags: z.number().int().optional(),
  tts: z.boolean().optional(),
});

/** What may be asked of a message. */
export type DiscordMessage = z.infer<typeof message>;

/** Reads a message, or refuses it as Discord would; without files it must say something. */
export function readMessage(body: unknown, files: number): DiscordMessage {
  const parsed = message.safeParse(body);
  if (!parsed.success) throw invalidForm(parsed.error);
  const { content, embeds, components } = parsed.data;
  if (!content && !embeds?.length && !components?.length && files === 0) throw new DiscordError(400, 50006, 'Cannot send an empty message');
  return parsed.data;
}

/** What can be pressed or chosen in it, by what comes back. */
export function choiceIn(
  { components }: DiscordMessage,
  payload: string,
): { type: 2 | 3; custom_id: string; values?: string[] } | undefined {
  for (const { components: elements } of components ?? [])
    for (const element of elements) {
      const { custom_id = '' } = element;
      if (element.type === 2 && custom_id === payload) return { type: 2, custom_id };
      if (element.type === 3 && element.options.some(({ value }) => value === payload)) return { type: 3, custom_id, values: [payload] };
    }
  return undefined;
}

function lengthOf({ title = '', description = '', footer, fields = [] }: z.infer<typeof embed>): number {
  const parts = [title, description, footer?.text ?? '', ...fields.flatMap(({ name, value }) => [name, value])];
  return parts.reduce((sum, part) => sum + [...part].length, 0);
}
