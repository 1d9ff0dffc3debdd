import type { Context, Service } from '../../kit/service.ts';
import { handlers } from './events.ts';
import { receiveWebhook } from './ingress.ts';
import { type Loaders, loaders } from './loaders.ts';
import { start } from './migrations/001-start.ts';
import { trace } from './migrations/002-trace.ts';
import { resolvers } from './resolvers.ts';
import { startSender } from './sender.ts';
import type { ChannelsTables } from './tables.ts';

export type ChannelsContext = Context<ChannelsTables, Loaders>;

/** How messages come and go: accounts, webhooks, deliveries. */
export const channels: Service<ChannelsTables, Loaders> = {
  name: 'channels',
  migrations: { '001-start': start, '002-trace': trace },
  resolvers,
  loaders,
  handlers,
  requests: (parts) => ({ 'webhook.channels': (body) => receiveWebhook(parts, body) }),
  live: {},
  work: (parts) => [startSender(parts)],
};
