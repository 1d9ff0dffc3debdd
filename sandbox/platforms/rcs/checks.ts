import { z } from 'zod';
import { link, text } from '../../checks.ts';
import { refused } from './refusal.ts';

// Limits: rcs.md, Outbound. Keys it does not name are refused, as Google's APIs do with `Unknown name`.

const postback = z.string().refine((value) => Buffer.byteLength(value) <= 2048, 'must be at most 2048 bytes long');
const action = z
  .strictObject({
    text: text(25),
    postbackData: postback,
    openUrlAction: z.strictObject({ url: link }).optional(),
    dialAction: z.strictObject({ phoneNumber: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164') }).optional(),
    viewLocationAction: z
      .strictObject({
        latLong: z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }).optional(),
        label: z.string().max(100).optional(),
        query: z.string().optional(),
      })
      .optional(),
    createCalendarEventAction: z
      .strictObject({
        startTime: z.iso.datetime(),
        endTime: z.iso.datetime(),
        title: text(100),
        description: z.string().max(500).optional(),
      })
      .optional(),
    shareLocationAction: z.strictObject({}).optional(),
  })
  .refine(({ text: _, postbackData: __, ...what }) => Object.values(what).filter(Boolean).length === 1, 'needs exactly one action');
const suggestion = z.union([
  z.strictObject({ reply: z.strictObject({ text: text(25), postbackData: postback }) }),
  z.strictObject({ action }),
]);

const contentInfo = z.strictObject({ fileUrl: link, thumbnailUrl: link.optional(), forceRefresh: z.boolean().optional() });
const cardContent = z
  .strictObject({
    title: text(200).optional(),
    description: text(2000).optional(),
    media: z.strictObject({ height: z.enum(['SHORT', 'MEDIUM', 'TALL']), contentInfo }).optional(),
    suggestions: z.array(suggestion).min(1).max(4).optional(),
  })
  .refine(({ title, description, media }) => title ?? description ?? media, 'needs a title, a description or media');
const richCard = z.union([
  z.strictObject({
    standaloneCard: z.strictObject({
      cardOrientation: z.enum(['HORIZONTAL', 'VERTICAL']),
      thumbnailImageAlignment: z.enum(['LEFT', 'RIGHT']).optional(),
      cardContent,
    }),
  }),
  z.strictObject({
    carouselCard: z.strictObject({ cardWidth: z.enum(['SMALL', 'MEDIUM']), cardContents: z.array(cardContent).min(2).max(10) }),
  }),
]);

const contentMessage = z
  .strictObject({
    text: text(3072).optional(),
    fileName: z.string().min(1).optional(),
    uploadedRbmFile: z.strictObject({ fileName: z.string().min(1), thumbnailName: z.string().optional() }).optional(),
    contentInfo: contentInfo.optional(),
    richCard: richCard.optional(),
    suggestions: z.array(suggestion).min(1).max(11).optional(),
  })
  .refine(({ suggestions: _, ...content }) => Object.values(content).filter(Boolean).length === 1, 'needs exactly one kind of content')
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= 250_000, 'must be at most 250 KB');

const agentMessage = z
  .strictObject({
    contentMessage,
    messageTrafficType: z.enum(['AUTHENTICATION', 'TRANSACTION', 'PROMOTION', 'SERVICEREQUEST']).optional(),
    expireTime: z.iso.datetime().optional(),
    ttl: z
      .string()
      .regex(/^\d+(\.\d+)?s$/)
      .optional(),
  })
  .refine(({ expireTime, ttl }) => expireTime === undefined || ttl === undefined, 'expireTime and ttl exclude each other');
const agentEvent = z.union([
  z.strictObject({ eventType: z.literal('IS_TYPING') }),
  z.strictObject({ eventType: z.literal('READ'), messageId: z.string().min(1) }),
]);

/** A message of an agent. */
export type AgentMessage = z.infer<typeof agentMessage>;
/** What an agent does beside writing. */
export type AgentEvent = z.infer<typeof agentEvent>;

/** Reads a message, or refuses it as the platform would whoever it is for. */
export function agentMessageIn(body: unknown): AgentMessage {
  return readIn(agentMessage, body);
}

/** The same for an event. */
export function agentEventIn(body: unknown): AgentEvent {
  return readIn(agentEvent, body);
}

function readIn<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refused('INVALID_ARGUMENT', `Invalid value at '${issue?.path.join('.') ?? ''}': ${issue?.message}`);
}

type Suggestion = z.infer<typeof suggestion>;

/** What a press on the suggestion with this postback says, if the message has it. */
export function suggestionIn(
  { contentMessage: said }: AgentMessage,
  payload: string,
): { text: string; type: 'REPLY' | 'ACTION' } | undefined {
  const all: Suggestion[] = [...(said.suggestions ?? []), ...cardsOf(said).flatMap(({ suggestions = [] }) => suggestions)];
  for (const one of all) {
    const [type, { text: title, postbackData }] = 'reply' in one ? (['REPLY', one.reply] as const) : (['ACTION', one.action] as const);
    if (postbackData === payload) return { text: title, type };
  }
  return undefined;
}

/** The words of a message as a person would read them. */
export function wordsOf({ contentMessage: said }: AgentMessage): string | null {
  return said.text ?? cardsOf(said)[0]?.title ?? null;
}

function cardsOf({ richCard: card }: AgentMessage['contentMessage']) {
  if (!card) return [];
  return 'carouselCard' in card ? card.carouselCard.cardContents : [card.standaloneCard.cardContent];
}
