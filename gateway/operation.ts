import type { GraphQLError, OperationTypeNode } from 'graphql';
import type { Notes } from '../kit/access.ts';
import type { Settings } from '../kit/env.ts';
import type { Log } from '../kit/log.ts';
import type { Meters } from '../kit/metrics.ts';
import { CodedError } from '../schema/errors.ts';
import { answer } from './answer.ts';
import type { Apollo } from './apollo.ts';
import { type AnswerCache, cachedAnswer } from './cache.ts';
import type { Admit } from './document/admit.ts';
import type { Operation, ReadOperation } from './document/read.ts';
import type { Recorder } from './document/recorded.ts';
import type { Compiled } from './execution/compile.ts';
import { codeOf, graphError, outward } from './fault.ts';
import type { Live, Start } from './live/subscription.ts';
import { type Caller, rateKey } from './principal.ts';
import type { Rate } from './rate.ts';
import type { Generation } from './supergraph/generation.ts';
import type { Served } from './supergraph/reload.ts';

/** An operation under way: one result to come, or a stream of them, which must be started. */
export type Begun = Single | { kind: 'stream'; start: Start };

/** One result, as JSON text; and when it is there, what HTTP is told of it. */
export interface Single {
  kind: 'single';
  result: () => Promise<string>;
  headers?: () => Record<string, string>;
}

/** What a door lets in, and what ends the wait for an answer. */
export interface Door {
  kinds?: readonly `${OperationTypeNode}`[];
  signal?: AbortSignal;
  /** For the line about the request in the log. */
  notes?: Notes;
}

/** Begins any operation for a caller, or says why not: the one way in, whatever the door. */
export type Begin = (operation: Operation, caller: Caller, door?: Door) => Promise<Begun | readonly GraphQLError[]>;

interface Options {
  served: Served;
  admit: Admit;
  /** Absent where nothing is recorded. */
  recorder?: Recorder;
  answers: AnswerCache;
  apollo: Apollo;
  live: Live;
  rate: Rate;
  settings: Pick<Settings, 'EXECUTOR' | 'LIMIT_COST' | 'REQUEST_TIMEOUT'>;
  log: Log;
  meters: Meters;
}

/** Reads, checks and makes ready operations; queries and mutations go to Apollo Server, subscriptions begin at their subgraph. */
export function createOperations({ served, admit, recorder, answers, apollo, live, rate, settings, log, meters }: Options): Begin {
  const { EXECUTOR, LIMIT_COST: limit, REQUEST_TIMEOUT } = settings;

  async function begin(operation: Operation, { who }: Caller, { kinds, signal, notes }: Door): Promise<Begun | readonly GraphQLError[]> {
    rate.take(rateKey(who));
    const generation = served.current();
    const admitted = admit(generation, operation, who);
    if (!('read' in admitted)) return admitted;
    const { read, query, variables, cost: estimated } = admitted;
    const { operation: kind, name } = read.definition;
    if (notes) Object.assign(notes, { operation: name?.value.slice(0, 100), cost: estimated });
    if (kinds && !kinds.includes(kind)) throw elsewhere(kind);
    recorder?.record(read);
    if (kind === 'subscription') {
      const opened = await live.subscribe({ read, variables, who });
      return typeof opened === 'function' ? { kind: 'stream', start: opened } : opened;
    }
    const compiled = EXECUTOR === 'parlor' ? await prepared(generation, read) : undefined;
    const context = { generation, read, compiled, who, variables, signal, deadline: Date.now() + REQUEST_TIMEOUT };
    const run = () => answer(apollo, query, context, { estimated, limit }, meters);
    const keepable = compiled && answers.keepable({ generation, read, query, variables, who, visibility: compiled.visibility });
    return cachedAnswer(answers, keepable, run);
  }

  return async (operation, caller, door = {}) => {
    const begun = await begin(operation, caller, door).catch((error) => [graphError(outward(error, log))]);
    if (!('kind' in begun)) meters.refused.inc({ code: codeOf(begun[0]!) });
    return begun;
  };
}

/** Makes an operation ready on a generation that stays until it is. */
async function prepared(generation: Generation, read: ReadOperation): Promise<Compiled> {
  const release = generation.hold();
  try {
    return await generation.prepare(read);
  } finally {
    release();
  }
}

function elsewhere(kind: OperationTypeNode): CodedError {
  if (kind !== 'subscription') return new CodedError('METHOD_NOT_ALLOWED', 'Mutations are sent with POST.');
  const message = 'Subscriptions come over WebSocket (graphql-transport-ws), or as a POST that accepts text/event-stream';
  return new CodedError('BAD_INPUT', `${message} or multipart/mixed;subscriptionSpec=1.0.`);
}
