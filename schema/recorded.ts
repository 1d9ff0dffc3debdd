import { z } from 'zod';

/** A line of the file in which the gateway records each different operation once. */
const recordedOperation = z.object({
  /** SHA-256 of the text below, in hex. */
  hash: z.string(),
  operationName: z.string().nullable(),
  /** The document, without the strings and numbers that were written into it. */
  query: z.string(),
  firstSeen: z.iso.datetime(),
});
export type RecordedOperation = z.infer<typeof recordedOperation>;

/** The operations in such a file, each once, whichever gateways wrote it; a line that was cut off is left out. */
export function readRecorded(text: string): RecordedOperation[] {
  const found = new Map<string, RecordedOperation>();
  for (const line of text.split('\n')) {
    const { success, data } = recordedOperation.safeParse(jsonOf(line));
    if (success && !found.has(data.hash)) found.set(data.hash, data);
  }
  return [...found.values()];
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
