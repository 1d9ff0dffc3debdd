import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notesOf } from '../../kit/access.ts';
import type { Log } from '../../kit/log.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Operation } from '../document/read.ts';
import { at } from '../expiry.ts';
import { outward } from '../fault.ts';
import { createSink, type Outlet } from '../live/sink.ts';
import type { Begin, Door } from '../operation.ts';
import type { Caller } from '../principal.ts';
import type { Clients } from './clients.ts';

/** How results are written one after the other in one answer. */
export interface Format {
  headers: Record<string, string>;
  /** What comes before everything. */
  begin(): string;
  /** Results; each payload is JSON text. */
  next(payloads: readonly Buffer[]): Buffer;
  /** What shows that the connection lives, every so many milliseconds. */
  beat: { text: string; every: number };
  /** The end; with the reason where the results did not end by themselves, and the milliseconds after which to come back where the gateway stops. */
  end(reason?: CodedError, wait?: number): string;
}

interface Options {
  begin: Begin;
  clients: Clients;
  /** Bytes that may wait unsent for one client. */
  queue: number;
  log: Log;
}

/** Answers an operation with a stream of results, refusals among them; until they end, the client goes, its token expires or the gateway stops. */
export type SendStream = (
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
  operation: Operation,
  format: Format,
) => FastifyReply;

/** How long a client that takes nothing has for the last words, in milliseconds. */
const farewell = 1_000;
const stopping = 'This gateway is stopping: subscribe again behind your last cursor.';
const stalled = 'Nothing was taken for a minute: subscribe again behind your last cursor.';
const behind = 'A stream of results is asked for when what was asked before on its connection is answered.';
const readable: Door['kinds'] = ['query', 'subscription'];

/** The doors to which an HTTP answer stays open. */
export function createStreams({ begin, clients, queue, log }: Options): SendStream {
  async function run(operation: Operation, caller: Caller, door: Door & { signal: AbortSignal }, outlet: Outlet): Promise<void> {
    try {
      const begun = await begin(operation, caller, door);
      if ('kind' in begun && begun.kind === 'stream') {
        const stop = begun.start(outlet);
        if (door.signal.aborted) stop();
        else door.signal.addEventListener('abort', stop);
        return;
      }
      outlet.next([Buffer.from('kind' in begun ? await begun.result() : JSON.stringify({ errors: begun }))]);
      outlet.end();
    } catch (error) {
      outlet.end(outward(error, log));
    }
  }

  return (request, reply, caller, operation, format) => {
    const door = { kinds: request.method === 'GET' ? readable : undefined, notes: notesOf(request) };
    const control = new AbortController();
    const outlet = open({ reply, caller, format, clients, queue, gone: () => control.abort() });
    void run(operation, caller, { ...door, signal: control.signal }, outlet);
    return reply;
  };
}

interface Opening extends Pick<Options, 'clients' | 'queue'> {
  reply: FastifyReply;
  caller: Caller;
  format: Format;
  gone(): void;
}

function open({ reply, caller, format, clients, queue, gone }: Opening): Outlet {
  const { raw } = reply;
  // Until then it would neither be written nor known to be over.
  if (!raw.socket) throw new CodedError('BAD_INPUT', behind);
  let ended = false;
  const end = (reason?: CodedError, wait?: number) => {
    if (ended) return;
    ended = true;
    raw.end(format.end(reason, wait));
    setTimeout(() => raw.destroy(), farewell).unref();
  };
  const leave = clients.enter((wait) => end(new CodedError('UNAVAILABLE', stopping), wait));
  reply.headers(format.headers).hijack();
  raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders);
  raw.write(format.begin());
  const onStall = () => {
    clients.drop();
    end(new CodedError('UNAVAILABLE', stalled));
  };
  const sink = createSink({ wire: raw, limit: queue, onStall });
  const cancel = at(caller.expiresAt, () => end(new CodedError('UNAUTHENTICATED', 'The token has expired.')));
  const beat = setInterval(() => ended || sink.isFull() || raw.write(format.beat.text), format.beat.every).unref();
  const close = () => {
    ended = true;
    clearInterval(beat);
    cancel();
    leave();
    gone();
  };
  if (raw.destroyed) close();
  else raw.once('close', close);
  const next = (payloads: readonly Buffer[]) => {
    if (!ended) raw.write(format.next(payloads));
  };
  return { sink, next, end };
}

/** Frames the same payloads once for all who are sent them, one after the other. */
export function framing(before: string, after: string): Format['next'] {
  const [head, tail] = [Buffer.from(before), Buffer.from(after)];
  let last: { payloads: readonly Buffer[]; frames: Buffer } | undefined;
  return (payloads) => {
    if (last?.payloads !== payloads) last = { payloads, frames: Buffer.concat(payloads.flatMap((payload) => [head, payload, tail])) };
    return last.frames;
  };
}
