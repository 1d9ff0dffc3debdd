import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingError } from '../../kit/env.ts';
import type { Log } from '../../kit/log.ts';
import { CodedError } from '../../schema/errors.ts';
import { followFile } from '../supergraph/file.ts';
import { hashOf, sha256 } from './hash.ts';
import type { Persisted } from './persisted.ts';

/** What a safelist file holds: each registered document under its SHA-256, with the name of its operation. */
const safelist = z
  .record(z.string(), z.object({ name: z.string(), body: z.string().min(1) }))
  .refine((entries) => Object.entries(entries).every(([hash, { body }]) => sha256(body) === hash), {
    error: 'each document must stand under the SHA-256 of its body, as `npm run register` writes it',
  });
export type Safelist = z.infer<typeof safelist>;

/** Lets only registered documents run, by their hash or by their exact text; follows the file as it changes. */
export function openSafelist(file: string, log: Log): Persisted {
  const text = readSetting(file);
  let known = bodies(text);
  const unfollow = followFile({
    path: file,
    text,
    onText: async (next) => {
      try {
        known = bodies(next);
        log.info({ file, documents: known.size }, 'another safelist is followed');
      } catch (error) {
        keep(error);
      }
    },
    onLost: keep,
  });

  function keep(error: unknown): void {
    log.error({ file, reason: String(error), documents: known.size }, 'the safelist cannot be used; the one before still is');
  }

  return {
    resolve: (operation) => {
      const named = operation.query ? sha256(operation.query) : hashOf(operation);
      const query = named && known.get(named);
      if (!query) throw new CodedError('OPERATION_NOT_ALLOWED');
      return { ...operation, query };
    },
    keep: () => {},
    close: unfollow,
  };
}

/** The safelist in a file's text; throws where it is none. */
export function readSafelist(text: string): Safelist {
  return safelist.parse(JSON.parse(text));
}

function bodies(text: string): Map<string, string> {
  return new Map(Object.entries(readSafelist(text)).map(([hash, { body }]) => [hash, body]));
}

function readSetting(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    bodies(text);
    return text;
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues[0]!.message : String(error instanceof Error ? error.message : error);
    throw new SettingError(`SAFELIST_FILE: ${reason}`);
  }
}
