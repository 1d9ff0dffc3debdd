import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** What an answer can be written as. */
export type Media = 'application/json' | 'application/graphql-response+json' | 'text/event-stream' | 'multipart/mixed';

const whole: Media[] = ['application/json', 'application/graphql-response+json', 'text/event-stream'];
/** How clients ask for a subscription in parts (Apollo's multipart protocol); without it `multipart/mixed` would mean `@defer`. */
const inParts = /multipart\/mixed\s*;[^,]*subscriptionspec\s*=\s*"?1\.0/i;

/** Chooses by the `accept` header, JSON where it does not matter; `undefined` when nothing of ours is accepted. Headers are read once each. */
export function createNegotiation(): (accept: string | undefined) => Media | undefined {
  const known = new LRUCache<string, { media: Media | undefined }>({ max: 200 });
  return (accept = '*/*') => {
    const found = known.get(accept) ?? { media: choose(accept) };
    if (accept.length < 500) known.set(accept, found);
    return found.media;
  };
}

function choose(accept: string): Media | undefined {
  if (inParts.test(accept)) return 'multipart/mixed';
  return new Negotiator({ headers: { accept } }).mediaType(whole) as Media | undefined;
}
