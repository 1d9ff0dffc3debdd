import websocket, { type WebsocketHandler } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import {
  CloseCode,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  handleProtocols,
  type Message,
  MessageType,
  type SubscribeMessage,
  validateMessage,
} from 'graphql-ws';
import { z } from 'zod';
import type { Http } from '../../kit/http.ts';
import type { Log } from '../../kit/log.ts';
import { CodedError } from '../../schema/errors.ts';
import { at } from '../expiry.ts';
import { createSink } from '../live/sink.ts';
import type { Begin } from '../operation.ts';
import { type Authenticate, type Caller, rateKey } from '../principal.ts';
import type { Rate } from '../rate.ts';
import type { Clients } from './clients.ts';
import { createSession } from './session.ts';

/**
 * How the gateway closes a socket, beside what graphql-transport-ws prescribes: 4403 without a valid token or when it expires (come back
 * with another), 1013 when it cannot serve this client now, 1012 when this gateway stops. A client then subscribes again behind its last cursor.
 */
export const closeCodes = { refused: CloseCode.Forbidden, restarting: 1012, tryLater: 1013, fault: 1011 } as const;

type WebSocket = Parameters<WebsocketHandler>[0];

interface Options {
  authenticate: Authenticate;
  begin: Begin;
  clients: Clients;
  rate: Rate;
  /** Bytes that may wait unsent for one client. */
  queue: number;
  log: Log;
}

const largestFrame = 1_048_576;
const longestId = 256;
/** Before it has said who it is, a client has this long, in milliseconds, and so many messages. */
const firstWait = 5_000;
const firstMessages = 10;
const heartbeat = 25_000;
/** How long a client that is told to go may take, in milliseconds. */
const farewell = 1_000;
const authorization = z.object({ authorization: z.string().optional(), Authorization: z.string().optional() });

/** Lets the server take WebSockets; routes say what they do with them. */
export async function registerSockets(http: Http): Promise<void> {
  await http.register(websocket, {
    options: { maxPayload: largestFrame, handleProtocols, perMessageDeflate: false },
    // Frames that are too large or malformed close the socket by themselves, with the right code.
    errorHandler: (_error, socket) => close(socket, closeCodes.fault, 'Something went wrong on our side'),
  });
}

/** Browsers say where a page comes from: only those of this host, or of an origin that is allowed, may open a socket. */
export function checkOrigin({ headers: { origin, host } }: FastifyRequest, allowed: readonly string[]): void {
  if (!origin || allowed.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host)) return;
  throw new CodedError('FORBIDDEN', 'Pages of this origin may not open a socket here (CORS_ORIGINS).');
}

/** Speaks graphql-transport-ws: queries, mutations and subscriptions on one socket, under one token that may be refreshed by a `ping`. */
export function createSocketHandler({ authenticate, begin, clients, rate, queue, log }: Options): WebsocketHandler {
  return (socket, request) => {
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      return close(socket, CloseCode.SubprotocolNotAcceptable, `Speak ${GRAPHQL_TRANSPORT_WS_PROTOCOL}`);
    }
    let caller: Caller | 'awaited' | 'checked' = 'awaited';
    let messages = 0;
    let cancel = () => {};
    const connection = request.raw.socket;
    const leave = enter(clients, socket);
    if (!leave) return;
    const onStall = () => {
      clients.drop();
      close(socket, closeCodes.tryLater, 'Nothing was taken for a minute');
    };
    const sink = createSink({ socket: connection, limit: queue, onStall });
    const send = (message: string) => {
      if (socket.readyState === socket.OPEN) socket.send(message);
    };
    // Without compression the library sends at once, so that what is written beside it never comes between the bytes of a frame.
    const write = (frames: Buffer) => {
      if (socket.readyState === socket.OPEN) connection.write(frames);
    };
    const session = createSession({ send, write, sink, begin, caller: () => caller as Caller, log });
    const late = setTimeout(() => {
      if (typeof caller === 'string') close(socket, CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, firstWait).unref();
    const stopBeating = beat(socket, () => connection.writableLength > 0);

    async function initialise(payload: unknown): Promise<void> {
      if (caller !== 'awaited') return close(socket, CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
      caller = 'checked';
      caller = await authenticate(tokenIn(payload) ?? request.headers.authorization);
      extend(caller);
      send(`{"type":"${MessageType.ConnectionAck}"}`);
    }

    function extend({ expiresAt }: Caller): void {
      cancel();
      cancel = at(expiresAt, () => close(socket, closeCodes.refused, 'The token has expired'));
    }

    /** A `ping` that carries another token of the same principal makes the session last as long as that one. */
    async function refresh(token: string): Promise<void> {
      const known = caller;
      if (typeof known === 'string') return;
      const fresh = await authenticate(token);
      if (JSON.stringify(fresh.who) !== JSON.stringify(known.who)) {
        throw new CodedError('UNAUTHENTICATED', 'The token is of another principal');
      }
      caller = fresh;
      extend(fresh);
    }

    async function answerPing(payload: unknown): Promise<void> {
      const token = tokenIn(payload);
      if (token) await refresh(token);
      if (!sink.isFull()) send(JSON.stringify({ type: MessageType.Pong, ...(payload && !token ? { payload } : {}) }));
    }

    async function subscribe({ id, payload }: SubscribeMessage): Promise<void> {
      if (typeof caller === 'string') return close(socket, CloseCode.Unauthorized, 'Unauthorized');
      if (id.length > longestId) return close(socket, CloseCode.BadRequest, `An id has at most ${longestId} characters`);
      if (sink.isFull()) return turnAway(socket, new CodedError('RATE_LIMITED'));
      if (session.has(id)) return close(socket, CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
      return session.subscribe(id, payload);
    }

    function handle(message: Message): Promise<void> | undefined {
      if (message.type === MessageType.ConnectionInit) return initialise(message.payload);
      if (message.type === MessageType.Ping) return answerPing(message.payload);
      if (message.type === MessageType.Subscribe) return subscribe(message);
      if (message.type === MessageType.Complete) session.complete(message.id);
      else if (message.type !== MessageType.Pong) close(socket, CloseCode.BadRequest, `A client does not send ${message.type}`);
      return undefined;
    }

    /** Whoever sends too much is turned away; operations are counted where they begin. */
    function take({ type }: Message): boolean {
      messages += 1;
      try {
        if (typeof caller === 'string' && messages > firstMessages) throw new CodedError('RATE_LIMITED');
        if (typeof caller !== 'string' && type !== MessageType.Subscribe) rate.take(rateKey(caller.who));
        return true;
      } catch (error) {
        turnAway(socket, error);
        return false;
      }
    }

    socket.on('message', (data: Buffer, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      const message = read(data, isBinary);
      if (typeof message === 'string') return close(socket, CloseCode.BadRequest, message);
      if (take(message)) handle(message)?.catch((error: unknown) => turnAway(socket, error));
    });
    socket.on('close', () => {
      clearTimeout(late);
      stopBeating();
      cancel();
      session.end();
      leave();
    });
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
  const { data } = authorization.safeParse(payload ?? {});
  return data?.authorization ?? data?.Authorization;
}

function enter(clients: Clients, socket: WebSocket): (() => void) | undefined {
  try {
    return clients.enter((wait) => close(socket, closeCodes.restarting, `The gateway is stopping: retry after ${wait} ms`));
  } catch (error) {
    turnAway(socket, error);
    return undefined;
  }
}

/** Closes for a reason that may pass, or for a token that is none. */
function turnAway(socket: WebSocket, error: unknown): void {
  const { code, message, retryAfter } = error instanceof CodedError ? error : new CodedError('INTERNAL');
  const reason = retryAfter ? `${message} Retry after ${retryAfter * 1_000} ms` : message;
  close(socket, code === 'UNAUTHENTICATED' ? closeCodes.refused : closeCodes.tryLater, reason);
}

/** Closes in good order; who does not answer is cut off. */
function close(socket: WebSocket, code: number, reason: string): void {
  // A reason is at most 123 bytes; a character that is cut counts three.
  socket.close(code, Buffer.from(reason).subarray(0, 120).toString());
  setTimeout(() => socket.terminate(), farewell).unref();
}

/** Asks the client from time to time whether it is there, unless it has yet to take what was sent before. */
function beat(socket: WebSocket, isBehind: () => boolean): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (!alive && !isBehind()) return socket.terminate();
    alive = false;
    socket.ping();
  }, heartbeat).unref();
  return () => clearInterval(timer);
}
