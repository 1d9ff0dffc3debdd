import type { QueryPlan } from '@apollo/query-planner';
import type { Log } from '../../kit/log.ts';
import { CodedError } from '../../schema/errors.ts';
import type { PlanRequest } from './planning.ts';
import { startThread, type Thread } from './thread.ts';

/** Plans operations in threads of its own, so that nobody waits for them but who asked. */
export interface Planner {
  /** What clients see of the supergraph, as SDL; rejects where the supergraph is none. */
  api: Promise<string>;
  /** Rejects with OPERATION_TOO_COMPLEX after the time limit, with UNAVAILABLE where no planner can be had. */
  plan(request: PlanRequest): Promise<QueryPlan>;
  /** Ends its threads; what waits is UNAVAILABLE. */
  close(): void;
}

export interface PlannerOptions {
  sdl: string;
  /** Milliseconds one plan may take. */
  timeout: number;
  log: Log;
}

interface Job {
  request: PlanRequest;
  done: PromiseWithResolvers<QueryPlan>;
  /** Milliseconds since the epoch: nobody is to wait longer for its turn. */
  until: number;
  /** A thread broke over it before. */
  again?: boolean;
}

/** One that plans, and one for who would wait behind a plan that takes long: a thread that is only then started comes late on a busy machine. */
const mostThreads = 2;
/** Milliseconds from the start to the second thread: what lives for a moment does without. */
const calm = 10_000;
/** Milliseconds others wait behind a plan until the second thread is called in at once: more than plans take. */
const patience = 100;
/** Milliseconds an operation waits for its turn, beyond two bad ones before it: as long as a thread takes to start on a busy machine. */
const start = 5_000;
/** Operations that may wait: behind more there is no end. */
const mostWaiting = 1_000;

/** A planner whose first thread starts now, for that takes longer than a plan. */
export function startPlanner({ sdl, timeout, log }: PlannerOptions): Planner {
  let threads: Thread[] = [];
  const waiting: Job[] = [];
  let closed = false;
  let reinforcement = setTimeout(fill, calm).unref();

  function call(): Thread {
    const thread = startThread(sdl, next);
    threads.push(thread);
    return thread;
  }

  /** Gives what waits to whoever is free; called whenever that may have changed. */
  function next(): void {
    if (closed) return;
    threads = threads.filter((thread) => thread.state() !== 'ended');
    while (waiting[0] && waiting[0].until < Date.now()) waiting.shift()!.done.reject(new CodedError('UNAVAILABLE'));
    const free = threads.find((thread) => thread.state() === 'free');
    if (waiting.length === 0) return;
    if (free) carryOut(waiting.shift()!, free);
    else hurry();
  }

  /** Has all threads there are to be. */
  function fill(): void {
    while (!closed && threads.length < mostThreads) call();
  }

  /** A thread that starts is not hurried by another one. */
  function hurry(): void {
    if (threads.length === 0) call();
    if (threads.length === mostThreads || threads.some((thread) => thread.state() === 'starting')) return;
    clearTimeout(reinforcement);
    reinforcement = setTimeout(fill, patience).unref();
  }

  async function carryOut(job: Job, thread: Thread): Promise<void> {
    try {
      const planned = await thread.plan(job.request, timeout);
      if ('plan' in planned) job.done.resolve(JSON.parse(planned.plan) as QueryPlan);
      else if ('fault' in planned) job.done.reject(new Error(planned.fault));
      else {
        log.warn({ operationName: job.request.operationName, reason: planned.tooComplex }, 'an operation was too complex to plan');
        job.done.reject(new CodedError('OPERATION_TOO_COMPLEX'));
      }
    } catch (error) {
      if (!closed) log.error({ error: String(error) }, 'a planner broke');
      if (closed || job.again) job.done.reject(new CodedError('UNAVAILABLE'));
      else waiting.unshift({ ...job, again: true });
    }
    if (thread.state() === 'ended') fill();
    next();
  }

  function close(): void {
    closed = true;
    clearTimeout(reinforcement);
    for (const thread of threads) thread.end();
    for (const job of waiting.splice(0)) job.done.reject(new CodedError('UNAVAILABLE'));
  }

  function plan(request: PlanRequest): Promise<QueryPlan> {
    const done = Promise.withResolvers<QueryPlan>();
    if (closed || waiting.length >= mostWaiting) done.reject(new CodedError('UNAVAILABLE'));
    else waiting.push({ request, done, until: Date.now() + start + 2 * timeout });
    next();
    return done.promise;
  }

  return { api: call().api, plan, close };
}
