import { z } from 'zod';

/** Text of 1 to `max` characters; a character is a code point, not a UTF-16 unit. */
export function text(max: number) {
  return z
    .string()
    .min(1, 'must not be empty')
    .refine((value) => [...value].length <= max, `must be at most ${max} characters long`);
}

/** An address the platform could fetch or open. */
export const link = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
