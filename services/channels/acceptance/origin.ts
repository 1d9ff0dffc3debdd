import type { Inbound } from '../inbound.ts';

/** Where campaign links can come from that cannot be written to themselves: the prefix of their refs, and the channel (snapchat.md, "deep-link bridge"). */
const sources: { [prefix: string]: string } = { snap: 'snapchat' };

/** A campaign of a channel, as a link carries it. */
export interface Campaign {
  source: string;
  campaign: string;
}

/** What a campaign may be called, so that every platform takes it in a link. */
export const campaignName = /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/;

/** The ref by which a campaign of a channel is known in links: `snap_summer`; `undefined` where no links lead away from the channel. */
export function refOf({ source, campaign }: Campaign): string | undefined {
  const prefix = Object.keys(sources).find((each) => sources[each] === source);
  return prefix === undefined ? undefined : `${prefix}_${campaign}`;
}

/** The campaign that a ref stands for; `undefined` for refs of others. */
export function campaignOf(ref: string): Campaign | undefined {
  const [, prefix = '', campaign = ''] = /^([a-z]+)_([A-Za-z0-9-]+)$/.exec(ref) ?? [];
  const source = Object.hasOwn(sources, prefix) ? sources[prefix] : undefined;
  return source !== undefined && campaignName.test(campaign) ? { source, campaign } : undefined;
}

/**
 * The events, with what they tell of where the person came from: a referral with a campaign's ref names the source, and a message with its tag
 * (`[snap_summer]`, which wa.me links write for the person) brings a referral of its own. What was said stays as it was said.
 */
export function withOrigins(events: Inbound[]): Inbound[] {
  return events.flatMap((event) => {
    if (event.kind === 'event' && event.name === 'referral') return [stamped(event)];
    if (event.kind !== 'message') return [event];
    const found = tagIn(event);
    return found ? [event, found] : [event];
  });
}

function stamped(event: Extract<Inbound, { kind: 'event' }>): Inbound {
  const { data } = event;
  if (typeof data !== 'object' || data === null || Array.isArray(data) || typeof data.ref !== 'string') return event;
  const found = campaignOf(data.ref);
  if (!found) return event;
  // The platform's own word for the way it came, as Messenger's SHORTLINK, is not lost.
  return { ...event, data: { ...data, ...found, ...(data.source === undefined ? {} : { via: data.source }) } };
}

function tagIn({ content, key, ...event }: Extract<Inbound, { kind: 'message' }>): Inbound | undefined {
  const [first] = content;
  const tag = first?.type === 'text' ? /\[([a-z]+_[A-Za-z0-9-]+)\]/.exec(first.text)?.[1] : undefined;
  const found = tag === undefined ? undefined : campaignOf(tag);
  if (tag === undefined || !found) return undefined;
  const { externalId, at, raw, contact } = event;
  return { key: `origin:${key}`, externalId, at, raw, kind: 'event', name: 'referral', contact, data: { ref: tag, ...found } };
}
