import type { Bus, Subscription } from '../../kit/bus/bus.ts';
import { feedItem } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';

/** Who listens to a feed. */
export interface Listener {
  /** A notice came: not always the next one, and sometimes one that came before. */
  hear(item: FeedItem): void;
  /** Notices may have been missed. */
  miss(): void;
}

/** A feed that is listened to, until `stop`. */
export interface Hearing {
  /** The greatest position that was heard of since anybody of this gateway listens. */
  latest(): number;
  stop(): void;
}

/** The feeds that this gateway listens to: whoever follows the same one shares what listens to it. */
export type Feeds = (service: string, topic: string, listener: Listener) => Hearing;

interface Feed {
  listeners: Set<Listener>;
  latest: number;
  subscription: Subscription;
}

/** Opens nothing yet: listening to a feed begins with the first who follows it and ends with the last. */
export function openFeeds(bus: Bus): Feeds {
  const feeds = new Map<string, Feed>();

  function listenTo(subject: string): Feed {
    const listeners = new Set<Listener>();
    const missed = () => {
      for (const listener of listeners) listener.miss();
    };
    const heard = (notice: unknown) => {
      const { success, data } = feedItem.safeParse(notice);
      if (!success) return missed();
      feed.latest = Math.max(feed.latest, data.position);
      for (const listener of listeners) listener.hear(data);
    };
    const feed: Feed = { listeners, latest: -1, subscription: bus.listen(subject, heard, missed) };
    feeds.set(subject, feed);
    return feed;
  }

  return (service, topic, listener) => {
    const subject = `${service}.${topic}`;
    const feed = feeds.get(subject) ?? listenTo(subject);
    feed.listeners.add(listener);
    return {
      latest: () => feed.latest,
      stop: () => {
        feed.listeners.delete(listener);
        if (feed.listeners.size > 0 || feeds.get(subject) !== feed) return;
        feeds.delete(subject);
        void feed.subscription.stop();
      },
    };
  };
}
