import type { Bell } from '../../kit/bell.ts';
import type { Subscription } from '../../kit/bus/bus.ts';
import type { Context, Parts, Service } from '../../kit/service.ts';
import { openStore } from '../../kit/store/store.ts';
import type { Adapter } from './adapter.ts';
import { all } from './adapters/all.ts';
import { showRead, showTyping } from './courtesy.ts';
import { handlers } from './events.ts';
import { createDocuments } from './ingress/documents.ts';
import { receiveWebhook } from './ingress/ingress.ts';
import { startListening } from './listening/listening.ts';
import { type Loaders, loaders } from './loaders.ts';
import { startKeeper } from './media/keeper.ts';
import { openFile } from './media/open.ts';
import { announce, arrive, facts } from './media/uploads.ts';
import { start } from './migrations/001-start.ts';
import { trace } from './migrations/002-trace.ts';
import { everyChannel } from './migrations/003-every-channel.ts';
import { media } from './migrations/004-media.ts';
import { people } from './migrations/005-people.ts';
import { sending } from './migrations/006-sending.ts';
import { accounts } from './migrations/007-accounts.ts';
import { authors } from './migrations/008-authors.ts';
import { lost } from './migrations/009-lost.ts';
import { devices } from './migrations/010-devices.ts';
import { answerOptions } from './options.ts';
import type { ChannelsParts } from './parts.ts';
import { previewMessages } from './preview.ts';
import { resolvers } from './resolvers.ts';
import { openOutside } from './sending/outside.ts';
import { startSender } from './sending/sender.ts';
import type { ChannelsTables } from './tables.ts';

export type ChannelsContext = Context<ChannelsTables, Loaders>;

/** How messages come and go over these channels: accounts, webhooks, deliveries. */
export function channelsOver(list: Adapter[]): Service<ChannelsTables, Loaders> {
  const adapters = new Map(list.map((adapter) => [adapter.channel, adapter]));
  const own = onceForEach((parts) => {
    const store = openStore(parts.settings);
    return { ...parts, adapters, store, outside: openOutside((file) => openFile({ ...parts, store }, file)), documents: createDocuments() };
  });
  return {
    name: 'channels',
    migrations: {
      '001-start': start,
      '002-trace': trace,
      '003-every-channel': everyChannel,
      '004-media': media,
      '005-people': people,
      '006-sending': sending,
      '007-accounts': accounts,
      '008-authors': authors,
      '009-lost': lost,
      '010-devices': devices,
    },
    resolvers: resolvers(adapters, own),
    loaders,
    handlers: (parts) => handlers(own(parts)),
    requests: (parts) => ({
      'webhook.channels': (body) => receiveWebhook(own(parts), body),
      'channels.preview': (body) => previewMessages(own(parts), body),
      'channels.options': (body) => answerOptions(own(parts), body),
      'channels.typing': (body) => showTyping(own(parts), body),
      'channels.read': (body) => showRead(own(parts), body),
      'media.announce': (body) => announce(parts, body),
      'media.arrive': (body) => arrive(parts, body),
      'media.facts': (body) => facts(parts, body),
    }),
    live: {},
    work: (parts) => [working(own(parts), [startSender(own(parts)), startKeeper(own(parts)), startListening(own(parts))])],
  };
}

/** What a started service works with, made once: every part of it rings the same bell. */
function onceForEach(make: (parts: Parts<ChannelsTables>) => ChannelsParts): (parts: Parts<ChannelsTables>) => ChannelsParts {
  const made = new WeakMap<Bell, ChannelsParts>();
  return (parts) => {
    const known = made.get(parts.bell) ?? make(parts);
    made.set(parts.bell, known);
    return known;
  };
}

/** The loops as one: what they call by is closed after the last of them. */
function working({ outside }: ChannelsParts, loops: Subscription[]): Subscription {
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await outside.close();
    },
  };
}

/** The service as the product runs it. */
export const channels = channelsOver(all);
