import type { Settings } from '../../kit/env.ts';
import { signLink } from '../../kit/media/link.ts';
import type { Keys } from '../../kit/secret.ts';
import type { Content } from '../../schema/content.ts';

/** Where what a part of a message shows is: a link of ours that expires, where the file is here; what everybody may follow, where it is not. */
export function linkOf(content: Content, keys: Keys, { PUBLIC_URL, MEDIA_LINK_TTL }: Settings): string | null {
  if (!('mediaId' in content) || !content.mediaId || content.mediaState !== 'stored')
    return 'url' in content ? (content.url ?? null) : null;
  const { mediaId: id, name } = content;
  return signLink(keys.media, PUBLIC_URL, { id, ...(name && { name }) }, MEDIA_LINK_TTL);
}
