import type { Readable } from 'node:stream';
import { request } from 'undici';
import { z } from 'zod';
import { CodedError } from '../../schema/errors.ts';

/** What a virus scanner says of a file; `name` is what it found. */
const verdict = z.discriminatedUnion('clean', [
  z.object({ clean: z.literal(true) }),
  z.object({ clean: z.literal(false), name: z.string().default('unnamed') }),
]);
export type Verdict = z.infer<typeof verdict>;

/** Milliseconds. */
const patience = 60_000;

/** Posts a file to the scanner of MEDIA_SCAN_URL. UNAVAILABLE when it is away or says what it should not. */
export async function scan(url: string, stream: Readable, { mimeType, size }: { mimeType: string; size: number }): Promise<Verdict> {
  try {
    const headers = { 'content-type': mimeType, 'content-length': String(size) };
    const { statusCode, body } = await request(url, { method: 'POST', headers, body: stream, signal: AbortSignal.timeout(patience) });
    if (statusCode === 200) return verdict.parse(await body.json());
    await body.dump();
    throw new Error(`it answers ${statusCode}`);
  } catch (error) {
    stream.destroy();
    throw new CodedError('UNAVAILABLE', `The virus scanner cannot be asked now: ${error instanceof Error ? error.message : String(error)}`);
  }
}
