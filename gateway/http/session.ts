import type { GraphQLFormattedError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Log } from '../../kit/log.ts';
import { CodedError } from '../../schema/errors.ts';
import { graphError, outward } from '../fault.ts';
import type { Outlet, Sink } from '../live/sink.ts';
import type { Begin } from '../operation.ts';
import type { Caller } from '../principal.ts';
import { textFrames } from './frame.ts';

/** The operations of one client on one socket, each under an id of the client's choice. */
export interface Session {
  has(id: string): boolean;
  subscribe(id: string, payload: SubscribePayload): Promise<void>;
  /** Refuses an operation that was not begun. */
  refuse(id: string, error: CodedError): void;
  /** The client wants no more of it. */
  complete(id: string): void;
  /** Ends all of them, silently. */
  end(): void;
}

interface Options {
  /** Sends one message. */
  send(message: string): void;
  /** Writes messages that are framed already. */
  write(frames: Buffer): void;
  sink: Sink;
  begin: Begin;
  /** Who asks, at this moment: tokens are refreshed. */
  caller(): Caller;
  log: Log;
}

interface Running {
  stop(): void;
}

/** The most operations at once on one socket. */
export const mostOperations = 100;
const tail = Buffer.from('}');

/** No operations yet. */
export function createSession({ send, write, sink, begin, caller, log }: Options): Session {
  const running = new Map<string, Running>();

  async function subscribe(id: string, { query, operationName, variables, extensions }: SubscribePayload): Promise<void> {
    const mine: Running = { stop: () => undefined };
    running.set(id, mine);
    const isOver = () => running.get(id) !== mine;
    try {
      const begun = await begin({ query, operationName, variables, extensions }, caller());
      if ('kind' in begun && begun.kind === 'stream') {
        // Also one that is over by now: until it has been started and stopped, it counts as running.
        mine.stop = begun.start(outletOf(id, isOver));
        if (isOver()) mine.stop();
      } else if (isOver()) {
        return;
      } else if (!('kind' in begun)) {
        fail(id, begun);
      } else {
        const result = await begun.result();
        await sink.drained();
        if (isOver()) return;
        running.delete(id);
        send(`{"id":${JSON.stringify(id)},"type":"next","payload":${result}}`);
        send(completed(id));
      }
    } catch (error) {
      if (!isOver()) refuse(id, outward(error, log));
    }
  }

  function outletOf(id: string, isOver: () => boolean): Outlet {
    const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
    const end = (reason?: CodedError) => {
      if (isOver()) return;
      if (reason) return refuse(id, reason);
      complete(id);
      send(completed(id));
    };
    return { sink, next: (payloads) => write(textFrames(head, payloads, tail)), end };
  }

  /** After an error nothing more comes under that id, not even that it is complete. */
  function fail(id: string, errors: readonly GraphQLFormattedError[]): void {
    complete(id);
    send(JSON.stringify({ id, type: 'error', payload: errors }));
  }

  function refuse(id: string, error: CodedError): void {
    fail(id, [graphError(error)]);
  }

  function complete(id: string): void {
    const one = running.get(id);
    running.delete(id);
    one?.stop();
  }

  return {
    has: (id) => running.has(id),
    subscribe: async (id, payload) => {
      if (running.size < mostOperations) return subscribe(id, payload);
      refuse(id, new CodedError('LIMIT_EXCEEDED', `A socket carries at most ${mostOperations} operations at once.`));
    },
    refuse,
    complete,
    end: () => {
      for (const id of [...running.keys()]) complete(id);
    },
  };
}

function completed(id: string): string {
  return JSON.stringify({ id, type: 'complete' });
}
