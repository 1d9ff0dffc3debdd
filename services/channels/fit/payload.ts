import type { Option } from '../../../schema/content.ts';
import type { Draft } from './draft.ts';

/**
 * Remembers a choice that the message offers under a title (and a number, where we wrote one), and gives the payload to write:
 * its own, or `~<message id>.<n>` for the n-th choice of the message where its own is longer than `limit` bytes; 0: titles only come back.
 */
export function offer(
  { id, choices }: Draft,
  { title, payload }: Pick<Option, 'title' | 'payload'>,
  number: number | null,
  limit = 0,
): string {
  choices.push({ number, title, payload });
  return limit === 0 || Buffer.byteLength(payload) <= limit ? payload : tokenOf(id, choices.length);
}

/** Whether each payload, or a token for it, has room in `limit` bytes. */
export function carries({ id, choices }: Draft, options: Option[], limit: number): boolean {
  const token = Buffer.byteLength(tokenOf(id, choices.length + options.length));
  return limit === 0 || token <= limit || options.every(({ payload }) => Buffer.byteLength(payload) <= limit);
}

function tokenOf(id: string, position: number): string {
  return `~${id}.${position}`;
}
