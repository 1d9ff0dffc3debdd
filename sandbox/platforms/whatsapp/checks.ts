import { z } from 'zod';
import { link, text } from '../../checks.ts';
import { firstIssue, GraphError } from '../meta/refusal.ts';
import { checkTemplate } from './templates.ts';

// Limits: whatsapp.md §2. Keys it does not name are refused, as Graph does with `Unexpected key`.

const header = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: text(60) }),
  z.strictObject({ type: z.literal('image'), image: z.strictObject({ link }) }),
  z.strictObject({ type: z.literal('video'), video: z.strictObject({ link }) }),
  z.strictObject({ type: z.literal('document'), document: z.strictObject({ link, filename: z.string().optional() }) }),
]);
const footer = z.strictObject({ text: text(60) }).optional();
const replyButton = z.strictObject({ type: z.literal('reply'), reply: z.strictObject({ id: text(256), title: text(20) }) });
const row = z.strictObject({ id: text(200), title: text(24), description: text(72).optional() });
const section = z.strictObject({ title: text(24).optional(), rows: z.array(row).min(1) });
const listAction = z
  .strictObject({ button: text(20), sections: z.array(section).min(1).max(10) })
  .refine((action) => action.sections.flatMap(({ rows }) => rows).length <= 10, 'must have at most 10 rows in all')
  .refine(
    (action) => action.sections.length === 1 || action.sections.every(({ title }) => title),
    'sections need titles when there are several',
  );
const urlAction = z.strictObject({ name: z.literal('cta_url'), parameters: z.strictObject({ display_text: text(20), url: link }) });

const interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    header: header.optional(),
    body: z.strictObject({ text: text(1024) }),
    footer,
    action: z.strictObject({ buttons: z.array(replyButton).min(1).max(3) }),
  }),
  z.strictObject({
    type: z.literal('list'),
    header: z.strictObject({ type: z.literal('text'), text: text(60) }).optional(),
    body: z.strictObject({ text: text(4096) }),
    footer,
    action: listAction,
  }),
  z.strictObject({
    type: z.literal('cta_url'),
    header: header.optional(),
    body: z.strictObject({ text: text(1024) }),
    footer,
    action: urlAction,
  }),
  z.strictObject({
    type: z.literal('location_request_message'),
    body: z.strictObject({ text: text(1024) }),
    action: z.strictObject({ name: z.literal('send_location') }),
  }),
]);

const envelope = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z
    .string()
    .regex(/^\+?[\d ()-]{5,24}$/, 'must be a phone number')
    .optional(),
  recipient: z
    .string()
    .regex(/^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/, 'must be a business-scoped user id')
    .optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};
const captioned = z.strictObject({ link, caption: text(1024).optional() });
const plain = z.strictObject({ link });
const name = z.looseObject({ formatted_name: text(1024) });
const contact = z.looseObject({ name, phones: z.array(z.looseObject({ phone: z.string().min(1) })).optional() });
const location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().optional(),
  address: z.string().optional(),
});
const template = z.strictObject({
  name: text(512),
  language: z.strictObject({ code: z.string().min(1), policy: z.literal('deterministic').optional() }),
  components: z.array(z.looseObject({ type: z.enum(['header', 'body', 'button']), parameters: z.array(z.json()).optional() })).optional(),
});

const message = z.discriminatedUnion('type', [
  z.strictObject({
    ...envelope,
    type: z.literal('text'),
    text: z.strictObject({ body: text(4096), preview_url: z.boolean().optional() }),
  }),
  z.strictObject({ ...envelope, type: z.literal('image'), image: captioned }),
  z.strictObject({ ...envelope, type: z.literal('video'), video: captioned }),
  z.strictObject({ ...envelope, type: z.literal('audio'), audio: plain }),
  z.strictObject({ ...envelope, type: z.literal('sticker'), sticker: plain }),
  z.strictObject({ ...envelope, type: z.literal('document'), document: captioned.extend({ filename: z.string().optional() }) }),
  z.strictObject({ ...envelope, type: z.literal('location'), location }),
  z.strictObject({ ...envelope, type: z.literal('contacts'), contacts: z.array(contact).min(1) }),
  z.strictObject({ ...envelope, type: z.literal('interactive'), interactive }),
  z.strictObject({ ...envelope, type: z.literal('template'), template }),
  z.strictObject({
    ...envelope,
    type: z.literal('reaction'),
    reaction: z.strictObject({ message_id: z.string().min(1), emoji: z.string() }),
  }),
]);

const reading = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});

/** A message to send. */
export type WhatsappMessage = z.infer<typeof message>;
/** A message of the customer's marked as read. */
export type WhatsappReading = z.infer<typeof reading>;

/** Reads the body of a messages call, or refuses it as WhatsApp would whoever it is for. */
export function whatsappRequest(body: unknown): WhatsappMessage | WhatsappReading {
  const isReading = typeof body === 'object' && body !== null && 'status' in body;
  const parsed = isReading ? reading.safeParse(body) : message.safeParse(body);
  if (!parsed.success) {
    const { details, missing } = firstIssue(parsed.error, body);
    throw missing ? absent(details) : invalid(details);
  }
  if (!('status' in parsed.data)) checkMessage(parsed.data);
  return parsed.data;
}

function checkMessage(data: WhatsappMessage) {
  if (data.to === undefined && data.recipient === undefined) throw absent('Param to: one of to, recipient is needed');
  if (data.type !== 'template') return;
  const { name, language, components } = data.template;
  checkTemplate(name, language.code, components?.flatMap(({ parameters }) => parameters ?? []).length ?? 0);
}

/** A parameter that is there and wrong. */
export function invalid(details: string): GraphError {
  return new GraphError({ code: 100, message: '(#100) Invalid parameter', details });
}

function absent(details: string): GraphError {
  return new GraphError({ code: 131008, message: '(#131008) Required parameter is missing', details });
}

/** The words of a message as a person would read them. */
export function whatsappText(message: WhatsappMessage): string | null {
  switch (message.type) {
    case 'text':
      return message.text.body;
    case 'image':
      return message.image.caption ?? null;
    case 'video':
      return message.video.caption ?? null;
    case 'document':
      return message.document.caption ?? null;
    case 'interactive':
      return message.interactive.body.text;
    case 'reaction':
      return message.reaction.emoji;
    case 'location':
      return message.location.name ?? null;
    default:
      return null;
  }
}

/** The interactive reply a person makes by choosing this id, if the message offers it. */
export function whatsappChoice(message: WhatsappMessage, id: string): object | undefined {
  if (message.type !== 'interactive') return undefined;
  if (message.interactive.type === 'button') {
    const found = message.interactive.action.buttons.find(({ reply }) => reply.id === id);
    return found && { type: 'button_reply', button_reply: found.reply };
  }
  if (message.interactive.type !== 'list') return undefined;
  const found = message.interactive.action.sections.flatMap(({ rows }) => rows).find((candidate) => candidate.id === id);
  return found && { type: 'list_reply', list_reply: found };
}
