import type { Json } from '../../kit/bus/bus.ts';
import type { ConversationsContext } from './service.ts';
import { identityById } from './store/dialogues.ts';

/** Tells channels up to which message the customer was read on each identity. Nobody waits for it, and nothing is lost when it fails. */
export async function tellRead(
  { db, bus, who, log }: ConversationsContext,
  messages: { id: string; identity_id: string | null }[],
): Promise<void> {
  for (const { id: messageId, identity_id } of messages) {
    const identity = identity_id ? await identityById(db, identity_id) : undefined;
    if (!identity) continue;
    const target = { accountId: identity.account_id, addresses: identity.addresses as unknown as Json };
    bus
      .request('channels.read', { workspaceId: who.workspaceId, ...target, messageId })
      .catch((error: unknown) => log.debug({ error: String(error) }, 'the channel could not be told of reading'));
  }
}
