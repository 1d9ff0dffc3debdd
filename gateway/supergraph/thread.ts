import { Worker } from 'node:worker_threads';
import type { Planned, PlanRequest } from './planning.ts';
import type { Said } from './worker.ts';

/** A thread that plans one operation at a time, and can be ended in the middle of it. */
export interface Thread {
  /** What clients see of the supergraph, as SDL; rejects where the supergraph is none. */
  api: Promise<string>;
  /** `starting` until it takes requests, `busy` with one, `ended` for good. */
  state(): 'starting' | 'free' | 'busy' | 'ended';
  /** What it made of a request within so many milliseconds; then it is ended. Rejects when it broke. Only for one that is free. */
  plan(request: PlanRequest, milliseconds: number): Promise<Planned>;
  end(): void;
}

/** Planning that takes more memory than this would not be done in time either. */
const mostMegabytes = 512;

/** Starts a thread for a supergraph; `onChange` is called whenever it can take a request, or has ended. */
export function startThread(sdl: string, onChange: () => void): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'planner',
    workerData: { sdl },
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  const api = Promise.withResolvers<string>();
  let state: ReturnType<Thread['state']> = 'starting';
  let job: PromiseWithResolvers<Planned> | undefined;

  function become(next: typeof state): void {
    if (state === 'ended') return;
    state = next;
    onChange();
  }

  function end(error = new Error('the planner was ended')): void {
    if (state === 'ended') return;
    api.reject(error);
    job?.reject(error);
    worker.terminate();
    become('ended');
  }

  worker.on('message', (said: Said) => {
    if ('api' in said) return api.resolve(said.api);
    if ('unusable' in said) return end(new Error(said.unusable));
    if (!('ready' in said)) job?.resolve(said);
    job = undefined;
    // Nothing waits for it now, so that it keeps no process from ending.
    worker.unref();
    become('free');
  });
  worker.on('error', (error) => {
    if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') job?.resolve({ tooComplex: `planning took ${mostMegabytes} MB` });
    end(error);
  });
  worker.on('exit', () => end());
  // Told to whoever looks at `api`; nobody looks at that of a second thread.
  api.promise.catch(() => undefined);

  async function plan(request: PlanRequest, milliseconds: number): Promise<Planned> {
    const mine = Promise.withResolvers<Planned>();
    job = mine;
    worker.ref();
    worker.postMessage(request);
    become('busy');
    const timer = setTimeout(() => {
      mine.resolve({ tooComplex: `not planned within ${milliseconds} ms` });
      end();
    }, milliseconds);
    return mine.promise.finally(() => clearTimeout(timer));
  }

  return { api: api.promise, state: () => state, plan, end };
}
