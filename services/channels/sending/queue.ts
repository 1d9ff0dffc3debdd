import type { Transaction } from 'kysely';
import { emission, emit } from '../../../kit/outbox/emit.ts';
import { carry } from '../../../kit/trace.ts';
import type { EventPayload } from '../../../schema/events.ts';
import { adapterOf } from '../accounts/account.ts';
import type { Capabilities } from '../capabilities.ts';
import { registerMedia } from '../media/register.ts';
import type { ChannelsParts } from '../parts.ts';
import { recipientOf } from '../recipient.ts';
import { accountsByIds } from '../store/accounts.ts';
import { countParts } from '../store/inbound.ts';
import { addDelivery, changeDelivery, lockDeliveries } from '../store/outbound.ts';
import type { ChannelsTables } from '../tables.ts';
import { callsBehind, isWhole } from './parts.ts';
import { progressed } from './progress.ts';
import { reportEarly } from './report.ts';

type Tx = Transaction<ChannelsTables>;
type Revised = EventPayload<'conversations.message.revised'>;

/** Queues a message for its channel. */
export async function queueMessage(
  parts: ChannelsParts,
  tx: Tx,
  workspaceId: string,
  { messageId: id, accountId, to, content, replyTo, quote, author }: EventPayload<'conversations.message.queued'>,
): Promise<void> {
  const registered = await registerMedia(tx, { id: accountId, workspaceId }, id, content, 'outbound');
  await addDelivery(tx, {
    ...queuedNow(id, workspaceId, accountId, to),
    content: JSON.stringify(registered),
    reply_to: replyTo,
    quote: quote ?? null,
    author,
  });
  await reportEarly(parts, tx, workspaceId, { id, accountId });
}

/** Queues a change to a message behind whatever else is to leave for that person; one that the channel cannot make is refused at once. */
export async function queueRevision(parts: ChannelsParts, tx: Tx, workspaceId: string, revised: Revised): Promise<void> {
  const { changeId, messageId, accountId, to, change, content, emoji, author, at } = revised;
  const [account] = await accountsByIds(tx, workspaceId, [accountId]);
  if (!account) return;
  const { name, capabilities } = adapterOf(parts.adapters, account.channel);
  const why = impossible(name, capabilities, change);
  if (why) {
    const error = { code: 'content_invalid', message: why };
    const payload = { messageId, at, change, content: change === 'edit' ? content : [], emoji, error };
    await emit(tx, [emission({ name: 'channels.message.altered', key: messageId, workspaceId, payload })]);
    return;
  }
  await addDelivery(tx, {
    ...queuedNow(changeId, workspaceId, accountId, to),
    kind: change,
    target_id: messageId,
    content: JSON.stringify(await registerMedia(tx, { id: accountId, workspaceId }, messageId, content, 'outbound')),
    emoji,
    author,
  });
}

/** Queues a message anew that failed, from the call that failed on. One that arrived all the same is told of again instead. */
export async function queueAgain(tx: Tx, { messageId, accountId }: EventPayload<'conversations.message.retried'>): Promise<void> {
  const [row] = await lockDeliveries(tx, accountId, [messageId]);
  if (!row) return;
  const { state } = row;
  if (state === 'failed') {
    const parts = await countParts(tx, accountId, messageId);
    // What nobody knew the end of may have been seen at the platform since.
    const arrived = parts > 0 && isWhole(row, parts);
    const calls_done = Math.max(row.calls_done, callsBehind(row.plan, parts));
    const again = { state: 'queued', tries: 0, calls_done, due_at: new Date() } as const;
    await changeDelivery(tx, messageId, {
      ...(arrived ? { state: 'sent', sent_at: row.sent_at ?? new Date() } : again),
      doubt_since: null,
    });
    if (arrived) await emit(tx, progressed(row, 'sent', row.sent_at?.getTime() ?? Date.now()));
  } else if (state === 'sent' || state === 'delivered' || state === 'read')
    await emit(tx, progressed(row, state, row.sent_at?.getTime() ?? Date.now()));
}

function queuedNow(id: string, workspaceId: string, accountId: string, to: Revised['to']) {
  return {
    message_id: id,
    workspace_id: workspaceId,
    account_id: accountId,
    recipient: recipientOf(to[0]),
    addresses: JSON.stringify(to),
    state: 'queued' as const,
    due_at: new Date(),
    trace: carry() ?? null,
  };
}

const doings = { edit: 'changed', unsend: 'taken back', reaction: 'reacted to' };

/** Why a channel cannot make a change; `undefined`: it can. */
function impossible(name: string, { does }: Capabilities, change: Revised['change']): string | undefined {
  return does[change] ? undefined : `On ${name}, what was said cannot be ${doings[change]} by us.`;
}
