import type { Transaction } from 'kysely';
import { type Emission, emission, emit } from '../../../kit/outbox/emit.ts';
import type { ChannelsParts } from '../parts.ts';
import { changeMedia, lockMedia, lockMediaOf } from '../store/media.ts';
import type { ChannelsTables, MediaRow } from '../tables.ts';
import { settledItem } from './register.ts';

type End = Pick<MediaRow, 'state' | 'reason'>;

/** Writes down what became of a file that was waited for, and tells. One that was taken back meanwhile stays as it is. */
export function settle(parts: Pick<ChannelsParts, 'change'>, { workspace_id, id }: MediaRow, end: End): Promise<void> {
  return parts.change(async (tx) => {
    const [row] = await lockMedia(tx, workspace_id, [id]);
    if (!row) return;
    // Its bytes may have been put into the store after they were removed from it.
    if (row.state !== 'waiting') return changeMedia(tx, id, { kept: true, due_at: new Date() });
    const settled = { ...row, ...end };
    await changeMedia(tx, id, { ...end, item: JSON.stringify(settledItem(settled)), due_at: new Date() });
    await emit(tx, told(settled));
  });
}

function told(row: MediaRow): Emission[] {
  const { id: mediaId, workspace_id: workspaceId, event_key } = row;
  return row.message_ids.map((messageId) =>
    emission({
      name: 'channels.media.settled',
      key: event_key ?? messageId,
      workspaceId,
      payload: { messageId, mediaId, at: Date.now(), item: settledItem(row) },
    }),
  );
}

/** A message was taken back: files that are in no other go with it. */
export async function letGo(tx: Transaction<ChannelsTables>, workspaceId: string, messageId: string): Promise<void> {
  for (const row of await lockMediaOf(tx, workspaceId, messageId)) {
    const others = row.message_ids.filter((id) => id !== messageId);
    if (others.length > 0) await changeMedia(tx, row.id, { message_ids: others });
    else await changeMedia(tx, row.id, { state: 'gone', reason: 'The message was taken back.', due_at: new Date() });
  }
}
