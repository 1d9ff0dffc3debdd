declare module 's3rver' {
  import type { RequestListener } from 'node:http';

  /** The parts of s3rver that the tests use: it brings no types. */
  export default class S3rver {
    constructor(options: { directory: string; silent: boolean; configureBuckets: { name: string }[] });
    configureBuckets(): Promise<unknown>;
    callback(): RequestListener;
    /** It wants to end the process at any exception, until it is told not to. */
    logger: { exceptions: { unhandle(): void }; close(): void };
  }
}
