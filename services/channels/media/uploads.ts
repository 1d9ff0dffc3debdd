import { z } from 'zod';
import type { Json } from '../../../kit/bus/bus.ts';
import { found } from '../../../kit/database.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { ChannelsParts } from '../parts.ts';
import { accountsByIds } from '../store/accounts.ts';
import { addMedia, changeMedia, mediaByIds } from '../store/media.ts';
import type { MediaRow } from '../tables.ts';

type P = Pick<ChannelsParts, 'db'>;

/** Milliseconds until an upload that did not come to its end is cleared away, and until one that was never used is. */
const hour = 3_600_000;
const day = 24 * hour;

const announced = z.object({
  mediaId: z.string(),
  workspaceId: z.string(),
  /** The account a customer writes to, and their address on it. */
  accountId: z.string().nullable(),
  by: z.string(),
  name: z.string().nullable(),
});
const arrived = z.object({ mediaId: z.string(), workspaceId: z.string(), mimeType: z.string(), size: z.number() });
const asked = z.object({ workspaceId: z.string(), mediaIds: z.array(z.string()).max(50) });

/** `media.announce`: somebody uploads a file. Its bytes are ours to clear away from now on. */
export async function announce({ db }: P, body: Json): Promise<Json> {
  const { mediaId: id, workspaceId, accountId, by, name } = announced.parse(body);
  if (accountId !== null) {
    const { status } = found((await accountsByIds(db, workspaceId, [accountId]))[0], 'channel account', accountId);
    if (status === 'disconnected') throw new CodedError('FORBIDDEN', 'The widget or app of this session is no longer connected.');
  }
  const item = JSON.stringify({ type: 'file' });
  const row = { id, workspace_id: workspaceId, account_id: accountId, uploaded_by: by, name, item, state: 'waiting' as const };
  await addMedia(db, [{ ...row, kept: true, due_at: new Date(Date.now() + hour) }]);
  return null;
}

/** `media.arrive`: all of it is in the store, and clean. It waits a day for a message. */
export async function arrive({ db }: P, body: Json): Promise<Json> {
  const { mediaId, workspaceId, mimeType, size } = arrived.parse(body);
  const [row] = await mediaByIds(db, workspaceId, [mediaId]);
  const { id } = found(row, 'upload', mediaId);
  const item = JSON.stringify({ type: kindOf(mimeType) });
  await changeMedia(db, id, { state: 'stored', mime_type: mimeType, size, item, due_at: new Date(Date.now() + day) });
  return null;
}

/** `media.facts`: what is known of these files; nothing of one that is not of the workspace. */
export async function facts({ db }: P, body: Json): Promise<Json> {
  const { workspaceId, mediaIds } = asked.parse(body);
  return (await mediaByIds(db, workspaceId, mediaIds)).map(factsOf);
}

function factsOf({ id, state, mime_type, name, size, account_id, uploaded_by }: MediaRow): Json {
  const bytes = size === null ? null : Number(size);
  return { mediaId: id, state, mimeType: mime_type, name, size: bytes, accountId: account_id, uploadedBy: uploaded_by };
}

/** What a file is shown as. */
function kindOf(mimeType: string): string {
  return /^(image|video|audio)\//.exec(mimeType)?.[1] ?? 'file';
}
