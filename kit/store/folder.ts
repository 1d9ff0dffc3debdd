import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { checkKey, type FileFacts, type Store } from './store.ts';

const sidecar = z.object({ mimeType: z.string() });

/** Files in a folder, which processes on several machines may share as a volume. */
export function folderStore(folder: string): Store {
  /** Fanned out by the end of the key, which is by chance; its beginning is the time. */
  const pathOf = (key: string) => {
    checkKey(key);
    return join(folder, key.slice(-2).toLowerCase(), key);
  };

  async function look(key: string): Promise<FileFacts | undefined> {
    const path = pathOf(key);
    try {
      const [{ size }, facts] = await Promise.all([stat(path), readFile(`${path}.json`, 'utf8')]);
      return { mimeType: sidecar.parse(JSON.parse(facts)).mimeType, size };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    look,
    async put(key, bytes, { mimeType }) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      const draft = `${path}.${randomBytes(6).toString('hex')}.part`;
      try {
        await pipeline(bytes instanceof Readable ? bytes : Readable.from([bytes]), createWriteStream(draft, { flush: true }));
        const { size } = await stat(draft);
        await writeFile(`${draft}.json`, JSON.stringify({ mimeType }), { flush: true });
        await rename(`${draft}.json`, `${path}.json`);
        await rename(draft, path);
        return size;
      } catch (error) {
        await Promise.all([rm(draft, { force: true }), rm(`${draft}.json`, { force: true })]);
        throw error;
      }
    },
    async get(key, range) {
      const facts = await look(key);
      if (!facts) return undefined;
      try {
        const handle = await open(pathOf(key));
        return { ...facts, stream: createReadStream('', { fd: handle, ...range }) };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async remove(key) {
      const path = pathOf(key);
      await rm(path, { force: true });
      await rm(`${path}.json`, { force: true });
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
