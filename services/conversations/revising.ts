import type { Transaction } from 'kysely';
import { found } from '../../kit/database.ts';
import { newId } from '../../kit/id.ts';
import { requiredText } from '../../kit/mutation.ts';
import { emission, emit } from '../../kit/outbox/emit.ts';
import type { Staff } from '../../kit/principal.ts';
import type { Content } from '../../schema/content.ts';
import { CodedError } from '../../schema/errors.ts';
import type { EventPayload } from '../../schema/events.ts';
import { changed } from './feed.ts';
import { appendEvent } from './message.ts';
import { edited, reacted, unsent } from './revision.ts';
import { holdDialogue, identityById } from './store/dialogues.ts';
import { changeEntry, entriesByIds, lockEntry } from './store/entries.ts';
import type { ConversationsTables, EntryRow } from './tables.ts';

type Tx = Transaction<ConversationsTables>;
type Altered = EventPayload<'channels.message.altered'>;

/** What is wished of a message that was said. */
export type Revision = { change: 'edit'; content: Content[] } | { change: 'unsend' } | { change: 'reaction'; emoji: string | null };

const longestEmoji = 64;

/** A reaction as it is wished; `null` takes it away. */
export function emojiOf(given: string | null | undefined): string | null {
  return given == null ? null : requiredText(given, 'emoji', longestEmoji);
}

/** Tells the channel to change a message: it shows when the channel has done it. Gives the message's id. */
export async function revise(tx: Tx, who: Staff, messageId: string, wish: Revision): Promise<string> {
  const [entry] = await entriesByIds(tx, who.workspaceId, [messageId]);
  const row = found(entry?.kind === 'message' ? entry : undefined, 'message', messageId);
  requireChangeable(row, wish.change);
  const identity = found(row.identity_id ? await identityById(tx, row.identity_id) : undefined, 'identity of the message', messageId);
  const payload = {
    changeId: newId('change'),
    messageId,
    accountId: identity.account_id,
    to: identity.addresses,
    change: wish.change,
    content: wish.change === 'edit' ? wish.content : [],
    emoji: wish.change === 'reaction' ? wish.emoji : null,
    author: who.kind === 'agent' ? ('person' as const) : ('automation' as const),
    at: Date.now(),
  };
  await emit(tx, [emission({ name: 'conversations.message.revised', key: identity.id, workspaceId: who.workspaceId, payload })]);
  return messageId;
}

function requireChangeable(row: EntryRow, change: Revision['change']): void {
  if (row.unsent_at) throw new CodedError('CONFLICT', `The message ${row.id} was taken back.`);
  if (row.delivery?.state === 'failed') throw new CodedError('CONFLICT', `The message ${row.id} failed: it never reached the customer.`);
  if (change === 'reaction') return;
  const isOurs = row.author?.kind === 'agent' || row.author?.kind === 'automation';
  if (!isOurs) throw new CodedError('CONFLICT', `The message ${row.id} was not said through Parlor: it cannot be changed here.`);
}

/** What the channel made of a change: the message as it is now, or an event that says why not. */
export async function applyAltered(tx: Tx, workspaceId: string, altered: Altered): Promise<void> {
  if (altered.error) return refused(tx, workspaceId, altered, altered.error);
  const row = await lockEntry(tx, altered.messageId);
  if (!row) return;
  const [kind, next] = changeOf(row, altered);
  if (!next) return;
  await changeEntry(tx, row.id, next);
  await emit(tx, [changed(row, kind)]);
}

/** Our own changes of a message come one after the other; the times are of two clocks, and of whole seconds where a platform reported. */
function changeOf(row: EntryRow, { change, content, emoji, at }: Altered) {
  const last = [row.edited_at?.getTime() ?? 0, ...row.reactions.filter(({ by }) => by === 'agent').map((reaction) => reaction.at)];
  const next = Math.max(at, ...last);
  switch (change) {
    case 'edit':
      return ['edited', edited(row, { content, at: next })] as const;
    case 'unsend':
      return ['unsent', unsent(row, { at })] as const;
    case 'reaction':
      return ['reacted', reacted(row, { emoji, at: next }, 'agent')] as const;
  }
}

async function refused(
  tx: Tx,
  workspaceId: string,
  { messageId, change, at }: Altered,
  { code, message }: NonNullable<Altered['error']>,
): Promise<void> {
  const [row] = await entriesByIds(tx, workspaceId, [messageId]);
  if (!row) return;
  const { home_id: homeId, identity_id: identityId } = row;
  const { id: dialogueId } = await holdDialogue(tx, workspaceId, homeId);
  await appendEvent(tx, {
    workspaceId,
    dialogueId,
    homeId,
    at: new Date(at),
    name: 'revision_refused',
    data: { messageId, change, code, message },
    ...(identityId && { identityId }),
  });
}
