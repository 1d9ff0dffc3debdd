import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import type { LiveField } from '../../kit/graph.ts';
import { siblingId } from '../../kit/id.ts';
import { openPlace, tellPassing } from '../../kit/live.ts';
import { requireStaff } from '../../kit/principal.ts';
import type { Parts } from '../../kit/service.ts';
import { address } from '../../schema/events.ts';
import { topics } from './feed.ts';
import type { SetTypingInput } from './schema.generated.ts';
import { chooseIdentity } from './sending.ts';
import type { ConversationsContext } from './service.ts';
import { dialoguesByIds, identitiesIn } from './store/dialogues.ts';
import type { ConversationsTables } from './tables.ts';
import { dialogueNow, visibleDialogue } from './visibility.ts';

const notice = z.object({
  by: z.enum(['customer', 'agent', 'automation']),
  agentId: z.string().nullable(),
  identityId: z.string(),
  on: z.boolean(),
});
type Notice = z.infer<typeof notice>;

/** What `typing` gives. */
export type TypingRoot = Notice & { at: Date };

/** Follows the dialogue through merges, as its own feed does. */
export const typing: LiveField<ConversationsContext> = {
  open: async (args, context) => {
    const asked = String(args.dialogueId);
    const { id } = await dialogueNow(context, asked);
    const feeds = { origin: topics.typing(asked), current: topics.typing(id), isRelated: async () => false };
    const place = await openPlace(context.db as never, feeds, null);
    // Merged meanwhile: what passes now passes elsewhere.
    return (await dialogueNow(context, asked)).id === id ? place : typing.open(args, context);
  },
  show: async (item, args, context) => {
    if (item.name !== 'typing') return null;
    const root: TypingRoot = { ...notice.parse(item.payload), at: new Date(item.at) };
    const { who } = context;
    if (who.kind !== 'customer') return root;
    const isForThem = root.identityId === who.identityId && root.by !== 'customer';
    return isForThem && (await visibleDialogue(context, String(args.dialogueId))) ? root : null;
  },
};

const told = z.object({
  workspaceId: z.string(),
  accountId: z.string(),
  channel: z.string(),
  contact: z.object({ addresses: z.tuple([address], address), name: z.string().optional() }),
  on: z.boolean(),
  at: z.number(),
});
const resolved = z.object({ identityId: z.string(), homeId: z.string() });

/** `conversations.typing`: a customer types on a channel. */
export async function hearTyping({ db, bus }: Parts<ConversationsTables>, body: Json): Promise<Json> {
  const { on, at, ...origin } = told.parse(body);
  const { workspaceId } = origin;
  const { identityId, homeId } = resolved.parse(await bus.request('identity.resolve', origin));
  const [dialogue] = await dialoguesByIds(db, workspaceId, [siblingId(homeId, 'dialogue')]);
  if (!dialogue) return null;
  const payload: Notice = { by: 'customer', agentId: null, identityId, on };
  tellPassing(bus, 'conversations', { topic: topics.typing(dialogue.id), name: 'typing', workspaceId, at, payload });
  return null;
}

/** Staff types to the customer: tells who follows, and the channel. */
export async function type(context: ConversationsContext, { dialogueId, identityId, on }: SetTypingInput): Promise<void> {
  const { db, bus, log } = context;
  const who = requireStaff(context.who);
  const { workspaceId } = who;
  const dialogue = await dialogueNow(context, dialogueId);
  const identity = chooseIdentity(await identitiesIn(db, dialogue.id), dialogue.id, identityId ?? undefined, undefined);
  const by = who.kind === 'agent' ? ('agent' as const) : ('automation' as const);
  const payload: Notice = { by, agentId: who.kind === 'agent' ? who.agentId : null, identityId: identity.id, on };
  tellPassing(bus, 'conversations', { topic: topics.typing(dialogue.id), name: 'typing', workspaceId, at: Date.now(), payload });
  const author = who.kind === 'agent' ? 'person' : 'automation';
  const target = { accountId: identity.account_id, addresses: identity.addresses as unknown as Json };
  bus
    .request('channels.typing', { workspaceId, ...target, on, author })
    .catch((error: unknown) => log.debug({ error: String(error) }, 'the channel could not be told of typing'));
}
