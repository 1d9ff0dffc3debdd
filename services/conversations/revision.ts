import { type Content, textOf } from '../../schema/content.ts';
import type { AuthorKind, EntryRow, ReactionRecord } from './tables.ts';

/*
 * What becomes of a message after it was said. Platforms tell of it in any order: what happened before that which is known changes nothing.
 */

/** The message with another text. */
export function edited(row: EntryRow, { content, at }: { content: Content[]; at: number }) {
  if (row.unsent_at || (row.edited_at && row.edited_at.getTime() > at)) return null;
  return { text: textOf(content) || null, content: JSON.stringify(content), edited_at: new Date(at) };
}

/** The message with a file as it is now; an edit may have left it out. */
export function settled(row: EntryRow, { mediaId, item }: { mediaId: string; item: Content }) {
  const isIt = (part: Content) => 'mediaId' in part && part.mediaId === mediaId;
  return row.content.some(isIt) ? { content: JSON.stringify(row.content.map((part) => (isIt(part) ? item : part))) } : null;
}

/** The message taken back: its place stays. */
export function unsent(row: EntryRow, { at }: { at: number }) {
  return row.unsent_at ? null : { text: null, content: '[]', unsent_at: new Date(at) };
}

/** The message with the one reaction of an author's, or without it where `emoji` is null. */
export function reacted(row: EntryRow, { emoji, at }: { emoji: string | null; at: number }, by: AuthorKind = 'customer') {
  const [mine, others] = [row.reactions.filter((each) => each.by === by), row.reactions.filter((each) => each.by !== by)];
  if (mine.some((reaction) => reaction.at > at)) return null;
  const now: ReactionRecord[] = emoji === null ? [] : [{ emoji, by, at }];
  return { reactions: JSON.stringify([...others, ...now]) };
}
