import { z } from 'zod';
import { refused } from './refusal.ts';

const text = (most: number) =>
  z
    .string()
    .min(1)
    .refine((value) => [...value].length <= most, `at most ${most} characters`);
/** Viber fetches over https; a shop that is tried out on this machine has none. */
const file = z
  .string()
  .max(2_000)
  .regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/)[^\s]+$/i);

const button = z.object({
  Columns: z.int().min(1).max(6).default(6),
  Rows: z.int().min(1).max(7).default(1),
  ActionType: z.enum(['reply', 'open-url', 'location-picker', 'share-phone', 'none']).default('reply'),
  ActionBody: z.string().max(1_000).optional(),
  Text: z.string().max(250).optional(),
  Image: file.optional(),
});
const needsBody = (buttons: z.infer<typeof button>[]) =>
  buttons.every(({ ActionType, ActionBody }) => !['reply', 'open-url'].includes(ActionType) || (ActionBody ?? '') !== '');
const rowsOf = (buttons: z.infer<typeof button>[]) => buttons.reduce((sum, { Columns, Rows }) => sum + (Columns * Rows) / 6, 0);
const keyboard = z.object({
  Type: z.literal('keyboard'),
  Buttons: z
    .array(button.refine(({ Rows }) => Rows <= 2, 'a button of a keyboard has at most 2 rows'))
    .min(1)
    .refine(needsBody, 'ActionBody is missing')
    .refine((buttons) => rowsOf(buttons) <= 24, 'a keyboard has at most 24 rows'),
});
const richMedia = z
  .object({
    Type: z.literal('rich_media'),
    ButtonsGroupColumns: z.int().min(1).max(6).default(6),
    ButtonsGroupRows: z.int().min(1).max(7).default(7),
    Buttons: z.array(button).min(1).refine(needsBody, 'ActionBody is missing'),
  })
  .refine(
    ({ ButtonsGroupColumns, ButtonsGroupRows, Buttons }) =>
      Buttons.every(({ Columns, Rows }) => Columns <= ButtonsGroupColumns && Rows <= ButtonsGroupRows) &&
      Buttons.reduce((sum, { Columns, Rows }) => sum + Columns * Rows, 0) <= 6 * ButtonsGroupColumns * ButtonsGroupRows,
    'the buttons do not fit into six groups',
  );

const kind = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: text(7_000) }),
  z.object({ type: z.literal('picture'), media: file, text: z.string().max(768).optional(), thumbnail: file.optional() }),
  z.object({ type: z.literal('video'), media: file, size: z.int().positive().max(27_262_976), duration: z.number().max(180).optional() }),
  z.object({ type: z.literal('file'), media: file, size: z.int().positive().max(52_428_800), file_name: text(256) }),
  z.object({ type: z.literal('location'), location: z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }) }),
  z.object({ type: z.literal('contact'), contact: z.object({ name: text(28), phone_number: text(18) }) }),
  z.object({ type: z.literal('url'), media: z.url().max(2_000) }),
  z.object({ type: z.literal('sticker'), sticker_id: z.int() }),
  z.object({ type: z.literal('rich_media'), rich_media: richMedia, alt_text: z.string().optional() }),
]);
const head = z.object({
  receiver: z.string().min(1),
  sender: z.object({ name: text(28), avatar: z.url().optional() }),
  tracking_data: z.string().max(4_000).optional(),
  min_api_version: z.int().min(1).default(1),
  keyboard: keyboard.optional(),
});

/** A message as the API takes it. */
export type ViberMessage = z.infer<typeof kind> & z.infer<typeof head>;

/** Reads a call's body: what is missing is told from what is wrong (viber.md, Status). */
export function messageIn(body: unknown): ViberMessage {
  const said = { ...read(head, body), ...read(kind, body) };
  if (said.type === 'rich_media' && said.min_api_version < 2) throw refused(13, 'rich_media needs min_api_version 2');
  return said;
}

/** The words of a message that people would read first. */
export function wordsOf(said: ViberMessage): string | null {
  if (said.type === 'text' || said.type === 'picture') return said.text ?? null;
  return said.type === 'rich_media' ? (said.alt_text ?? null) : said.type === 'contact' ? said.contact.name : null;
}

/** What a press says and what stands on it. */
export function choicesIn({ keyboard: keys, ...said }: ViberMessage): { body: string; title: string }[] {
  const buttons = [...(keys?.Buttons ?? []), ...(said.type === 'rich_media' ? said.rich_media.Buttons : [])];
  return buttons.flatMap(({ ActionType, ActionBody = '', Text = '' }) =>
    ActionType === 'reply' ? [{ body: ActionBody, title: Text }] : [],
  );
}

function read<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  const missing = issue?.code === 'invalid_type' && issue.message.includes('undefined');
  throw missing ? refused(4, `missingData: ${path}`) : refused(3, `badData: ${path}: ${issue?.message}`);
}
