import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import type { Notes } from '../../kit/access.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Operation } from '../document/read.ts';
import { at } from '../expiry.ts';
import type { Begin } from '../operation.ts';
import type { Caller } from '../principal.ts';

type Results = AsyncGenerator<FormattedExecutionResult, void, void>;

/** Keeps proxies from thinking the connection dead. */
const heartbeat = 12_000;

/** Answers one operation as server-sent events: graphql-sse's "distinct connections mode". Refusals come as a result, too. */
export async function sendEvents(
  reply: FastifyReply,
  operation: Operation,
  caller: Caller,
  begin: Begin,
  notes: Notes,
): Promise<FastifyReply> {
  const begun = await begin(operation, caller, { notes });
  let results: Results;
  if (!('kind' in begun)) {
    results = once(async () => ({ errors: begun.map((error) => error.toJSON()) }));
  } else if (begun.kind === 'single') {
    results = once(async () => JSON.parse(await begun.result()));
  } else {
    const { stream } = begun;
    const cancel = at(caller.expiresAt, () => stream.end(new CodedError('UNAUTHENTICATED', 'The token has expired.')));
    results = stream;
    const leave = () => {
      cancel();
      void stream.return();
    };
    if (reply.raw.destroyed) leave();
    else reply.raw.once('close', leave);
  }
  reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  // A readable asks for the next event only when the client has taken the last ones.
  return reply.send(Readable.from(frames(results), { objectMode: false }));
}

async function* once(result: () => Promise<FormattedExecutionResult>): Results {
  yield await result();
}

async function* frames(results: Results): AsyncGenerator<string, void, void> {
  yield ':\n\n';
  let next = results.next();
  for (;;) {
    const step = await beforeHeartbeat(next);
    if (step === undefined) {
      yield ':\n\n';
      continue;
    }
    if (step.done) break;
    yield `event: next\ndata: ${JSON.stringify(step.value)}\n\n`;
    next = results.next();
  }
  yield 'event: complete\ndata: \n\n';
}

async function beforeHeartbeat<T>(work: Promise<T>): Promise<T | undefined> {
  const control = new AbortController();
  const beat = delay(heartbeat, undefined, { signal: control.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([work, beat]);
  } finally {
    control.abort();
  }
}
