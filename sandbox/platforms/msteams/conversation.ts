import { createHash } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import type { Fact, Person } from '../../memory.ts';
import type { World } from '../../platform.ts';
import { TeamsError, throttled } from './refusal.ts';

/** Where a bot and people write. */
export interface Conversation {
  id: string;
  /** The person of a chat; the channel itself otherwise. */
  to: string;
  personal: boolean;
}

/** The tenant that all people of the sandbox are of. */
export const tenant = '11111111-2222-3333-4444-555555555555';

/** The chat of a person with the bot: always the same. */
export function chatOf(account: SandboxAccount, person: string): Conversation {
  const hash = createHash('sha256')
    .update(`${setting(account, 'appId')} ${person}`)
    .digest('base64url');
  return { id: `a:1${hash}`, to: person, personal: true };
}

/** The facts of a person's first act there. */
export function entered(account: SandboxAccount, person: Person, conversation: Conversation): Fact[] {
  return [
    { kind: 'person', account: account.id, person },
    { kind: 'kept', account: account.id, name: `conversation ${conversation.id}`, value: conversation },
  ];
}

/** The conversation of a call; refused where the bot is not wanted (msteams.md, Errors). */
export function conversationOf(world: World, account: SandboxAccount, id: string): Conversation {
  const known = world.memory.kept(account.id, `conversation ${id}`) ?? world.memory.kept(account.id, `conversation ${id.split(';')[0]}`);
  if (!known) throw new TeamsError(404, 'ConversationNotFound', 'Conversation not found.');
  const conversation = known as Conversation;
  refuseUnwanted(world, account, conversation.to);
  return { ...conversation, id };
}

/** Throws when a person has blocked the bot, or removed it. */
export function refuseUnwanted(world: World, account: SandboxAccount, person: string) {
  const standing = world.memory.kept(account.id, `standing ${person}`);
  if (standing === 'blocked') throw new TeamsError(403, 'ConversationBlockedByUser', 'User blocked the conversation with the bot.');
  if (standing === 'removed') throw new TeamsError(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
}

/** So many in so many milliseconds, in one conversation (msteams.md, Errors). */
const windows: [most: number, span: number][] = [
  [7, 1_000],
  [8, 2_000],
  [60, 30_000],
  [1_800, 3_600_000],
];

/** Counts sends by conversation, and throws where there are too many. */
export function throttle() {
  const sends = new Map<string, number[]>();
  return (conversation: string, now: number) => {
    const recent = (sends.get(conversation) ?? []).filter((at) => at > now - 3_600_000);
    for (const [most, span] of windows) {
      const within = recent.filter((at) => at > now - span);
      if (within.length >= most) throw throttled(Math.max(1, Math.ceil(((within[0] ?? now) + span - now) / 1000)));
    }
    sends.set(conversation, [...recent, now]);
  };
}
