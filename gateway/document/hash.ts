import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CodedError } from '../../schema/errors.ts';
import type { Operation } from './read.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/i);
const automatic = z.object({ version: z.literal(1), sha256Hash: hash });

/** The SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The hash that names an operation: of APQ's extension, or a `documentId` with or without `sha256:` before it. BAD_INPUT for anything else. */
export function hashOf({ extensions, documentId }: Operation): string | undefined {
  const named = extensions?.persistedQuery;
  if (!documentId && !named) return undefined;
  const found = documentId ? hash.safeParse(documentId.replace(/^sha256:/, '')).data : automatic.safeParse(named).data?.sha256Hash;
  if (found) return found.toLowerCase();
  throw new CodedError('BAD_INPUT', 'An operation is named by the SHA-256 of its text, in 64 hex digits, and `version` 1.');
}
