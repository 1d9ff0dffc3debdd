import { expect, onTestFinished, test } from 'vitest';
import { type Follower, openChannel } from '../../gateway/live/channel.ts';
import type { Listener } from '../../gateway/live/feed.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';

const topic = 'dialogue.dlg_1';
const itemAt = (position: number): FeedItem => ({ topic, position, name: 'entry', workspaceId: 'wsp_test', at: 0, payload: {}, moves: [] });

/** A channel of a feed of so many items, whose listener the test speaks to. */
function open(head: number) {
  const listeners: Listener[] = [];
  const channel = openChannel({
    topic,
    origin: topic,
    listen: (listener) => {
      listeners.push(listener);
      return { latest: () => -1, stop: () => undefined };
    },
    replay: async (position) => {
      const items = Array.from({ length: head - position }, (_, n) => itemAt(position + n + 1));
      return { items, place: { origin: topic, topic, position: head }, end: true, gap: false };
    },
    show: async ({ position }) => Buffer.from(String(position)),
    given: () => undefined,
    idle: 60_000,
  });
  onTestFinished(() => channel.close());
  return { channel, listener: listeners[0]! };
}

test('what was missed while the first member still caught up is looked for when that joins, without a notice', async () => {
  const { channel, listener } = open(3);
  const taken: string[] = [];
  const follower: Follower = {
    position: () => 1 + taken.length,
    take: (_batch, payloads) => void taken.push(...payloads.map(String)),
    astray: () => undefined,
  };
  listener.miss();
  expect(channel.join(follower, true)).toBe(true);
  await expect.poll(() => taken).toEqual(['2', '3']);
});
