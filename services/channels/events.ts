import type { Handlers } from '../../kit/outbox/consume.ts';
import { carry } from '../../kit/trace.ts';
import type { ChannelsParts } from './parts.ts';
import { recipientOf } from './recipient.ts';
import { reportEarly } from './sending/report.ts';
import { addDelivery } from './store/outbound.ts';
import type { ChannelsTables } from './tables.ts';

/** What channels does on events. */
export function handlers(parts: ChannelsParts): Handlers<ChannelsTables> {
  return {
    'conversations.message.queued': async ({ workspaceId, payload }, once) => {
      const { messageId: id, accountId, to, content, replyTo, author } = payload;
      await once(async (tx) => {
        await addDelivery(tx, {
          message_id: id,
          workspace_id: workspaceId,
          account_id: accountId,
          recipient: recipientOf(to[0]),
          addresses: JSON.stringify(to),
          content: JSON.stringify(content),
          reply_to: replyTo,
          author,
          state: 'queued',
          due_at: new Date(),
          sent_at: null,
          trace: carry() ?? null,
        });
        await reportEarly(parts, tx, workspaceId, { id, accountId });
      });
      parts.bell.ring();
    },
  };
}
