import websocket, { type WebsocketHandler } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import type { Http } from '../../kit/http.ts';
import type { Log } from '../../kit/log.ts';
import { CodedError } from '../../schema/errors.ts';
import { createSink } from '../live/sink.ts';
import type { Begin } from '../operation.ts';
import type { Authenticate } from '../principal.ts';
import type { Rate } from '../rate.ts';
import type { Clients } from './clients.ts';
import { close, closeCodes, turnAway, type WebSocket } from './close.ts';
import { createConnection } from './connection.ts';
import type { Pace } from './pace.ts';
import { callerOf } from './policy.ts';
import { createSession } from './session.ts';

interface Options {
  authenticate: Authenticate;
  begin: Begin;
  clients: Clients;
  rate: Rate;
  /** In which clients are let in. */
  pace: Pace;
  /** Bytes that may wait unsent for one client. */
  queue: number;
  log: Log;
}

const largestFrame = 1_048_576;
const heartbeat = 25_000;
const mostUnanswered = 12;

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

/** Speaks graphql-transport-ws: queries, mutations and subscriptions on one socket, under one token. */
export function createSocketHandler({ authenticate, begin, clients, rate, pace, queue, log }: Options): WebsocketHandler {
  return (socket, request) => {
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      return close(socket, CloseCode.SubprotocolNotAcceptable, `Speak ${GRAPHQL_TRANSPORT_WS_PROTOCOL}`);
    }
    const leave = enter(clients, socket);
    if (!leave) return;
    const wire = request.raw.socket;
    const onStall = () => {
      clients.drop();
      close(socket, closeCodes.tryLater, 'Nothing was taken for a minute');
    };
    const sink = createSink({ wire, limit: queue, onStall });
    const isOpen = () => socket.readyState === socket.OPEN;
    const send = (message: string) => void (isOpen() && socket.send(message));
    // Without compression the library sends at once, so that what is written beside it never comes between the bytes of a frame.
    const write = (frames: Buffer) => void (isOpen() && wire.write(frames));
    const connection = createConnection({
      socket,
      sink,
      authenticate: (token) => callerOf(token, request.ip, authenticate, rate),
      rate,
      pace,
      authorization: request.headers.authorization,
      createSession: (caller) => createSession({ send, write, sink, begin, caller, log }),
    });
    const stopBeating = beat(socket, () => wire.writableLength > 0);
    socket.on('message', connection.hear);
    socket.on('close', () => {
      stopBeating();
      connection.end();
      leave();
    });
  };
}

function enter(clients: Clients, socket: WebSocket): (() => void) | undefined {
  try {
    return clients.enter((wait) => close(socket, closeCodes.restarting, `The gateway is stopping: retry after ${wait} ms`));
  } catch (error) {
    turnAway(socket, error);
    return undefined;
  }
}

/** Asks the client from time to time whether it is there. One that has yet to take what was sent before has longer to answer. */
function beat(socket: WebSocket, isBehind: () => boolean): () => void {
  let unanswered = 0;
  socket.on('pong', () => {
    unanswered = 0;
  });
  const timer = setInterval(() => {
    if (unanswered >= (isBehind() ? mostUnanswered : 1)) return socket.terminate();
    unanswered += 1;
    socket.ping();
  }, heartbeat).unref();
  return () => clearInterval(timer);
}
