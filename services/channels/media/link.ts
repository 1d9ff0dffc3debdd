import type { Settings } from '../../../kit/env.ts';
import { signLink } from '../../../kit/media/link.ts';
import type { Keys } from '../../../kit/secret.ts';
import type { MediaItem } from '../plan.ts';

/** As long as a platform may take to fetch what we send, in seconds. */
const day = 86_400;

/** A signed link to our own copy, for a platform to fetch it by: good for a day at most. */
export function mediaLink(keys: Pick<Keys, 'media'>, { PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL'>, item: MediaItem): string {
  return signLink(keys.media, PUBLIC_URL, { id: item.mediaId ?? '', ...(item.name && { name: item.name }) }, day);
}
