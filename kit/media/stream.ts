import { CodedError } from '../../schema/errors.ts';

/** The same bytes, up to a limit; BODY_TOO_LARGE at the first one beyond. */
export async function* limited(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > limit) throw new CodedError('BODY_TOO_LARGE', `The file is larger than ${limit} bytes.`);
    yield chunk;
  }
}

/** The first bytes of a stream, as many of `most` as there are, and all of it. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
): Promise<{ head: Uint8Array; whole: AsyncGenerator<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < most) {
    const { value, done } = await iterator.next();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  async function* whole() {
    try {
      yield* chunks;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(chunks).subarray(0, most), whole: whole() };
}
