import { CodedError } from '../../schema/errors.ts';
import type { Log } from '../log.ts';
import type { BusEvent, Consumer, RetryPolicy } from './bus.ts';
import { parkFirmly, waited } from './parking.ts';
import { decode, toError } from './wire.ts';

const width = 32;

/** The events on their way to one consumer inside the process. */
export interface Lanes {
  /** Resolves when the consumer has handled or parked it; rejects with UNAVAILABLE when stopped before. */
  push(key: string, bytes: Uint8Array): Promise<void>;
  /** Resolves when what is in hand is finished; what waits is abandoned. */
  stop(): Promise<void>;
}

/** Delivers to one consumer: one event after the other for a key, keys beside each other, at most 32 handlers at once. */
export function openLanes(consumer: Consumer, policy: RetryPolicy, log?: Log): Lanes {
  const tails = new Map<string, Promise<void>>();
  const halt = new AbortController();
  const inSlot = slots(width);

  function push(key: string, bytes: Uint8Array): Promise<void> {
    const delivery = (tails.get(key) ?? Promise.resolve()).then(() => deliver(bytes));
    const leave = () => {
      if (tails.get(key) === tail) tails.delete(key);
    };
    const tail: Promise<void> = delivery.then(leave, leave);
    tails.set(key, tail);
    return delivery;
  }

  /** A slot is held while the handler runs, not while an event waits to be tried again. */
  async function deliver(bytes: Uint8Array): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const failure = await inSlot(() => failureOf(bytes, attempt));
      if (!failure) return;
      const wait = policy.waits[attempt - 1];
      if (wait === undefined) {
        if (await parkFirmly(consumer, decode<BusEvent>(bytes), failure, halt.signal, log)) return;
        throw abandoned();
      }
      log?.warn({ err: failure, attempt, consumer: consumer.name }, 'event handler failed, trying again');
      if (!(await waited(wait, halt.signal))) throw abandoned();
    }
  }

  async function failureOf(bytes: Uint8Array, attempt: number): Promise<Error | undefined> {
    if (halt.signal.aborted) throw abandoned();
    try {
      await consumer.handle(decode<BusEvent>(bytes), attempt);
    } catch (thrown) {
      return toError(thrown);
    }
  }

  async function stop(): Promise<void> {
    halt.abort();
    await Promise.all(tails.values());
  }

  return { push, stop };
}

function abandoned(): CodedError {
  return new CodedError('UNAVAILABLE', 'The bus closed before the event was handled.');
}

/** Runs at most `count` at once, first come first served. */
function slots(count: number): <T>(run: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let free = count;
  return async (run) => {
    if (free > 0) free--;
    else await new Promise<void>((enter) => queue.push(enter));
    try {
      return await run();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free++;
    }
  };
}
