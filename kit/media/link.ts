import { createHmac, timingSafeEqual } from 'node:crypto';
import { CodedError } from '../../schema/errors.ts';

/** A file as a link names it. */
export interface Linked {
  id: string;
  name?: string;
}

/**
 * A link to a file of ours that is good for `seconds` at most, and for three quarters of that at least: in between it stays the same, so that
 * browsers that know the file do not ask for it again.
 */
export function signLink(key: Uint8Array, publicUrl: string, { id, name }: Linked, seconds: number, now = Date.now()): string {
  const step = Math.max(1, Math.floor(seconds / 4));
  const expires = Math.floor((now / 1_000 + seconds) / step) * step;
  const query = new URLSearchParams({ ...(name && { name }), expires: String(expires), signature: signature(key, id, name, expires) });
  return `${publicUrl}/media/${id}?${query}`;
}

/** What a link's id and query name; FORBIDDEN when we did not sign it so, EXPIRED when its time is over. */
export function readLink(key: Uint8Array, id: string, query: { [name: string]: string }, now = Date.now()): Linked & { seconds: number } {
  const { name, expires = '', signature: given = '' } = query;
  const expected = Buffer.from(signature(key, id, name, Number(expires)));
  const bytes = Buffer.from(given);
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected))
    throw new CodedError('FORBIDDEN', 'The link is not one of ours, or was changed.');
  const seconds = Number(expires) - Math.ceil(now / 1_000);
  if (seconds <= 0) throw new CodedError('EXPIRED', 'The link has expired: ask for the message again.');
  return { id, ...(name && { name }), seconds };
}

/** The file that a whole URL links to, where that is a link of ours which is still good. */
export function ownLink(key: Uint8Array, publicUrl: string, url: string): Linked | undefined {
  const [place = '', query = ''] = url.split('?');
  const prefix = `${publicUrl}/media/`;
  if (!place.startsWith(prefix)) return undefined;
  return readLink(key, place.slice(prefix.length), Object.fromEntries(new URLSearchParams(query)));
}

function signature(key: Uint8Array, id: string, name: string | undefined, expires: number): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([id, name ?? '', expires]))
    .digest('base64url');
}
