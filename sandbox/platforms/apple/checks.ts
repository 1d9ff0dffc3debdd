import { z } from 'zod';
import { text as plain, Refusal } from '../../api.ts';
import { link } from '../../checks.ts';

/** The extension that shows what a business can ask in Messages (apple-messages.md §2). */
export const bid = 'com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.apple.icloud.apps.messages.business.extension';
/** Stands in the body where a file does. */
export const fileMark = '\ufffc';

/** A refusal in plain words: samples/apple/error-400-bad-payload.json. */
export function bad(reason: string): Refusal {
  return new Refusal(plain(400, `400 Bad Request : ${reason}`));
}

/** No length is told of any. */
const words = z.string().min(1);

const file = z.strictObject({
  name: z.string().min(1),
  'mime-type': z.string().optional(),
  mimeType: z.string().optional(),
  size: z.union([z.string(), z.number()]),
  'signature-base64': z.string().min(1),
  key: z.string().regex(/^00[0-9a-f]{64}$/i, 'must be 00 and a key of 32 bytes in hex'),
  url: z.string().min(1),
  owner: z.string().min(1),
});

const item = z.strictObject({ identifier: z.string().min(1), title: words });
const row = z.strictObject({
  identifier: z.string().min(1),
  title: words,
  subtitle: z.string().optional(),
  order: z.number().int().optional(),
  style: z.enum(['icon', 'small', 'large']).optional(),
  imageIdentifier: z.string().optional(),
});
const section = z.strictObject({
  title: z.string().optional(),
  order: z.number().int().optional(),
  multipleSelection: z.boolean().optional(),
  items: z.array(row).min(1),
});
const slot = z.strictObject({ identifier: z.string().min(1), startTime: z.string().min(1), duration: z.number().int().positive() });
const bubble = z.looseObject({ title: words, subtitle: z.string().optional(), style: z.enum(['icon', 'small', 'large']).optional() });

const data = z
  .looseObject({
    version: z.literal('1.0'),
    requestIdentifier: z.string().min(1),
    'quick-reply': z.strictObject({ summaryText: words, items: z.array(item).min(2).max(5) }).optional(),
    listPicker: z.looseObject({ sections: z.array(section).min(1) }).optional(),
    event: z.looseObject({ identifier: z.string().min(1), title: z.string(), timeslots: z.array(slot).min(1) }).optional(),
    images: z.array(z.looseObject({ identifier: z.string().min(1), data: z.string().min(1) })).optional(),
    dynamic: z.looseObject({}).optional(),
    notification: z.looseObject({ templateId: z.string().min(1), referenceId: z.string().min(1), locale: z.string().min(1) }).optional(),
  })
  .refine(
    (value) => kinds.filter((kind) => value[kind] !== undefined).length === 1,
    `must have exactly one of quick-reply, listPicker, event`,
  )
  .refine(({ listPicker, images = [] }) => {
    const known = new Set(images.map(({ identifier }) => identifier));
    return rowsOf(listPicker).every(({ imageIdentifier }) => imageIdentifier === undefined || known.has(imageIdentifier));
  }, 'must have every image that its items name');
const kinds = ['quick-reply', 'listPicker', 'event', 'dynamic', 'notification', 'authenticate', 'payment'];

const interactiveData = z.union([
  z
    .looseObject({ bid: z.literal(bid), data, receivedMessage: bubble.optional(), replyMessage: bubble.optional() })
    .refine((value) => (value.data.listPicker ?? value.data.event) === undefined || value.receivedMessage, 'needs a receivedMessage'),
  z.looseObject({
    bid: z.string().refine((value) => value !== bid),
    data: z.never("Third party interactive data disallows use of 'data'").optional(),
  }),
]);

const head = {
  v: z.literal(1),
  id: z.uuid(),
  sourceId: z.string().min(1),
  destinationId: z.string().min(1),
  locale: z.string().optional(),
};
const message = z.discriminatedUnion('type', [
  z
    .strictObject({ ...head, type: z.literal('text'), body: z.string().min(1), attachments: z.array(file).min(1).optional() })
    .refine(
      (value) => value.body.split(fileMark).length - 1 === (value.attachments ?? []).length,
      'body must have one U+FFFC for each attachment',
    ),
  z.strictObject({ ...head, type: z.literal('interactive'), interactiveData }),
  z.strictObject({
    ...head,
    type: z.literal('richLink'),
    richLinkData: z.strictObject({
      url: link,
      title: words,
      assets: z
        .strictObject({
          image: z.strictObject({ data: z.string().min(1), mimeType: z.string().min(1) }).optional(),
          video: z.strictObject({ url: link, mimeType: z.string().min(1) }).optional(),
        })
        .optional(),
    }),
  }),
  z.strictObject({ ...head, type: z.enum(['typing_start', 'typing_end']) }),
]);

/** A message of a business. */
export type AppleMessage = z.infer<typeof message>;
/** A file in it. */
export type AppleFile = z.infer<typeof file>;

/** Reads a message with its headers, or refuses it as Apple would whoever it is for (apple-messages.md §2). */
export function appleMessage(body: unknown, headers: Record<string, string>): AppleMessage {
  const parsed = message.safeParse(body);
  if (!parsed.success) throw bad(reasonOf(parsed.error));
  const { id, sourceId, destinationId } = parsed.data;
  for (const [name, value] of [
    ['id', id],
    ['source-id', sourceId],
    ['destination-id', destinationId],
  ] as const)
    if (headers[name] !== value) throw bad(`header ${name} is not what the body says`);
  return parsed.data;
}

/** The first thing wrong; of a choice between shapes, the first in the first of them. */
function reasonOf({ issues: [issue] }: z.ZodError): string {
  const nested = issue?.code === 'invalid_union' ? issue.errors.flat()[0] : undefined;
  const path = [...(issue?.path ?? []), ...(nested?.path ?? [])].join('.');
  return `${path || 'body'} ${nested?.message ?? issue?.message}`;
}

/** What the phone must be able to show for it: QUICK, LIST, TIME (apple-messages.md §1, capability-list). */
export function neededFor(said: AppleMessage): string | undefined {
  const asked = dataOf(said);
  return asked?.['quick-reply'] ? 'QUICK' : asked?.listPicker ? 'LIST' : asked?.event ? 'TIME' : undefined;
}

/** The words of a message as a person would read them. */
export function wordsOf(said: AppleMessage): string | null {
  if (said.type === 'text') return said.body.replaceAll(fileMark, '').trim() || null;
  if (said.type === 'richLink') return `${said.richLinkData.title}\n${said.richLinkData.url}`;
  if (said.type !== 'interactive') return null;
  const title = said.interactiveData.receivedMessage as { title?: string } | undefined;
  return dataOf(said)?.['quick-reply']?.summaryText ?? title?.title ?? null;
}

/** What a choice of it sends back, as `interactiveData.data`: samples/apple/*-response.json; undefined when it offers no such thing. */
export function answerTo(said: AppleMessage, identifier: string): Record<string, unknown> | undefined {
  const asked = dataOf(said);
  if (!asked) return undefined;
  const { version, requestIdentifier } = asked;
  const quick = asked['quick-reply'];
  const index = quick?.items.findIndex((one) => one.identifier === identifier) ?? -1;
  if (quick && index >= 0)
    return {
      version,
      requestIdentifier,
      'quick-reply': { ...quick, selectedIndex: index },
      replyMessage: { title: quick.items[index]?.title },
    };
  const chosen = rowsOf(asked.listPicker).find((one) => one.identifier === identifier);
  if (chosen) {
    const sections = [{ title: 'You Selected', multipleSelection: false, order: 0, items: [chosen] }];
    return {
      version,
      requestIdentifier,
      listPicker: { sections },
      replyMessage: { title: chosen.title, subtitle: chosen.subtitle, style: 'icon' },
    };
  }
  const time = asked.event?.timeslots.find((one) => one.identifier === identifier);
  return time && { version, requestIdentifier, event: { ...asked.event, timeslots: [time] }, replyMessage: { title: asked.event?.title } };
}

function dataOf(said: AppleMessage): z.infer<typeof data> | undefined {
  return said.type === 'interactive' && said.interactiveData.bid === bid ? (said.interactiveData.data as z.infer<typeof data>) : undefined;
}

function rowsOf(picker: { sections: z.infer<typeof section>[] } | undefined) {
  return picker?.sections.flatMap(({ items }) => items) ?? [];
}
