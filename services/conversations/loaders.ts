import { grouped, keyed } from '../../kit/load.ts';
import type { Principal } from '../../kit/principal.ts';
import type { Parts } from '../../kit/service.ts';
import { optionsOf } from './option.ts';
import { conversationsByIds, openConversationsOf } from './store/conversations.ts';
import { dialoguesByIds, identitiesAmong, unreadCounts } from './store/dialogues.ts';
import { entriesByIds } from './store/entries.ts';
import type { ConversationsTables } from './tables.ts';

export type Loaders = ReturnType<typeof loaders>;

/** One query for everything of a kind that a request asks for. */
export function loaders({ db, bus }: Parts<ConversationsTables>, who: Principal) {
  const { workspaceId } = who;
  return {
    /** By any id a dialogue ever had. */
    dialogue: keyed(
      (ids) => dialoguesByIds(db, workspaceId, ids),
      (row) => row.asked,
    ),
    entry: keyed(
      (ids) => entriesByIds(db, workspaceId, ids),
      (row) => row.id,
    ),
    conversation: keyed(
      (ids) => conversationsByIds(db, workspaceId, ids),
      (row) => row.id,
    ),
    openConversationsOf: grouped(
      (ids) => openConversationsOf(db, ids),
      (row) => row.dialogue_id,
    ),
    replyOptions: grouped(
      async (ids) => {
        const identities = await identitiesAmong(db, ids);
        const options = await optionsOf(bus, who, identities);
        return options.map((option, index) => ({ ...option, dialogueId: identities[index]!.root_id }));
      },
      (row) => row.dialogueId,
    ),
    unread: keyed(
      (ids) => (who.kind === 'agent' ? unreadCounts(db, who.agentId, ids) : Promise.resolve([])),
      (row) => row.id,
    ),
  };
}
