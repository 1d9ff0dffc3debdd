import { CloseCode, type Message, MessageType, type SubscribeMessage, validateMessage } from 'graphql-ws';
import { z } from 'zod';
import { CodedError } from '../../schema/errors.ts';
import { at } from '../expiry.ts';
import type { Sink } from '../live/sink.ts';
import { type Authenticate, type Caller, rateKey } from '../principal.ts';
import type { Rate } from '../rate.ts';
import { close, closeCodes, turnAway, type WebSocket } from './close.ts';
import type { Pace } from './pace.ts';
import type { Session } from './session.ts';

/** What a client says on its socket, from its greeting on. */
export interface Connection {
  hear(data: Buffer, isBinary: boolean): void;
  end(): void;
}

interface Options {
  socket: WebSocket;
  sink: Sink;
  authenticate: Authenticate;
  rate: Rate;
  pace: Pace;
  /** The token that came with the upgrade, for a client that greets without one. */
  authorization: string | undefined;
  /** The operations of whoever greeted; asked for again when a token is refreshed. */
  createSession(caller: () => Caller): Session;
}

const longestId = 256;
/** Before it has said who it is, a client has this long, in milliseconds, and so many messages. */
const firstWait = 5_000;
const firstMessages = 10;
const tokens = z.object({ authorization: z.string().optional(), Authorization: z.string().optional() });

/** A connection that waits for its greeting. Its token may be refreshed by a `ping`. */
export function createConnection({ socket, sink, authenticate, rate, pace, authorization, createSession }: Options): Connection {
  let caller: Caller | 'awaited' | 'checked' = 'awaited';
  let messages = 0;
  let cancel = () => {};
  const session = createSession(() => caller as Caller);
  const late = setTimeout(() => {
    if (caller === 'awaited') close(socket, CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
  }, firstWait).unref();

  async function greet(payload: unknown): Promise<void> {
    if (caller !== 'awaited') return close(socket, CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    caller = 'checked';
    await pace();
    caller = await authenticate(tokenIn(payload) ?? authorization);
    extend(caller);
    socket.send(`{"type":"${MessageType.ConnectionAck}"}`);
  }

  function extend({ expiresAt }: Caller): void {
    cancel();
    cancel = at(expiresAt, () => close(socket, closeCodes.refused, 'The token has expired'));
    if (socket.readyState !== socket.OPEN) cancel();
  }

  /** Another token of the same principal makes the session last as long as that one. */
  async function refresh(token: string): Promise<void> {
    if (typeof caller === 'string') return;
    const fresh = await authenticate(token);
    if (JSON.stringify(fresh.who) !== JSON.stringify(caller.who)) {
      throw new CodedError('UNAUTHENTICATED', 'The token is of another principal');
    }
    caller = fresh;
    extend(fresh);
  }

  async function answerPing(payload: unknown): Promise<void> {
    const token = tokenIn(payload);
    if (token) await refresh(token);
    if (!sink.isFull()) socket.send(JSON.stringify({ type: MessageType.Pong, ...(payload && !token ? { payload } : {}) }));
  }

  function subscribe({ id, payload }: SubscribeMessage): Promise<void> | void {
    if (typeof caller === 'string') return close(socket, CloseCode.Unauthorized, 'Unauthorized');
    if (id.length > longestId) return close(socket, CloseCode.BadRequest, `An id has at most ${longestId} characters`);
    if (session.has(id)) return close(socket, CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    if (sink.isFull()) return turnAway(socket, new CodedError('RATE_LIMITED'));
    return session.subscribe(id, payload);
  }

  function answer(message: Message): Promise<void> | void {
    switch (message.type) {
      case MessageType.ConnectionInit:
        return greet(message.payload);
      case MessageType.Ping:
        return answerPing(message.payload);
      case MessageType.Pong:
        return undefined;
      case MessageType.Subscribe:
        return subscribe(message);
      case MessageType.Complete:
        return session.complete(message.id);
      default:
        return close(socket, CloseCode.BadRequest, `A client does not send ${message.type}`);
    }
  }

  /** Whoever sends too much is turned away; operations are counted where they begin. */
  function count({ type }: Message): void {
    messages += 1;
    if (typeof caller !== 'string' && type !== MessageType.Subscribe) rate.take(rateKey(caller.who));
    if (typeof caller === 'string' && messages > firstMessages) throw new CodedError('RATE_LIMITED');
  }

  async function take(message: Message): Promise<void> {
    try {
      count(message);
      await answer(message);
    } catch (error) {
      turnAway(socket, error);
    }
  }

  return {
    hear: (data, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      const message = read(data, isBinary);
      if (typeof message === 'string') close(socket, CloseCode.BadRequest, message);
      else void take(message);
    },
    end: () => {
      clearTimeout(late);
      cancel();
      session.end();
    },
  };
}

/** A message of the protocol, or what is wrong with it. */
function read(data: Buffer, isBinary: boolean): Message | string {
  if (isBinary) return 'Messages are text';
  try {
    return validateMessage(JSON.parse(data.toString()));
  } catch (error) {
    return error instanceof SyntaxError ? 'Messages are JSON' : (error as Error).message;
  }
}

function tokenIn(payload: unknown): string | undefined {
  const { data } = tokens.safeParse(payload ?? {});
  return data?.authorization ?? data?.Authorization;
}
