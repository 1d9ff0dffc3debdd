import { setTimeout } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { feedCursor } from '../../kit/live.ts';
import { decodeCursor } from '../../kit/page.ts';
import type { Door } from './door.ts';

type Change = { cursor: string };

/** A subscriber who comes back behind the last cursor whenever it is cut off. */
export interface Watcher<C> {
  changes: (C & Change)[];
  /** Resolves when that many changes came, or when nothing comes for long. */
  reached(count: number): Promise<void>;
  stop(): Promise<void>;
}

const patience = 20_000;

/** One that is cut while it connects says so in an event: nobody needs to know. */
class Socket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols);
    this.on('error', () => undefined);
  }
}

/** Follows a subscription whose one field is called `change` and has a cursor. */
export function watch<C>(door: Door, query: string, variables: { after: string } & Record<string, unknown>): Watcher<C> {
  const changes: (C & Change)[] = [];
  const halt = new AbortController();

  async function connection(): Promise<void> {
    const client = createClient({
      url: `${door.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Socket,
      connectionParams: { authorization: `Bearer ${door.agentToken}` },
      retryAttempts: 0,
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => resolve();
    const after = changes.at(-1)?.cursor ?? variables.after;
    client.subscribe<{ change: C & Change }>(
      { query, variables: { ...variables, after } },
      {
        next: ({ data, errors }) => {
          if (data?.change && !errors) changes.push(data.change);
          else end();
        },
        error: end,
        complete: end,
      },
    );
    halt.signal.addEventListener('abort', end);
    await promise;
    halt.signal.removeEventListener('abort', end);
    client.terminate();
  }

  async function follow(): Promise<void> {
    while (!halt.signal.aborted) {
      await connection();
      await setTimeout(50, undefined, { signal: halt.signal }).catch(() => undefined);
    }
  }

  const following = follow();
  return {
    changes,
    reached: async (count) => {
      for (const end = Date.now() + patience; Date.now() < end && changes.length < count; ) await setTimeout(10);
    },
    stop: async () => {
      halt.abort();
      await following;
    },
  };
}

/** Everything that changed in the inbox since the workspace was founded. */
export function watchInbox(door: Door): Watcher<{ kind: string }> {
  const after = feedCursor({ topic: `inbox.${door.workspaceId}`, position: 0 });
  return watch(door, 'subscription ($after: String) { change: inboxChanged(after: $after) { cursor kind } }', { after });
}

/** The same, for one who comes when all is over. */
export async function replayInbox(door: Door, count: number): Promise<Change[]> {
  const watcher = watchInbox(door);
  await watcher.reached(count);
  await watcher.stop();
  return watcher.changes;
}

/** Everything that changed in a dialogue, until that many messages were appended. */
export async function replayDialogue(door: Door, id: string, messages: number): Promise<string[]> {
  const after = feedCursor({ topic: `dialogue.${id}`, position: 0 });
  const query =
    'subscription ($id: ID!, $after: String) { change: dialogueChanged(dialogueId: $id, after: $after) { cursor kind entry { id } } }';
  const watcher = watch<{ kind: string; entry: { id: string } | null }>(door, query, { id, after });
  const appended = () => watcher.changes.filter(({ kind }) => kind === 'APPENDED').map(({ entry }) => String(entry?.id));
  for (const end = Date.now() + patience; Date.now() < end && appended().length < messages; ) await setTimeout(10);
  await watcher.stop();
  return appended();
}

/** The places in the feed that a subscriber was shown. */
export function positions(changes: Change[]): number[] {
  return changes.map(({ cursor }) => decodeCursor<[string, number]>(['string', 'number'])(cursor)[1]);
}
