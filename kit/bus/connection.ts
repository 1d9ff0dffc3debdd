import { setTimeout as delay } from 'node:timers/promises';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { CodedError } from '../../schema/errors.ts';
import type { Log } from '../log.ts';
import { toError } from './wire.ts';

/** A connection that comes back by itself, and tells when it went and when it came. */
export interface Link {
  nc: NatsConnection;
  connected(): boolean;
  /** Resolves when connected; UNAVAILABLE when that takes longer, or when the signal says not to wait. */
  ready(milliseconds?: number, signal?: AbortSignal): Promise<void>;
  /** What the work gives; UNAVAILABLE at once when the connection is lost meanwhile, for then its answer may never come. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Calls back whenever the connection is lost; returns how to stop that. */
  onLost(told: () => void): () => void;
  /** Calls back whenever the connection is there again; returns how to stop that. */
  onBack(told: () => void): () => void;
  /** Sends what is written, then disconnects. */
  close(): Promise<void>;
}

const patience = 2_000;
const closePatience = 5_000;

/** Connects, trying for as long as told; afterwards it reconnects for ever. `url` may name several brokers, separated by commas. */
export async function openLink(url: string, log: Log, connectFor = 10_000): Promise<Link> {
  const { shown, options } = target(url);
  const nc = await firstConnection(options, shown, log, connectFor);
  const lost = new Set<() => void>();
  const back = new Set<() => void>();
  let connected = true;

  const watching = (async () => {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect' && connected) {
        connected = false;
        log.warn({ broker: shown }, 'connection to the broker lost');
        for (const told of [...lost]) told();
      } else if (status.type === 'reconnect') {
        connected = true;
        log.info({ broker: shown }, 'connection to the broker is back');
        for (const told of [...back]) told();
      } else if (status.type === 'error') {
        log.error({ err: status.error, broker: shown }, 'the broker reports an error');
      }
    }
    connected = false;
    for (const told of [...lost]) told();
  })();
  watching.catch((error: unknown) => log.error({ err: toError(error) }, 'watching the connection failed'));

  const on = (set: Set<() => void>) => (told: () => void) => {
    set.add(told);
    return () => void set.delete(told);
  };
  const onLost = on(lost);
  const onBack = on(back);

  async function ready(milliseconds = patience, signal?: AbortSignal): Promise<void> {
    if (connected) return;
    if (nc.isClosed() || signal?.aborted) throw unreachable(shown);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const refuse = () => reject(unreachable(shown));
    const timer = setTimeout(refuse, milliseconds);
    signal?.addEventListener('abort', refuse);
    const forget = onBack(resolve);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', refuse);
      forget();
    }
  }

  async function during<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const forget = onLost(() => reject(unreachable(shown)));
    try {
      return await Promise.race([work, promise]);
    } finally {
      forget();
    }
  }

  async function drained(): Promise<void> {
    connected = false;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, closePatience);
    const draining = nc.drain().catch((error: unknown) => log.warn({ err: toError(error) }, 'the connection could not be drained'));
    await Promise.race([draining, late]);
    clearTimeout(timer);
  }

  async function close(): Promise<void> {
    if (nc.isClosed()) return;
    if (connected) await drained();
    if (!nc.isClosed()) await nc.close();
    await watching;
  }

  return { nc, connected: () => connected, ready, during, onLost, onBack, close };
}

type Options = NonNullable<Parameters<typeof connect>[0]>;

async function firstConnection(options: Options, shown: string, log: Log, connectFor: number): Promise<NatsConnection> {
  for (const until = Date.now() + connectFor; ; ) {
    try {
      return await connect(options);
    } catch (error) {
      if (Date.now() >= until) throw new CodedError('UNAVAILABLE', `No connection to the broker at ${shown}: ${toError(error).message}`);
      log.warn({ err: toError(error), broker: shown }, 'no connection to the broker yet');
      await delay(250);
    }
  }
}

/** Credentials leave the URL here, so that only their absence is ever shown. */
function target(url: string): { shown: string; options: Options } {
  const urls = url.split(',').map((one) => new URL(one.includes('://') ? one.trim() : `nats://${one.trim()}`));
  const servers = urls.map(({ hostname, port }) => `${hostname}:${port || '4222'}`);
  const user = decodeURIComponent(urls[0]?.username ?? '');
  const pass = decodeURIComponent(urls[0]?.password ?? '');
  return {
    shown: servers.map((server) => `nats://${server}`).join(', '),
    options: {
      servers,
      ...(pass ? { user, pass } : user ? { token: user } : {}),
      ...(urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
      timeout: 5_000,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 100,
      pingInterval: 10_000,
      ignoreAuthErrorAbort: true,
      noAsyncTraces: true,
    },
  };
}

function unreachable(shown: string): CodedError {
  return new CodedError('UNAVAILABLE', `The broker at ${shown} is not reachable.`);
}
