import type { WebsocketHandler } from '@fastify/websocket';
import { CloseCode } from 'graphql-ws';
import { CodedError } from '../../schema/errors.ts';

export type WebSocket = Parameters<WebsocketHandler>[0];

/**
 * How the gateway closes a socket, beside what graphql-transport-ws prescribes: 4403 without a valid token or when it expires (come back
 * with another), 1013 when it cannot serve this client now, 1012 when this gateway stops. A client then subscribes again behind its last cursor.
 */
export const closeCodes = { refused: CloseCode.Forbidden, restarting: 1012, tryLater: 1013, fault: 1011 } as const;

/** How long a client that is told to go may take, in milliseconds. */
const farewell = 1_000;

/** Closes in good order; who does not answer is cut off. */
export function close(socket: WebSocket, code: number, reason: string): void {
  // A reason is at most 123 bytes; a character that is cut counts three.
  socket.close(code, Buffer.from(reason).subarray(0, 120).toString());
  setTimeout(() => socket.terminate(), farewell).unref();
}

/** Closes for a reason that may pass, or for a token that is none. */
export function turnAway(socket: WebSocket, error: unknown): void {
  const { code, message, retryAfter } = error instanceof CodedError ? error : new CodedError('INTERNAL');
  const reason = retryAfter ? `${message} Retry after ${retryAfter * 1_000} ms` : message;
  close(socket, code === 'UNAUTHENTICATED' ? closeCodes.refused : closeCodes.tryLater, reason);
}
