import { z } from 'zod';

/** Words of 1 to `most` characters, without what Postgres cannot keep. */
export function words(most: number) {
  return z
    .string()
    .transform((value) => value.replaceAll('\u0000', '').toWellFormed())
    .refine((value) => value.trim() !== '', 'must not be empty')
    .refine((value) => value.length <= most, { error: ({ input }) => `has ${String(input).length} characters; ${most} are allowed` });
}

/** A list of 1 to `most` things; `name` is what they are called, in the plural. */
export function several<T extends z.ZodType>(item: T, most: number, name: string) {
  return z
    .array(item)
    .min(1, `at least one of the ${name} must be given`)
    .max(most, { error: ({ input }) => `at most ${most} ${name} are allowed, not ${(input as unknown[]).length}` });
}

/** A link that a browser opens. */
export const webLink = words(2_000).refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), {
  error: ({ input }) => `\`${String(input)}\` is not an http(s) link`,
});

/** A phone number as people write them, with what a call needs. */
export const phone = words(40).refine((value) => /^\+?[0-9][0-9 ()./-]{1,}$/.test(value), {
  error: ({ input }) => `\`${String(input)}\` is not a phone number`,
});

/** A number of degrees. */
export function degrees(most: number) {
  return z.number().min(-most, `must be ${-most} to ${most}`).max(most, `must be ${-most} to ${most}`);
}
