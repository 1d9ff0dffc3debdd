import type { Transaction } from 'kysely';
import { newId } from '../../../kit/id.ts';
import type { Content } from '../../../schema/content.ts';
import type { Address } from '../../../schema/events.ts';
import type { Account } from '../adapter.ts';
import type { MediaItem } from '../plan.ts';
import { recipientOf } from '../recipient.ts';
import { addMedia, changeMedia, lockMedia } from '../store/media.ts';
import type { ChannelsTables, MediaRow } from '../tables.ts';

type Tx = Transaction<ChannelsTables>;
type Home = Pick<Account, 'id' | 'workspaceId'>;

/** True for content that is a file. */
export function isMedia(item: Content): item is MediaItem {
  return ['image', 'video', 'audio', 'file', 'sticker'].includes(item.type);
}

/** What matters of an inbound message to its files. */
interface Origin {
  /** The addresses of the customer it is from (of an echo: to). They may name only uploads of their own. */
  from: readonly Address[];
  /** Whether everybody may follow the platform's own link. */
  isOpen?(item: MediaItem): boolean;
}

/**
 * The content of a message with its files as ours: what the platform holds will be fetched, an upload that it names is in this message now. One
 * that may not be named is `gone`.
 */
export async function registerMedia(
  tx: Tx,
  account: Home,
  messageId: string,
  content: Content[],
  direction: 'inbound' | 'outbound',
  { from, isOpen = () => false }: Origin = { from: [] },
): Promise<Content[]> {
  if (!content.some(isMedia)) return content;
  const named = content.flatMap((item) => (isMedia(item) && item.mediaId ? [item.mediaId] : []));
  const uploads = new Map((await lockMedia(tx, account.workspaceId, named)).map((row) => [row.id, row]));
  const registered: Content[] = [];
  for (const item of content) {
    if (!isMedia(item)) registered.push(item);
    else if (item.mediaId) {
      const row = usable(uploads.get(item.mediaId), account, direction, from);
      registered.push(await attach(tx, item, messageId, direction, row));
    } else registered.push(direction === 'inbound' ? await expect(tx, account, messageId, item, from[0], isOpen(item)) : item);
  }
  return registered;
}

/** A file that is here, as content says it. */
export function settledItem({ id, item, mime_type, name, size, state, reason }: MediaRow): MediaItem {
  const { url: _url, platformId: _platformId, source: _source, ...said } = item;
  return {
    ...said,
    type: mime_type ? typeFor(said.type, mime_type) : said.type,
    ...(mime_type && { mimeType: mime_type }),
    ...(name && { name }),
    ...(size === null ? {} : { size: Number(size) }),
    mediaId: id,
    mediaState: state,
    ...(reason && state !== 'stored' && { reason }),
  };
}

/** What is shown inline must be what its bytes say; else it is a file like any other. */
export function typeFor(said: MediaItem['type'], mimeType: string): MediaItem['type'] {
  return said === 'file' || /^(image|video|audio)\//.test(mimeType) ? said : 'file';
}

function usable(row: MediaRow | undefined, account: Home, direction: string, from: readonly Address[]): MediaRow | undefined {
  if (row?.state !== 'stored') return undefined;
  if (direction === 'outbound') return row;
  return row.account_id === account.id && from.some(({ value }) => value === row.uploaded_by) ? row : undefined;
}

/** An upload is in one message more. Staff may call a picture a file; of a customer's file, the upload says what it is. */
async function attach(tx: Tx, item: MediaItem, messageId: string, direction: string, row: MediaRow | undefined): Promise<Content> {
  const { mediaId: _mediaId, url: _url, platformId: _platformId, source: _source, ...said } = item;
  if (!row) return { ...said, mediaState: 'gone' };
  if (!row.message_ids.includes(messageId)) await changeMedia(tx, row.id, { message_ids: [...row.message_ids, messageId] });
  const settled = settledItem(row);
  const asked = direction === 'outbound' || said.type !== 'file' ? typeFor(said.type, row.mime_type ?? '') : settled.type;
  return { ...settled, ...(said.caption && { caption: said.caption }), ...(said.name && { name: said.name }), type: asked };
}

/** A file that the platform holds: until it is here, its own link is shown only where everybody may follow it. */
async function expect(tx: Tx, account: Home, messageId: string, item: MediaItem, by: Address | undefined, open: boolean): Promise<Content> {
  const { source, ...said } = item;
  if (!said.url && !said.platformId && !source) return item;
  const id = newId('media');
  await addMedia(tx, [
    {
      id,
      workspace_id: account.workspaceId,
      account_id: account.id,
      message_ids: [messageId],
      event_key: by ? `${account.id}:${recipientOf(by)}` : messageId,
      item: JSON.stringify(item),
      state: 'waiting',
      name: said.name ?? null,
    },
  ]);
  const { url, ...hidden } = said;
  return { ...hidden, ...(open && url && { url }), mediaId: id, mediaState: 'waiting' };
}
