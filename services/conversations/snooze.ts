import type { Subscription } from '../../kit/bus/bus.ts';
import type { Parts } from '../../kit/service.ts';
import { wake } from './conversation.ts';
import { dueConversations } from './store/conversations.ts';
import type { ConversationsTables } from './tables.ts';

/** Opens snoozed conversations again when their time has come; looks every second. */
export function startWaking(parts: Parts<ConversationsTables>): Subscription {
  let looking: Promise<void> = Promise.resolve();
  const look = async () => {
    try {
      for (const { id, workspace_id } of await dueConversations(parts.db, new Date(), 100)) {
        const who = { kind: 'service' as const, workspaceId: workspace_id, name: 'conversations' };
        await parts.change((tx) => wake(tx, who, id));
      }
    } catch (error) {
      parts.log.warn({ error: String(error) }, 'snoozed conversations could not be looked at now');
    }
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, 1_000);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
