import { type Dispatcher, Pool } from 'undici';
import { bounded } from '../../kit/bus/wait.ts';
import type { Log } from '../../kit/log.ts';
import { carry } from '../../kit/trace.ts';
import { CodedError, type ErrorCode } from '../../schema/errors.ts';
import { outward } from '../fault.ts';
import type { Transport } from './transport.ts';

interface Options {
  /** Where a subgraph answers GraphQL over HTTP. */
  urlOf(service: string): string | undefined;
  log: Log;
}

interface Target {
  pool: Pool;
  path: string;
}

const limits = {
  /** Connections to one origin; what comes beyond waits its turn. */
  connections: 128,
  connect: { timeout: 2_000 },
  /** Each call has a time of its own; this is what no call may have. */
  headersTimeout: 120_000,
  bodyTimeout: 120_000,
  maxResponseSize: 32 * 1024 * 1024,
};

/** Calls subgraphs over HTTP, on connections that are kept alive: the signed principal goes as a bearer token. */
export function httpTransport({ urlOf, log }: Options): Transport {
  const targets = new Map<string, Target>();
  const pools = new Map<string, Pool>();

  function targetOf(service: string): Target {
    const url = urlOf(service);
    if (!url) throw new CodedError('UNAVAILABLE', `Nobody says where ${service} is.`);
    const known = targets.get(url);
    if (known) return known;
    const { origin, pathname, search } = new URL(url);
    const pool = pools.get(origin) ?? new Pool(origin, limits);
    pools.set(origin, pool);
    const target = { pool, path: pathname + search };
    targets.set(url, target);
    return target;
  }

  return {
    call: async (service, body, principal, options) => {
      const { pool, path } = targetOf(service);
      const trace = carry();
      const headers = {
        ...(trace && { traceparent: trace }),
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        authorization: `Bearer ${principal}`,
      };
      return bounded(service, options, (resolve, reject) => {
        const reader = createReader(resolve, (error) => reject(refusal(error, log)));
        pool.dispatch({ method: 'POST', path, headers, body }, reader.handler);
        return reader.leave;
      });
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

/** Takes one answer; `leave` lets go of a call that nobody waits for any more. */
function createReader(resolve: (text: string) => void, reject: (error: unknown) => void) {
  const chunks: Buffer[] = [];
  let controller: Dispatcher.DispatchController | undefined;
  let status = 0;
  let state: 'open' | 'done' | 'left' = 'open';

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      if (state === 'left') started.abort(new Error('nobody waits for the answer'));
    },
    onResponseStart(_controller, statusCode) {
      status = statusCode;
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk);
    },
    onResponseEnd() {
      state = 'done';
      const text = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
      if (isAnswer(status, text)) resolve(text);
      else reject(new StatusError(status));
    },
    onResponseError(_controller, error) {
      state = 'done';
      reject(error);
    },
  };

  function leave(): void {
    if (state !== 'open') return;
    state = 'left';
    controller?.abort(new Error('nobody waits for the answer'));
  }

  return { handler, leave };
}

/** A GraphQL response may come with any status; what says neither data nor errors is none. */
function isAnswer(status: number, text: string): boolean {
  if (status === 200) return text.startsWith('{');
  try {
    const { data, errors } = JSON.parse(text);
    return data !== undefined || Array.isArray(errors);
  } catch {
    return false;
  }
}

/** An answer that is no GraphQL response. */
class StatusError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`a subgraph answered with status ${status} and no GraphQL response`);
    this.status = status;
  }
}

const ofStatus: Record<number, ErrorCode> = {
  408: 'TIMEOUT',
  413: 'TOO_LARGE',
  429: 'UNAVAILABLE',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'TIMEOUT',
};

/** Why a call failed, without saying where to; what is no outage is a fault of ours, and logged. */
function refusal(error: unknown, log: Log): CodedError {
  const code = error instanceof StatusError ? ofStatus[error.status] : ofNetwork(error);
  return code ? new CodedError(code) : outward(error, log);
}

function ofNetwork(error: unknown): ErrorCode | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'TOO_LARGE';
  if (/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code)) return 'TIMEOUT';
  const away = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_(CONNECT_TIMEOUT|SOCKET|CLOSED|DESTROYED))/;
  return away.test(code) ? 'UNAVAILABLE' : undefined;
}
