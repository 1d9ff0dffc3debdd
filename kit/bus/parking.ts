import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { BusEvent, Consumer } from './bus.ts';
import { toError } from './wire.ts';

const firstWait = 100;
const longestWait = 30_000;

/**
 * Parks an event, trying until it is parked: nothing is let go because the place to park it was not reachable.
 * False when the signal ended that before; the event is then still the bus's.
 */
export async function parkFirmly(consumer: Consumer, event: BusEvent, error: Error, signal: AbortSignal, log?: Log): Promise<boolean> {
  for (let wait = firstWait; ; wait = Math.min(wait * 2, longestWait)) {
    try {
      await consumer.park(event, error);
      log?.error({ err: error, event: event.id, name: event.name, consumer: consumer.name }, 'event parked');
      return true;
    } catch (failure) {
      log?.error({ err: toError(failure), event: event.id, consumer: consumer.name }, 'event could not be parked, trying again');
    }
    if (!(await waited(wait, signal))) return false;
  }
}

/** Waits; false when the signal cut it short. */
export async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(milliseconds, undefined, { signal });
    return true;
  } catch (cut) {
    if (signal.aborted) return false;
    throw cut;
  }
}
