import websocket from '@fastify/websocket';
import { type ExecutionResult, type FormattedExecutionResult, type GraphQLSchema, parse } from 'graphql';
import { type Context, handleProtocols } from 'graphql-ws';
import { type Extra, makeHandler } from 'graphql-ws/use/@fastify/websocket';
import { z } from 'zod';
import type { Http } from '../../kit/http.ts';
import { CodedError } from '../../schema/errors.ts';
import { at } from '../expiry.ts';
import { graphError } from '../fault.ts';
import type { Begin, Begun } from '../operation.ts';
import type { Authenticate, Caller } from '../principal.ts';

/**
 * How the gateway closes a socket, beside what graphql-transport-ws prescribes: 4403 without a valid token or when it expires (come back
 * with another), 1013 when tokens cannot be checked now, 1012 when this gateway stops. A client then subscribes again behind its last cursor.
 */
export const closeCodes = { refused: 4403, restarting: 1012, tryLater: 1013 } as const;

interface Options {
  schema: GraphQLSchema;
  authenticate: Authenticate;
  begin: Begin;
}

interface Session extends Extra {
  caller?: Caller;
}

const largestFrame = 1_048_576;
const mostOperations = 100;
const parameters = z.object({ authorization: z.string().optional(), Authorization: z.string().optional() });

/** Lets the server take WebSockets; routes say what they do with them. */
export async function registerSockets(http: Http): Promise<void> {
  await http.register(websocket, { options: { maxPayload: largestFrame, handleProtocols } });
}

/** Closes every socket in a way that makes clients come back; those that do not answer are cut off. */
export function closeSockets(http: Http): void {
  for (const socket of http.websocketServer.clients) {
    socket.close(closeCodes.restarting, 'The gateway is stopping');
    setTimeout(() => socket.terminate(), 1_000).unref();
  }
}

/** Speaks graphql-transport-ws: queries, mutations and subscriptions on one socket, under one token. */
export function createSocketHandler({ schema, authenticate, begin }: Options) {
  async function onConnect({ connectionParams, extra }: Context<Record<string, unknown>, Session>): Promise<boolean> {
    const given = parameters.safeParse(connectionParams ?? {}).data;
    const token = given?.authorization ?? given?.Authorization ?? extra.request.headers.authorization;
    try {
      extra.caller = await authenticate(token);
      const cancel = at(extra.caller.expiresAt, () => extra.socket.close(closeCodes.refused, 'The token has expired'));
      extra.socket.once('close', cancel);
      return true;
    } catch (error) {
      const { code, message } = error instanceof CodedError ? error : new CodedError('INTERNAL');
      extra.socket.close(code === 'UNAUTHENTICATED' ? closeCodes.refused : closeCodes.tryLater, message.slice(0, 120));
      return false;
    }
  }

  async function onSubscribe({ extra, subscriptions }: Context<Record<string, unknown>, Session>, _id: string, payload: Payload) {
    if (Object.keys(subscriptions).length > mostOperations) {
      return [graphError(new CodedError('RATE_LIMITED', `A socket carries at most ${mostOperations} operations at once.`))];
    }
    const begun = await begin(payload, extra.caller!);
    if (!('kind' in begun)) return begun;
    return { schema, document: parse(payload.query), operationName: payload.operationName, contextValue: begun };
  }

  return makeHandler<Record<string, unknown>, { caller?: Caller }>({
    connectionInitWaitTimeout: 5_000,
    // Otherwise what is thrown would be told in the close reason.
    isProd: true,
    onConnect,
    onSubscribe,
    execute: ({ contextValue }) => resultOf(contextValue as Begun),
    subscribe: ({ contextValue }) => streamOf(contextValue as Begun),
    // Results are as they should be sent; the library would call `toJSON` on their errors.
    onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
  });
}

async function resultOf(begun: Begun): Promise<ExecutionResult> {
  if (begun.kind !== 'single') throw new CodedError('INTERNAL');
  return JSON.parse(await begun.result()) as ExecutionResult;
}

function streamOf(begun: Begun): AsyncGenerator<ExecutionResult> {
  if (begun.kind !== 'stream') throw new CodedError('INTERNAL');
  return begun.stream as AsyncGenerator<ExecutionResult>;
}

type Payload = { query: string; operationName?: string | null; variables?: Record<string, unknown> | null };
