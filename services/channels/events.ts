import type { Handlers } from '../../kit/outbox/consume.ts';
import { letGo } from './media/settle.ts';
import type { ChannelsParts } from './parts.ts';
import { queueAgain, queueMessage, queueRevision } from './sending/queue.ts';
import type { ChannelsTables } from './tables.ts';

/** What channels does on events. */
export function handlers(parts: ChannelsParts): Handlers<ChannelsTables> {
  const { bell } = parts;
  return {
    'conversations.message.queued': async ({ workspaceId, payload }, once) => {
      await once((tx) => queueMessage(parts, tx, workspaceId, payload));
      bell.ring();
    },
    'conversations.message.retried': async ({ payload }, once) => {
      await once((tx) => queueAgain(tx, payload));
      bell.ring();
    },
    'conversations.message.revised': async ({ workspaceId, payload }, once) => {
      await once((tx) => queueRevision(parts, tx, workspaceId, payload));
      bell.ring();
    },
    'channels.message.unsent': async ({ workspaceId, payload }, once) => {
      await once((tx) => letGo(tx, workspaceId, payload.messageId));
      bell.ring();
    },
    'channels.message.altered': async ({ workspaceId, payload }, once) => {
      if (payload.change !== 'unsend' || payload.error) return;
      await once((tx) => letGo(tx, workspaceId, payload.messageId));
      bell.ring();
    },
  };
}
