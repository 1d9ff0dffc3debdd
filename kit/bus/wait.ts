import { CodedError } from '../../schema/errors.ts';
import type { RequestOptions } from './bus.ts';

/**
 * What `begin` settles; TIMEOUT when that takes longer than the options say, and the reason of their signal when it ends before. What `begin`
 * returns is called at the end, whichever it is.
 */
export function bounded<T>(
  what: string,
  { timeout = 10_000, signal }: RequestOptions,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => (() => void) | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let ended = false;
    let clear: (() => void) | undefined;
    const end = () => {
      ended = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      clear?.();
    };
    const fail = (error: unknown) => {
      if (ended) return;
      end();
      reject(error);
    };
    const leave = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(new CodedError('TIMEOUT', `${what} did not answer in ${timeout} ms.`)), timeout);
    if (signal?.aborted) return leave();
    signal?.addEventListener('abort', leave);
    const succeed = (value: T) => {
      if (ended) return;
      end();
      resolve(value);
    };
    try {
      clear = begin(succeed, fail);
    } catch (error) {
      fail(error);
    }
    if (ended) clear?.();
  });
}
