import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Account, Socket, SocketInput } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import { checkLink, publicLookup } from '../media/guard.ts';
import type { ChannelsParts } from '../parts.ts';
import type { Failed } from '../plan.ts';
import { isFailed } from '../sending/outside.ts';
import { type Hold, take, unanswered, withToken } from './hold.ts';

/** Largest frame taken, in bytes; a larger one ends the connection. */
const largest = 4_194_304;
/** Inputs handled in one transaction. */
const atOnce = 100;
/** So many inputs wait at most: then the platform is not read from until they are stored. */
const crowd = 1_000;
/** 1000 and 1001 would end a session that can be resumed (Discord's docs, Gateway, disconnecting). */
const leaving = 4_000;

/** Speaks with a platform over one connection, until either ends it. Gives why it cannot be had again, or went wrong; `null` otherwise. */
export async function converse(parts: ChannelsParts, hold: Hold, socket: Socket): Promise<Failed | null> {
  const ready = await withToken(parts, hold);
  if (isFailed(ready)) return ready;
  const line = opened(socket.url(hold.state, ready), ready, hold.signal);
  if (isFailed(line)) return line;
  try {
    for (;;) {
      const inputs = await line.next();
      if (hold.signal.aborted) return null;
      const turn = fold(hold, socket, ready, inputs);
      await take(parts, hold, turn.events, turn.state);
      // What is said may tell the platform that all is stored: not before it is.
      for (const words of turn.send) line.say(words);
      if (turn.beat !== undefined) line.beat(turn.beat);
      if (turn.failed?.class === 'auth_invalid') parts.outside.tokens.drop(ready);
      if (turn.failed) return turn.failed;
      if (turn.close || inputs.at(-1)?.kind === 'closed') return line.trouble();
    }
  } finally {
    await line.leave();
  }
}

/** What several inputs bring together; those after one that ends the connection are not taken: the platform sends them again. */
function fold({ state: before }: Hold, socket: Socket, account: Account, inputs: SocketInput[]) {
  let state = before;
  let beat: number | undefined;
  const events: Inbound[] = [];
  const send: string[] = [];
  for (const input of inputs) {
    const step = socket.step(state, input, account, Date.now());
    state = step.state;
    beat = step.beat ?? beat;
    events.push(...step.events);
    send.push(...step.send);
    if (step.failed || step.close) return { state, events, send, beat, failed: step.failed, close: true };
  }
  return { state, events, send, beat, failed: undefined, close: false };
}

function opened(...given: Parameters<typeof openLine>): ReturnType<typeof openLine> | Failed {
  try {
    return openLine(...given);
  } catch (error) {
    return unanswered(error);
  }
}

/** A connection as inputs that wait until they are asked for. */
function openLine(url: string, account: Account, signal: AbortSignal) {
  const connection = new WebSocket(url, optionsOf(url, account));
  const waiting: SocketInput[] = [];
  let arrival = Promise.withResolvers<void>();
  let trouble: Failed | null = null;
  let timer: NodeJS.Timeout | undefined;
  const closed = Promise.withResolvers<void>();
  const push = (input: SocketInput) => {
    waiting.push(input);
    if (waiting.length >= crowd) connection.pause();
    arrival.resolve();
  };
  connection.on('open', () => push({ kind: 'opened' }));
  connection.on('message', (data) => push({ kind: 'frame', text: String(data) }));
  connection.on('error', ({ message }) => {
    trouble = { ok: false, class: 'transient', code: 'socket', message };
  });
  connection.on('close', (code) => {
    push({ kind: 'closed', code });
    closed.resolve();
  });
  const stop = () => arrival.resolve();
  signal.addEventListener('abort', stop);
  return {
    next: async (): Promise<SocketInput[]> => {
      if (waiting.length === 0 && !signal.aborted) await arrival.promise;
      arrival = Promise.withResolvers();
      const inputs = waiting.splice(0, atOnce);
      if (waiting.length < crowd) connection.resume();
      return inputs;
    },
    say: (words: string) => {
      if (connection.readyState === WebSocket.OPEN) connection.send(words);
    },
    beat: (milliseconds: number) => {
      clearTimeout(timer);
      timer = globalThis.setTimeout(push, milliseconds, { kind: 'beat' });
    },
    trouble: () => trouble,
    leave: async () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      connection.resume();
      connection.close(leaving);
      await Promise.race([closed.promise, setTimeout(1_000)]);
      connection.terminate();
    },
  };
}

/** To the host that the account's settings name, as they name it; to any other that the platform told us of, only on the public web and by TLS. */
function optionsOf(url: string, { settings }: Account) {
  const { host, protocol } = new URL(url);
  const limits = { maxPayload: largest, handshakeTimeout: 10_000, perMessageDeflate: false };
  const named = Object.values(settings).some((value) => typeof value === 'string' && URL.parse(value)?.host === host);
  if (named) return limits;
  checkLink(url.replace(/^ws/, 'http'), []);
  if (protocol !== 'wss:') throw new TypeError(`${host} is not of this account, and not wss.`);
  return { ...limits, lookup: publicLookup() };
}
