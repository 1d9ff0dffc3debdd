import { buffer } from 'node:stream/consumers';
import { ownLink } from '../../../kit/media/link.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { ChannelsParts } from '../parts.ts';
import type { FileRef } from '../plan.ts';
import { download } from './download.ts';

/** The file behind a link: our own from the store, another's from the web. BAD_INPUT for what may not or cannot be had, UNAVAILABLE for now. */
export async function openFile(
  { store, keys, settings }: Pick<ChannelsParts, 'store' | 'keys' | 'settings'>,
  ref: FileRef,
): Promise<{ bytes: Uint8Array; mimeType: string; name: string }> {
  const own = ownLink(keys.media, settings.PUBLIC_URL, ref.url);
  if (own) {
    const file = await store.get(own.id);
    if (!file) throw new CodedError('BAD_INPUT', 'The file is no longer here.');
    return { bytes: await buffer(file.stream), mimeType: file.mimeType, name: ref.name ?? own.name ?? 'file' };
  }
  const { bytes, mimeType } = await download(ref.url, settings);
  return { bytes, mimeType: ref.mimeType ?? mimeType, name: ref.name ?? nameIn(ref.url) };
}

/** What follows the last slash, as people would write it. */
function nameIn(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || 'file';
  } catch {
    return last;
  }
}
