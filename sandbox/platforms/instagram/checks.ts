import { z } from 'zod';
import { link, text } from '../../checks.ts';
import { firstIssue, GraphError } from '../meta/refusal.ts';

// Limits: instagram.md §2. Keys it does not name are refused, as Graph does with `Invalid keys`.

/** Text is counted in bytes of UTF-8 there. */
const words = z
  .string()
  .min(1, 'must not be empty')
  .refine((value) => Buffer.byteLength(value) <= 1000, 'Length of param message[text] must be less than or equal to 1000 bytes');

const button = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('postback'), title: text(20), payload: text(1000) }),
  z.strictObject({ type: z.literal('web_url'), title: text(20), url: link }),
]);

const element = z.strictObject({
  title: text(80),
  subtitle: text(80).optional(),
  image_url: link.optional(),
  default_action: z.strictObject({ type: z.literal('web_url'), url: link }).optional(),
  buttons: z.array(button).min(1).max(3).optional(),
});

const template = z.discriminatedUnion('template_type', [
  z.strictObject({ template_type: z.literal('button'), text: text(640), buttons: z.array(button).min(1).max(3) }),
  z.strictObject({ template_type: z.literal('generic'), elements: z.array(element).min(1).max(10) }),
]);

const file = z.union([
  z.strictObject({ url: link, is_reusable: z.boolean().optional() }),
  z.strictObject({ attachment_id: z.string().min(1) }),
]);
const image = z.strictObject({ type: z.literal('image'), payload: file });
const attachment = z.discriminatedUnion('type', [
  image,
  z.strictObject({ type: z.enum(['video', 'audio', 'file']), payload: file }),
  z.strictObject({ type: z.literal('like_heart') }),
  z.strictObject({ type: z.literal('MEDIA_SHARE'), payload: z.strictObject({ id: z.string().min(1) }) }),
  z.strictObject({ type: z.literal('template'), payload: template }),
]);

/** A longer title is shown cut (instagram.md §2): it is no reason to refuse. */
const quickReply = z.discriminatedUnion('content_type', [
  z.strictObject({ content_type: z.literal('text'), title: text(1000), payload: text(1000), image_url: link.optional() }),
  z.strictObject({ content_type: z.enum(['user_phone_number', 'user_email']) }),
]);

const message = z
  .strictObject({
    text: words.optional(),
    attachment: attachment.optional(),
    attachments: z.array(image).min(2).max(10).optional(),
    quick_replies: z.array(quickReply).min(1).max(13).optional(),
  })
  .refine(
    ({ text: said, attachment: one, attachments: many }) => [said, one, many].filter((part) => part !== undefined).length === 1,
    'needs either text or one attachment',
  )
  .refine(({ text: said, quick_replies: replies }) => replies === undefined || said !== undefined, 'quick_replies go with text only');

const request = z.strictObject({
  recipient: z.strictObject({ id: z.string().min(1) }),
  messaging_type: z.enum(['RESPONSE', 'UPDATE', 'MESSAGE_TAG']).optional(),
  tag: z.literal('HUMAN_AGENT').optional(),
  message: message.optional(),
  sender_action: z.enum(['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact']).optional(),
  payload: z.strictObject({ message_id: z.string().min(1), reaction: z.string().min(1).optional() }).optional(),
  reply_to: z.strictObject({ mid: z.string().min(1) }).optional(),
});

/** What may be asked of Instagram's Send API. */
export type InstagramRequest = z.infer<typeof request>;
/** A message in it. */
export type InstagramMessage = z.infer<typeof message>;

/** Reads a Send API body, or refuses it as Instagram would whoever it is for (100/2534015: bad data). */
export function instagramRequest(body: unknown): InstagramRequest {
  const parsed = request.safeParse(body);
  if (!parsed.success) throw invalid(firstIssue(parsed.error, body).details);
  const { message: said, sender_action: action, payload, messaging_type: type, tag } = parsed.data;
  if ((said === undefined) === (action === undefined)) throw invalid('one of message, sender_action is needed');
  if ((action === 'react' || action === 'unreact') !== (payload !== undefined)) throw invalid('payload goes with react and unreact only');
  if (action === 'react' && payload?.reaction === undefined) throw invalid('payload[reaction] is needed');
  if ((type === 'MESSAGE_TAG') !== (tag !== undefined)) throw invalid('tag goes with messaging_type MESSAGE_TAG');
  return parsed.data;
}

function invalid(details: string): GraphError {
  return new GraphError({ code: 100, subcode: 2534015, message: `(#100) ${details}` });
}

/** The words of a message as a person would read them. */
export function instagramText(said: InstagramMessage): string | null {
  if (said.attachment?.type !== 'template') return said.text ?? null;
  const { payload } = said.attachment;
  return payload.template_type === 'button' ? payload.text : (payload.elements[0]?.title ?? null);
}

/** The title of the quick reply or button with this payload, as it is shown, if the message has one. */
export function instagramChoice(said: InstagramMessage, payload: string): { title: string; kind: 'quick_reply' | 'postback' } | undefined {
  for (const reply of said.quick_replies ?? [])
    if (reply.content_type === 'text' && reply.payload === payload)
      return { title: [...reply.title].slice(0, 20).join(''), kind: 'quick_reply' };
  if (said.attachment?.type !== 'template') return undefined;
  const content = said.attachment.payload;
  const buttons = content.template_type === 'button' ? content.buttons : content.elements.flatMap(({ buttons: own = [] }) => own);
  const found = buttons.find((candidate) => candidate.type === 'postback' && candidate.payload === payload);
  return found && { title: found.title, kind: 'postback' };
}
