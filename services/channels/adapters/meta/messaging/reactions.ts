import { CodedError } from '../../../../../schema/errors.ts';

/** What Messenger and Instagram call their reactions (messenger.md §1). */
const names = new Map([
  ['smile', '😆'],
  ['angry', '😠'],
  ['sad', '😢'],
  ['wow', '😮'],
  ['love', '❤️'],
  ['like', '👍'],
  ['dislike', '👎'],
]);

/** The emoji of a reaction that came by its name alone. */
export function reactionEmoji(name: string): string | undefined {
  return names.get(name);
}

/** The name to react by. Throws BAD_INPUT for an emoji that is none of theirs. */
export function reactionName(emoji: string): string {
  const bare = (value: string) => value.replaceAll('\ufe0f', '');
  const found = [...names].find(([, known]) => bare(known) === bare(emoji));
  if (found) return found[0];
  throw new CodedError('BAD_INPUT', `There is no reaction ${emoji} there; there are ${[...names.values()].join(' ')}.`);
}
