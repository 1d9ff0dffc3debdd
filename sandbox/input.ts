import { z } from 'zod';
import { ControlError } from './deed.ts';

const word = z.union([z.string().trim().min(1), z.number().int().nonnegative()]).transform(String);
const file = z.strictObject({
  type: z.enum(['image', 'video', 'audio', 'voice', 'file', 'sticker']),
  url: z.url(),
  name: z.string().min(1).optional(),
  mimeType: z.string().min(1).optional(),
  size: z.number().int().nonnegative().optional(),
});
/** A deed of a person; what each deed needs is for its platform to say. */
export const act = z
  .strictObject({
    account: word,
    from: word,
    name: z.string().trim().min(1),
    text: z.string().min(1),
    replyTo: word,
    attachment: file,
    attachments: z.array(file).min(1),
    payload: z.string().min(1),
    title: z.string().min(1),
    location: z.strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      name: z.string().optional(),
      address: z.string().optional(),
    }),
    contact: z.strictObject({ name: z.string().min(1), phone: z.string().optional(), email: z.string().optional() }),
    timestamp: z.union([
      z.number().int().min(1e12, 'must be milliseconds since 1970'),
      z.iso.datetime({ offset: true }).transform(Date.parse),
    ]),
    id: word,
    messageId: word,
    emoji: z.string(),
    more: z.record(z.string(), z.json()),
  })
  .partial();
/** The query of a list. */
export const listing = z.strictObject({
  to: z.string().optional(),
  account: z.string().optional(),
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
/** An account made known while running. */
export const newAccount = z.strictObject({
  id: z.string().min(1),
  channel: z.string().min(1),
  webhookUrl: z.url(),
  settings: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.string()).default({}),
});

/** Reads input; a null is taken as not given. */
export function read<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const given = input ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) throw new ControlError(400, 'BAD_INPUT', 'the body must be a JSON object');
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== null || name === 'fault')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ControlError(400, 'BAD_INPUT', `${issue?.path.join('.') || 'body'}: ${issue?.message}`);
}

/** Parses a body whatever its content type says: curl -d says form. Nothing is an empty object. */
export function json(body: string): unknown {
  try {
    return body.trim() === '' ? {} : JSON.parse(body);
  } catch {
    throw new ControlError(400, 'BAD_INPUT', 'the body is not JSON');
  }
}
