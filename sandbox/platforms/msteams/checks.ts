import { z } from 'zod';
import { TeamsError } from './refusal.ts';

// Limits: msteams.md, Outbound.

/** Largest message, in bytes. */
const sizeLimit = 28 * 1024;

const cardAction = z.looseObject({ type: z.string(), title: z.string().optional(), value: z.unknown().optional() });
const adaptiveAction: z.ZodType<AdaptiveAction> = z.looseObject({
  type: z.enum(['Action.Submit', 'Action.Execute', 'Action.OpenUrl', 'Action.ShowCard', 'Action.ToggleVisibility']),
  title: z.string().optional(),
  url: z.url().optional(),
  verb: z.string().optional(),
  data: z.unknown().optional(),
});
interface AdaptiveAction {
  type: string;
  title?: string;
  verb?: string;
  data?: unknown;
}

const adaptive = z.strictObject({
  contentType: z.literal('application/vnd.microsoft.card.adaptive'),
  content: z.looseObject({
    type: z.literal('AdaptiveCard'),
    version: z.string().regex(/^1\.\d$/),
    body: z.array(z.looseObject({ type: z.string() })).optional(),
    actions: z.array(adaptiveAction).optional(),
  }),
});
const simple = z.strictObject({
  contentType: z.enum(['application/vnd.microsoft.card.hero', 'application/vnd.microsoft.card.thumbnail']),
  content: z.looseObject({
    title: z.string().optional(),
    subtitle: z.string().optional(),
    text: z.string().optional(),
    images: z.array(z.looseObject({ url: z.url() })).optional(),
    buttons: z.array(cardAction).optional(),
  }),
});
const file = z.strictObject({
  contentType: z.string().regex(/^(image|video|audio)\/|^application\/(?!vnd\.microsoft\.card\.)/),
  contentUrl: z.string().min(1).optional(),
  content: z.unknown().optional(),
  name: z.string().optional(),
});

const activity = z.looseObject({
  type: z.enum(['message', 'typing']),
  text: z.string().optional(),
  textFormat: z.enum(['plain', 'markdown', 'xml']).optional(),
  attachmentLayout: z.enum(['list', 'carousel']).optional(),
  attachments: z
    .array(z.union([adaptive, simple, file], 'must be a card or a file'))
    .max(10)
    .optional(),
  suggestedActions: z.looseObject({ actions: z.array(cardAction).min(1).max(6) }).optional(),
  replyToId: z.string().optional(),
});

/** What a bot may say. */
export type Activity = z.infer<typeof activity>;

/** Something a person can press in it, and what comes of it. */
export type Press = { how: 'submit'; value: unknown } | { how: 'execute'; verb: string; data: unknown } | { how: 'say'; text: string };

/** Reads an activity, or refuses it as the connector would. */
export function readActivity(body: unknown, bytes: number, personal: boolean): Activity {
  if (bytes > sizeLimit) throw new TeamsError(413, 'MessageSizeTooBig', `Message size too large. Max size is ${sizeLimit} bytes.`);
  const parsed = activity.safeParse(body);
  const issue = parsed.error?.issues[0];
  if (!parsed.success) throw new TeamsError(400, 'BadSyntax', `Activity ${issue?.path.join('.')}: ${issue?.message}`);
  const { type, text, attachments, suggestedActions } = parsed.data;
  if (type === 'message' && !text && !attachments?.length && !suggestedActions)
    throw new TeamsError(400, 'BadSyntax', 'Activity is missing text and attachments');
  if (suggestedActions && !personal) throw new TeamsError(400, 'BadArgument', 'Suggested actions are for one-on-one chats only');
  return parsed.data;
}

/** What a press of the button that carries `payload`, or is called so, does. */
export function pressIn({ attachments = [], suggestedActions }: Activity, payload: string): Press | undefined {
  const cards = attachments.flatMap((one) =>
    'content' in one && typeof one.content === 'object' && one.content !== null ? [one.content] : [],
  );
  const adaptives = cards.flatMap((card) => actionsIn(card));
  for (const action of adaptives) {
    if (!carries(action, payload)) continue;
    if (action.type === 'Action.Execute') return { how: 'execute', verb: action.verb ?? '', data: action.data ?? {} };
    if (action.type === 'Action.Submit') return { how: 'submit', value: action.data ?? {} };
  }
  const simples = [
    ...(suggestedActions?.actions ?? []),
    ...cards.flatMap((card) => ('buttons' in card ? (card.buttons as z.infer<typeof cardAction>[]) : [])),
  ];
  const found = simples.find((action) => carries(action, payload));
  if (!found) return undefined;
  return found.type === 'messageBack' || found.type === 'postBack' || typeof found.value !== 'string'
    ? { how: 'submit', value: found.value }
    : { how: 'say', text: found.value };
}

/** Actions stand at the foot of a card, in sets within it, or on what can be chosen. */
function actionsIn(value: unknown): AdaptiveAction[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && typeof value.type === 'string' && value.type.startsWith('Action.') ? [value as AdaptiveAction] : [];
  return [...own, ...Object.values(value).flatMap(actionsIn)];
}

function carries(action: { title?: string; value?: unknown; verb?: string; data?: unknown }, payload: string): boolean {
  return action.title === payload || action.verb === payload || within(action.value, payload) || within(action.data, payload);
}

function within(value: unknown, payload: string): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some((part) => within(part, payload));
  return value === payload;
}
