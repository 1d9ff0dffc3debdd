import type { Context, Service } from '../../kit/service.ts';
import { handlers } from './events.ts';
import { live } from './live.ts';
import { type Loaders, loaders } from './loaders.ts';
import { start } from './migrations/001-start.ts';
import { retry } from './migrations/002-retry.ts';
import { burst } from './migrations/003-burst.ts';
import { resolvers } from './resolvers.ts';
import { startWaking } from './snooze.ts';
import type { ConversationsTables } from './tables.ts';
import { hearTyping } from './typing.ts';

export type ConversationsContext = Context<ConversationsTables, Loaders>;

/** What is said: dialogues, entries, conversations, and who has read what. */
export const conversations: Service<ConversationsTables, Loaders> = {
  name: 'conversations',
  migrations: { '001-start': start, '002-retry': retry, '003-burst': burst },
  resolvers,
  loaders,
  handlers,
  requests: (parts) => ({ 'conversations.typing': (body) => hearTyping(parts, body) }),
  live,
  work: (parts) => [startWaking(parts)],
};
