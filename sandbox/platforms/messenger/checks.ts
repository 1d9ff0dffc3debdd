import { z } from 'zod';
import { link, text } from '../../checks.ts';
import { firstIssue, GraphError } from '../meta/refusal.ts';

// Limits: messenger.md §2 (Send API). Keys it does not name are refused, as Graph does with `Invalid keys`.

const button = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('postback'), title: text(20), payload: text(1000) }),
  z.strictObject({
    type: z.literal('web_url'),
    title: text(20),
    url: link,
    webview_height_ratio: z.enum(['compact', 'tall', 'full']).optional(),
  }),
  z.strictObject({ type: z.literal('phone_number'), title: text(20), payload: z.string().regex(/^\+\d{3,15}$/, 'must be +E.164') }),
  z.strictObject({ type: z.literal('account_link'), url: link }),
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
  z.strictObject({
    template_type: z.literal('generic'),
    elements: z.array(element).min(1).max(10),
    image_aspect_ratio: z.enum(['horizontal', 'square']).optional(),
    sharable: z.boolean().optional(),
  }),
]);

const file = z.strictObject({ url: link, is_reusable: z.boolean().optional() });
const attachment = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['image', 'video', 'audio', 'file']), payload: file }),
  z.strictObject({ type: z.literal('template'), payload: template }),
]);

const quickReply = z.discriminatedUnion('content_type', [
  z.strictObject({ content_type: z.literal('text'), title: text(20), payload: text(1000), image_url: link.optional() }),
  z.strictObject({ content_type: z.enum(['user_phone_number', 'user_email']) }),
]);

const message = z
  .strictObject({
    text: text(2000).optional(),
    attachment: attachment.optional(),
    quick_replies: z.array(quickReply).min(1).max(13).optional(),
    metadata: z.string().max(1000).optional(),
  })
  .refine((value) => (value.text === undefined) !== (value.attachment === undefined), 'needs either text or attachment');

const request = z.strictObject({
  recipient: z.strictObject({ id: z.string().min(1) }),
  messaging_type: z.enum(['RESPONSE', 'UPDATE', 'MESSAGE_TAG']).optional(),
  tag: z.string().optional(),
  message: message.optional(),
  sender_action: z.enum(['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact']).optional(),
  payload: z.strictObject({ message_id: z.string().min(1), reaction: z.string().min(1).optional() }).optional(),
  reply_to: z.strictObject({ mid: z.string().min(1) }).optional(),
  notification_type: z.enum(['REGULAR', 'SILENT_PUSH', 'NO_PUSH']).optional(),
});

/** What may be asked of Messenger's Send API. */
export type MessengerRequest = z.infer<typeof request>;
/** A message in it. */
export type MessengerMessage = z.infer<typeof message>;

/** Dead since 2026-04-27 (messenger.md, Errors). */
const deprecated = ['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'];

/** Reads a Send API body, or refuses it as Messenger would whoever it is for. */
export function messengerRequest(body: unknown): MessengerRequest {
  const parsed = request.safeParse(body);
  if (!parsed.success) throw invalid(firstIssue(parsed.error, body).details);
  const { message, sender_action: action, payload, messaging_type: type, tag } = parsed.data;
  if (message && action) throw invalid('sender_action cannot be combined with message', 2018014);
  if (!message && !action) throw invalid('one of message, sender_action is needed');
  if ((action === 'react' || action === 'unreact') !== (payload !== undefined)) throw invalid('payload goes with react and unreact only');
  if (action === 'react' && payload?.reaction === undefined) throw invalid('payload[reaction] is needed');
  if (message && type === undefined) throw invalid('Param messaging_type is needed');
  if (tag && deprecated.includes(tag)) throw new GraphError({ code: 100, message: '(#100) Message tag is deprecated' });
  if (tag !== undefined && tag !== 'HUMAN_AGENT') throw invalid(`Param tag: ${tag} is not a tag`);
  if (message && (type === 'MESSAGE_TAG') !== (tag !== undefined)) throw invalid('tag goes with messaging_type MESSAGE_TAG');
  return parsed.data;
}

function invalid(details: string, subcode?: number): GraphError {
  return new GraphError({ code: 100, subcode, message: `(#100) ${details}` });
}

/** The words of a message as a person would read them. */
export function messengerText(message: MessengerMessage): string | null {
  const payload = message.attachment?.payload;
  if (payload && 'template_type' in payload)
    return payload.template_type === 'button' ? payload.text : (payload.elements[0]?.title ?? null);
  return message.text ?? null;
}

/** The title of the quick reply or button with this payload, if the message has one. */
export function messengerChoice(
  message: MessengerMessage,
  payload: string,
): { title: string; kind: 'quick_reply' | 'postback' } | undefined {
  for (const reply of message.quick_replies ?? [])
    if (reply.content_type === 'text' && reply.payload === payload) return { title: reply.title, kind: 'quick_reply' };
  const content = message.attachment?.payload;
  if (!content || !('template_type' in content)) return undefined;
  const buttons = content.template_type === 'button' ? content.buttons : content.elements.flatMap((element) => element.buttons ?? []);
  const found = buttons.find((candidate) => candidate.type === 'postback' && candidate.payload === payload);
  return found && 'title' in found ? { title: found.title, kind: 'postback' } : undefined;
}
