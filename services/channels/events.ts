import type { Handlers } from '../../kit/outbox/consume.ts';
import type { Parts } from '../../kit/service.ts';
import { recipientOf } from './acceptance.ts';
import { addDelivery } from './store/outbound.ts';
import type { ChannelsTables } from './tables.ts';

/** What channels does on events. */
export function handlers({ bell }: Parts<ChannelsTables>): Handlers<ChannelsTables> {
  return {
    'conversations.message.queued': async ({ workspaceId, payload }, once) => {
      await once((tx) =>
        addDelivery(tx, {
          message_id: payload.messageId,
          workspace_id: workspaceId,
          account_id: payload.accountId,
          recipient: recipientOf(payload.to[0]),
          addresses: JSON.stringify(payload.to),
          content: JSON.stringify(payload.content),
          reply_to: payload.replyTo,
          state: 'queued',
          due_at: new Date(),
          sent_at: null,
        }),
      );
      bell.ring();
    },
  };
}
