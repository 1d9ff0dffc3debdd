import { z } from 'zod';
import { channels } from '../account.ts';
import { ControlError } from '../platform.ts';

const word = z.union([z.string().trim().min(1), z.number().int().nonnegative()]).transform(String);
/** A deed of a person; what each deed needs is for its platform to say. */
export const act = z
  .strictObject({
    account: word,
    from: word,
    name: z.string().trim().min(1),
    text: z.string().min(1),
    replyTo: word,
    attachment: z.strictObject({ type: z.enum(['image', 'video', 'audio', 'file', 'sticker']), url: z.url() }),
    payload: z.string().min(1),
    timestamp: z.union([
      z.number().int().min(1e12, 'must be milliseconds since 1970'),
      z.iso.datetime({ offset: true }).transform(Date.parse),
    ]),
    id: word,
    messageId: word,
    emoji: z.string(),
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
  channel: z.enum(channels),
  webhookUrl: z.url(),
  settings: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.string()).default({}),
});
/** A request that may name an account. */
export const ofAccount = z.strictObject({ account: word.optional() });

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
