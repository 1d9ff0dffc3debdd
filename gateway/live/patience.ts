import { setTimeout as delay } from 'node:timers/promises';
import { CodedError, type ErrorCode } from '../../schema/errors.ts';

const longest = 5_000;

/** Codes that say nothing about the request itself: another try may go better. */
const passing: readonly ErrorCode[] = ['UNAVAILABLE', 'TIMEOUT', 'INTERNAL', 'RATE_LIMITED'];

/** Waits before the next try: 100 ms, then twice as long each time, up to five seconds. Rejects when the signal ends. */
export async function pause(attempt: number, signal: AbortSignal): Promise<void> {
  await delay(Math.min(100 * 2 ** attempt, longest) * (0.75 + Math.random() / 2), undefined, { signal, ref: false });
}

/** Tries for as long as what fails may pass, until the signal ends. */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CodedError && passing.includes(error.code))) throw error;
    }
    await pause(attempt, signal);
  }
}
