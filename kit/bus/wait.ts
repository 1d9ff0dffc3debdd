import { CodedError } from '../../schema/errors.ts';
import type { RequestOptions } from './bus.ts';

/** What `begin` settles; TIMEOUT when that takes longer than the options say, and the reason of their signal when it ends before. */
export function bounded<T>(
  subject: string,
  { timeout = 10_000, signal }: RequestOptions,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
    };
    const fail = (error: unknown) => {
      end();
      reject(error);
    };
    const leave = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(new CodedError('TIMEOUT', `${subject} did not answer in ${timeout} ms.`)), timeout);
    if (signal?.aborted) return leave();
    signal?.addEventListener('abort', leave);
    begin((value) => {
      end();
      resolve(value);
    }, fail);
  });
}
