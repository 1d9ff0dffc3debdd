import { z } from 'zod';
import type { Bus, Json } from '../../kit/bus/bus.ts';
import type { Principal } from '../../kit/principal.ts';
import type { Content } from '../../schema/content.ts';
import { CodedError } from '../../schema/errors.ts';
import type { SendMessageInput } from './schema.generated.ts';
import { answeredMessage, chooseIdentity } from './sending.ts';
import type { ConversationsContext } from './service.ts';
import { identitiesIn } from './store/dialogues.ts';
import type { IdentityRow } from './tables.ts';

const known = z.array(
  z.object({
    open: z.boolean(),
    openUntil: z.number().nullable(),
    content: z.array(z.string()),
    tag: z.string().nullable(),
    reason: z
      .enum(['WINDOW_CLOSED', 'BLOCKED', 'OPTED_OUT', 'CHAT_CLOSED', 'ACCOUNT_PAUSED', 'ACCOUNT_DISCONNECTED', 'CUSTOMER_STARTS'])
      .nullable(),
    message: z.string().nullable(),
    templates: z.array(z.object({ id: z.string(), name: z.string(), language: z.string() })),
  }),
);

/** Where one may answer now, and with what: of one identity, as channels tells it. */
export type ReplyOptionRoot = z.infer<typeof known>[number] & { identityId: string };

/** What whoever asks may do on these identities now, in their order. UNAVAILABLE or TIMEOUT when channels is away. */
export async function optionsOf(bus: Bus, who: Principal, identities: IdentityRow[], timeout = 5_000): Promise<ReplyOptionRoot[]> {
  if (identities.length === 0) return [];
  const targets = identities.map(({ account_id: accountId, addresses }) => ({ accountId, addresses: addresses as unknown as Json }));
  const author = who.kind === 'agent' ? 'person' : 'automation';
  const options = known.parse(await bus.request('channels.options', { workspaceId: who.workspaceId, targets, author }, { timeout }));
  return identities.map(({ id: identityId }, index) => ({ ...options[index]!, identityId }));
}

/** Refuses with CONFLICT what may not be said now, in words that name what may. What only waits for its account is not refused. */
export function requireAllowed({ open, content, reason, message, templates }: ReplyOptionRoot, said: Content[]): void {
  if (open || reason === 'ACCOUNT_PAUSED' || said.every(({ type }) => content.includes(type))) return;
  const named = templates.slice(0, mostNamed).map(({ name, language }) => `${name} (${language})`);
  const more = templates.length > mostNamed ? ' ...' : '';
  throw new CodedError('CONFLICT', `${message}${named.length > 0 ? ` Templates: ${named.join(', ')}${more}.` : ''}`);
}

const mostNamed = 10;

/** What the identity that a message would leave on allows; `undefined` when that cannot be known now: the channel judges itself when it sends. */
export async function optionBefore(
  { db, bus, who, load }: ConversationsContext,
  input: SendMessageInput,
): Promise<ReplyOptionRoot | undefined> {
  const dialogue = await load.dialogue.load(input.dialogueId);
  if (!dialogue) return undefined;
  try {
    const answered = input.replyTo ? await answeredMessage(db, who.workspaceId, dialogue.id, input.replyTo) : undefined;
    const identity = chooseIdentity(await identitiesIn(db, dialogue.id), dialogue.id, input.identityId ?? undefined, answered);
    return (await optionsOf(bus, who, [identity], patience))[0];
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}

/** Milliseconds: nobody waits longer to have a message queued. */
const patience = 2_000;
