import type { Context, Parts, Service } from '../../kit/service.ts';
import { openStore } from '../../kit/store/store.ts';
import type { Adapter } from './adapter.ts';
import { all } from './adapters/all.ts';
import { handlers } from './events.ts';
import { receiveWebhook } from './ingress.ts';
import { type Loaders, loaders } from './loaders.ts';
import { start } from './migrations/001-start.ts';
import { trace } from './migrations/002-trace.ts';
import { everyChannel } from './migrations/003-every-channel.ts';
import { media } from './migrations/004-media.ts';
import { people } from './migrations/005-people.ts';
import type { ChannelsParts } from './parts.ts';
import { resolvers } from './resolvers.ts';
import { startSender } from './sending/sender.ts';
import type { ChannelsTables } from './tables.ts';

export type ChannelsContext = Context<ChannelsTables, Loaders>;

/** How messages come and go over these channels: accounts, webhooks, deliveries. */
export function channelsOver(list: Adapter[]): Service<ChannelsTables, Loaders> {
  const adapters = new Map(list.map((adapter) => [adapter.channel, adapter]));
  const own = (parts: Parts<ChannelsTables>): ChannelsParts => ({ ...parts, adapters, store: openStore(parts.settings) });
  return {
    name: 'channels',
    migrations: { '001-start': start, '002-trace': trace, '003-every-channel': everyChannel, '004-media': media, '005-people': people },
    resolvers: resolvers(adapters, own),
    loaders,
    handlers: (parts) => handlers(own(parts)),
    requests: (parts) => ({ 'webhook.channels': (body) => receiveWebhook(own(parts), body) }),
    live: {},
    work: (parts) => [startSender(own(parts))],
  };
}

/** The service as the product runs it. */
export const channels = channelsOver(all);
