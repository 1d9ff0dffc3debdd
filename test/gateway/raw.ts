import { expect, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type { World } from './world.ts';

/** A message of graphql-transport-ws as it came. */
export interface Frame {
  id?: string;
  type: string;
  payload?: unknown;
}

/** A WebSocket on which a test says every word itself. */
export interface Raw {
  socket: WebSocket;
  /** What came, in order. */
  frames: Frame[];
  /** The same as text. */
  texts: string[];
  closed: { code: number; reason: string }[];
  /** Sends a message, or a text as it is. */
  say(message: object | string): void;
  /** The messages under an id. */
  of(id: string): Frame[];
}

/** Opens a WebSocket that is not yet a session. */
export async function dial(
  world: World,
  protocol: string | null = 'graphql-transport-ws',
  headers: Record<string, string> = {},
): Promise<Raw> {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, protocol ? [protocol] : [], { headers });
  onTestFinished(() => socket.terminate());
  const raw: Raw = {
    socket,
    frames: [],
    texts: [],
    closed: [],
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    of: (id) => raw.frames.filter((frame) => frame.id === id),
  };
  socket.on('message', (data) => {
    raw.texts.push(String(data));
    raw.frames.push(JSON.parse(String(data)) as Frame);
  });
  socket.on('close', (code, reason) => raw.closed.push({ code, reason: String(reason) }));
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.once('open', () => resolve());
    socket.once('close', () => resolve());
  });
  return raw;
}

/** Opens a session: the server has said that it knows who this is. */
export async function session(world: World, token = world.token): Promise<Raw> {
  const raw = await dial(world);
  raw.say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await expect.poll(() => raw.frames, { interval: 5 }).toEqual([{ type: 'connection_ack' }]);
  raw.frames.length = 0;
  raw.texts.length = 0;
  return raw;
}

/** Subscribes under an id. */
export function subscribe(raw: Raw, id: string, query: string, variables: object = {}): void {
  raw.say({ id, type: 'subscribe', payload: { query, variables } });
}
