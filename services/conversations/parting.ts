import type { Transaction } from 'kysely';
import { newId } from '../../kit/id.ts';
import type { Emission } from '../../kit/outbox/emit.ts';
import { conversationChanged } from './feed.ts';
import { addConversation, conversationsByIds, openConversationsOf, recountConversation } from './store/conversations.ts';
import { moveEntries, strays } from './store/entries.ts';
import type { ConversationRow, ConversationsTables } from './tables.ts';

type Tx = Transaction<ConversationsTables>;
type Stray = Awaited<ReturnType<typeof strays>>[number];

/**
 * When dialogues part again, what was said on one side in a conversation of the other goes on in a conversation of its own side: so that
 * no inbox shows what is not its customer's, and none misses anything. Tells of every conversation that is not as it was.
 */
export async function partConversations(tx: Tx, workspaceId: string, dialogueIds: string[]): Promise<Emission[]> {
  const emissions: Emission[] = [];
  for (const stray of await strays(tx, dialogueIds)) {
    const [shared] = await conversationsByIds(tx, workspaceId, [stray.conversation_id]);
    const { id, before } = await ownConversation(tx, shared!, stray);
    await moveEntries(tx, stray, id);
    emissions.push(conversationChanged(await recountConversation(tx, id), before));
    emissions.push(conversationChanged(await recountConversation(tx, stray.conversation_id), shared));
  }
  return emissions;
}

/** The one that is open on the side where the entries are, or else a new one in the same state as the shared one. */
async function ownConversation(tx: Tx, shared: ConversationRow, stray: Stray): Promise<{ id: string; before?: ConversationRow }> {
  const [open] = shared.status === 'closed' ? [] : await openConversationsOf(tx, [stray.dialogue_id]);
  if (open) return { id: open.id, before: open };
  const id = newId('conversation');
  await addConversation(tx, { ...shared, id, dialogue_id: stray.dialogue_id, home_id: stray.home_id, opened_at: stray.opened_at });
  return { id };
}
