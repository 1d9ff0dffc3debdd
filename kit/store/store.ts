import type { Readable } from 'node:stream';
import type { Settings } from '../env.ts';
import { folderStore } from './folder.ts';
import { s3Store } from './s3.ts';

/** What is known of a file beside its bytes. */
export interface FileFacts {
  mimeType: string;
  /** Bytes. */
  size: number;
}

/** The bytes from `start` to `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Keeps files under keys of ours (`med_...`). Two implementations, one contract suite (test/store.test.ts): a folder, and S3. */
export interface Store {
  /** Stores all of it or nothing; a key that is taken gets the new bytes. `size` where it is known before. Gives the bytes counted. */
  put(key: string, bytes: Uint8Array | Readable, facts: { mimeType: string; size?: number }): Promise<number>;
  /** What is known of a file; `undefined` when there is none. */
  look(key: string): Promise<FileFacts | undefined>;
  /** Its bytes, or a part of them; `undefined` when there is none. Whoever takes the stream reads it to its end or destroys it. */
  get(key: string, range?: ByteRange): Promise<(FileFacts & { stream: Readable }) | undefined>;
  /** Removes it; done as well when there is none. */
  remove(key: string): Promise<void>;
}

/** The store of the settings: a bucket where one is named, else a folder. */
export function openStore(settings: Settings): Store {
  const { S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = settings;
  if (!S3_BUCKET || !S3_ENDPOINT || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) return folderStore(`${settings.DATA_DIR}/media`);
  return s3Store({ bucket: S3_BUCKET, endpoint: S3_ENDPOINT, region: S3_REGION, id: S3_ACCESS_KEY_ID, secret: S3_SECRET_ACCESS_KEY });
}

/** Keys name files and stand in URLs; anything else never reaches either. */
export function checkKey(key: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{3,127}$/.test(key)) throw new Error(`${JSON.stringify(key)} is no key of a file`);
}
