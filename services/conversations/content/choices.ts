import { z } from 'zod';
import type { Action } from '../../../schema/content.ts';
import { phone, several, webLink, words } from './field.ts';

const title = words(200);
const payload = words(1_000);

/** Something to press: exactly one of payload, url and phone says what it does. */
const button = z
  .object({ title, payload: payload.optional(), url: webLink.optional(), phone: phone.optional() })
  .refine((value) => [value.payload, value.url, value.phone].filter((target) => target !== undefined).length === 1, {
    error: 'exactly one of payload, url and phone must be given',
  })
  .transform((value) => value as Action);

const option = z.object({ title, payload, description: words(1_000).optional() });

/** Text with buttons, as the graph takes it. */
export const buttons = z.object({ text: words(10_000), buttons: several(button, 25, 'buttons') });

/** Text with quick replies, as the graph takes it. */
export const quickReplies = z.object({ text: words(10_000), replies: several(option, 25, 'replies') });

/** Text with a list, as the graph takes it. */
export const list = z.object({
  text: words(10_000),
  button: words(100),
  sections: several(z.object({ title: title.optional(), rows: several(option, 100, 'rows') }), 25, 'sections'),
});

/** Cards side by side, as the graph takes them. */
export const carousel = z.object({
  cards: several(
    z.object({
      title,
      subtitle: words(1_000).optional(),
      imageUrl: webLink.optional(),
      url: webLink.optional(),
      buttons: z
        .array(button)
        .max(10, { error: ({ input }) => `at most 10 buttons are allowed, not ${(input as unknown[]).length}` })
        .default([]),
    }),
    25,
    'cards',
  ),
});
