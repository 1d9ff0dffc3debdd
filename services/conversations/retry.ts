import type { Transaction } from 'kysely';
import { found } from '../../kit/database.ts';
import { emission, emit } from '../../kit/outbox/emit.ts';
import type { Staff } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import { changed } from './feed.ts';
import type { RetryMessageInput } from './schema.generated.ts';
import { chooseIdentity, say } from './sending.ts';
import { holdDialogue, identitiesIn } from './store/dialogues.ts';
import { changeEntry, entriesByIds, lockEntry } from './store/entries.ts';
import type { ConversationsTables, EntryRow, IdentityRow } from './tables.ts';

type Tx = Transaction<ConversationsTables>;

/**
 * Sends a message again that failed, and gives the id of what is on its way now: the same message on its own identity, or a new one that names it on
 * another identity of the customer. CONFLICT for a message that did not fail.
 */
export async function retry(tx: Tx, who: Staff, { messageId, identityId }: RetryMessageInput): Promise<string> {
  const [entry] = await entriesByIds(tx, who.workspaceId, [messageId]);
  const message = entry?.kind === 'message' ? entry : undefined;
  const { id: dialogueId } = await holdDialogue(tx, who.workspaceId, found(message, 'message', messageId).dialogue_id);
  const failed = mustHaveFailed(found(await lockEntry(tx, messageId), 'message', messageId));
  const identities = await identitiesIn(tx, dialogueId);
  const identity = chooseIdentity(identities, dialogueId, identityId ?? failed.identity_id ?? undefined, undefined);
  if (identity.id === failed.identity_id) return sendAgain(tx, failed, identity);
  return say(tx, who, dialogueId, identity, { content: failed.content, retryOf: failed.id });
}

function mustHaveFailed(row: EntryRow): EntryRow {
  const state = row.delivery?.state;
  if (state === undefined) throw new CodedError('BAD_INPUT', 'Only messages to a customer can be sent again.');
  if (row.unsent_at) throw new CodedError('CONFLICT', 'The message was taken back: it cannot be sent again.');
  if (state !== 'failed') throw new CodedError('CONFLICT', `The message is ${state}: only one that failed can be sent again.`);
  return row;
}

async function sendAgain(tx: Tx, row: EntryRow, { account_id: accountId }: IdentityRow): Promise<string> {
  await changeEntry(tx, row.id, { delivery: JSON.stringify({ state: 'queued' }) });
  const payload = { messageId: row.id, accountId, at: Date.now() };
  const key = row.identity_id ?? row.id;
  await emit(tx, [
    emission({ name: 'conversations.message.retried', key, workspaceId: row.workspace_id, payload }),
    changed(row, 'delivery'),
  ]);
  return row.id;
}
