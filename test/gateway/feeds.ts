import type { Bus, Json } from '../../kit/bus/bus.ts';
import type { Place } from '../../kit/graph.ts';
import { moveOf, type Replayed } from '../../kit/live.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Move } from '../../kit/outbox/tables.ts';
import { CodedError } from '../../schema/errors.ts';

interface Happening {
  name?: string;
  moves?: Move[];
  /** Its notice gets lost. */
  lost?: boolean;
}

type Open = { action: 'open'; field: string; args: { dialogueId: string; after?: string | null } };
type Request = Open | { action: 'replay'; place: Place; limit: number };

export interface Feeds {
  /** Something happens in a dialogue. */
  happen(dialogueId: string, happening?: Happening): FeedItem;
  /** Lets go of what is older than a position. */
  prune(dialogueId: string, before: number): void;
  /** Replays until now; how often the store was asked. */
  replays: number;
  /** The same of where subscriptions begin. */
  opens: number;
  /** The next requests fail with this. */
  outage: CodedError | undefined;
}

const topicOf = (dialogueId: string) => `dialogue.${dialogueId}`;

/** Plays the feeds of conversations: keeps items, tells of them, and answers where to begin and what was missed. */
export async function scriptFeeds(bus: Bus): Promise<Feeds> {
  const items = new Map<string, FeedItem[]>();
  const heads = new Map<string, number>();
  const feeds: Feeds = { happen, prune, replays: 0, opens: 0, outage: undefined };

  function happen(dialogueId: string, { name = 'entry', moves = [], lost }: Happening = {}): FeedItem {
    const topics = [topicOf(dialogueId), ...moves.map(({ to }) => to)];
    const placed = topics.map((topic) => {
      const position = (heads.get(topic) ?? 0) + 1;
      heads.set(topic, position);
      const item: FeedItem = { topic, position, name, workspaceId: 'wsp_test', at: Date.now(), payload: { dialogueId }, moves };
      items.set(topic, [...(items.get(topic) ?? []), item]);
      if (!lost) bus.notify(`conversations.${topic}`, item as unknown as Json);
      return item;
    });
    return placed[0]!;
  }

  function prune(dialogueId: string, before: number): void {
    const topic = topicOf(dialogueId);
    items.set(
      topic,
      (items.get(topic) ?? []).filter(({ position }) => position >= before),
    );
  }

  function open({ args: { dialogueId, after } }: Open): Place {
    feeds.opens += 1;
    if (dialogueId === 'dlg_none') throw new CodedError('NOT_FOUND', 'There is no dialogue dlg_none in this workspace.');
    const origin = topicOf(dialogueId);
    if (after == null) return { origin, topic: origin, position: heads.get(origin) ?? 0 };
    const [topic, position] = after.split('@') as [string, string];
    return { origin, topic, position: Number(position) };
  }

  function replay(place: Place, limit: number): Replayed {
    feeds.replays += 1;
    const found = (items.get(place.topic) ?? []).filter(({ position }) => position > place.position).slice(0, limit);
    const gap = (found[0]?.position ?? (heads.get(place.topic) ?? 0) + 1) > place.position + 1;
    const turn = found.findIndex((item) => moveOf(item, place.origin));
    if (turn < 0) {
      const position = found.at(-1)?.position ?? (gap ? heads.get(place.topic)! : place.position);
      return { items: found, place: { ...place, position }, end: found.length < limit, gap };
    }
    const topic = moveOf(found[turn]!, place.origin)!.to;
    const there = items.get(topic)!.find(({ moves }) => moves === found[turn]!.moves)!;
    return { items: found.slice(0, turn + 1), place: { origin: place.origin, topic, position: there.position }, end: false, gap };
  }

  await bus.respond('live.conversations', async (body) => {
    const request = body as unknown as Request;
    if (feeds.outage) throw feeds.outage;
    return (request.action === 'open' ? open(request) : replay(request.place, request.limit)) as unknown as Json;
  });
  return feeds;
}
