import { LRUCache } from 'lru-cache';
import type { Place } from '../../kit/graph.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { ShowEvent, Watched } from './event.ts';
import type { Feeds } from './feed.ts';
import { createGroup, type Group, type Memory } from './group.ts';
import type { Store } from './store.ts';

/** The groups there are, each for as long as somebody is in it. */
export interface Groups {
  /** The group with this key, made of the one who comes first. */
  join(key: string, watched: Watched, place: Place): Group;
  leave(group: Group): void;
  count(): number;
}

interface Options {
  show: ShowEvent;
  /** An event was given to all of a group who follow it as it happens. */
  given(item: FeedItem): void;
  store: Store;
  feeds: Feeds;
  idle: number;
}

/** Bytes of what was shown a moment ago, and for how long it counts as what is now, in milliseconds. */
const mostRemembered = 16_777_216;
const remembered = 10_000;

/** No groups yet. What they show is remembered together. */
export function createGroups({ show, given, store, feeds, idle }: Options): Groups {
  const groups = new Map<string, { group: Group; members: number }>();
  const keys = new Map<Group, string>();
  const memory: Memory = new LRUCache({
    maxSize: mostRemembered,
    ttl: remembered,
    sizeCalculation: ({ shown }) => 300 + (shown?.length ?? 0),
  });

  function open(key: string, watched: Watched, { origin }: Place): { group: Group; members: number } {
    const { service } = watched.compiled.live!;
    const execute: Parameters<typeof createGroup>[0]['execute'] = (item, signal) => show(watched, item, signal);
    const group = createGroup({ key, origin, service, who: watched.who, execute, given, store, feeds, memory, idle });
    const opened = { group, members: 0 };
    groups.set(key, opened);
    keys.set(group, key);
    return opened;
  }

  return {
    join: (key, watched, place) => {
      const found = groups.get(key) ?? open(key, watched, place);
      found.members += 1;
      return found.group;
    },
    leave: (group) => {
      const key = keys.get(group)!;
      const found = groups.get(key)!;
      found.members -= 1;
      if (found.members > 0) return;
      groups.delete(key);
      keys.delete(group);
      group.close();
    },
    count: () => groups.size,
  };
}
