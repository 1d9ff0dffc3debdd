import { Readable } from 'node:stream';
import { CodedError } from '../../schema/errors.ts';
import type { Settings } from '../env.ts';
import type { FileFacts, Store } from '../store/store.ts';
import { scan, type Verdict } from './scan.ts';
import { headSize, mediaTypeOf, type Said } from './sniff.ts';
import { limited, peek } from './stream.ts';

/**
 * Puts a file into the store under a key, as what its bytes say it is. BAD_INPUT for an empty one, BODY_TOO_LARGE beyond MEDIA_LIMIT, UNSUPPORTED_MEDIA_TYPE for a program;
 * `size` where it is known before. Nobody may be given the file until `scanned` says that it is clean.
 */
export async function keep(
  store: Store,
  { MEDIA_LIMIT }: Pick<Settings, 'MEDIA_LIMIT'>,
  key: string,
  bytes: AsyncIterable<Uint8Array>,
  said: Said & { size?: number },
): Promise<FileFacts> {
  if ((said.size ?? 0) > MEDIA_LIMIT) throw new CodedError('BODY_TOO_LARGE', `The file is larger than ${MEDIA_LIMIT} bytes.`);
  const { head, whole } = await peek(limited(bytes, MEDIA_LIMIT), headSize);
  if (head.length === 0) throw new CodedError('BAD_INPUT', 'The file is empty.');
  const mimeType = await mediaTypeOf(head, said);
  const size = await store.put(key, Readable.from(whole), { mimeType, ...(said.size === undefined ? {} : { size: said.size }) });
  return { mimeType, size };
}

/** What the virus scanner says of a file in the store; clean where there is no scanner. UNAVAILABLE when it cannot be asked now. */
export async function scanned(store: Store, { MEDIA_SCAN_URL }: Pick<Settings, 'MEDIA_SCAN_URL'>, key: string): Promise<Verdict> {
  if (!MEDIA_SCAN_URL) return { clean: true };
  const file = await store.get(key);
  if (!file) throw new CodedError('UNAVAILABLE', 'The file is not in the store.');
  return scan(MEDIA_SCAN_URL, file.stream, file);
}
