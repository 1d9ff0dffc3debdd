import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { newId } from '../kit/id.ts';
import { folderStore } from '../kit/store/folder.ts';
import { s3Store } from '../kit/store/s3.ts';
import type { ByteRange, Store } from '../kit/store/store.ts';
import { type Bucket, openBucket } from './store/bucket.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlor-store-'));
const bucket: Bucket = await openBucket();
const region = 'eu-north-1';
afterAll(async () => {
  await bucket.close();
  rmSync(folder, { recursive: true, force: true });
});

const stores: [string, () => Store][] = [
  ['a folder', () => folderStore(folder)],
  ['S3', () => s3Store({ ...bucket, region })],
];

async function bytesOf(store: Store, key: string, range?: ByteRange): Promise<string | undefined> {
  const file = await store.get(key, range);
  return file && String(await buffer(file.stream));
}

/** Ends with an error after some bytes, as a connection that breaks. */
async function* broken() {
  yield Buffer.alloc(70_000, 'a');
  throw new Error('the source broke off');
}

describe.each(stores)('files in %s', (_name, open) => {
  const store = open();

  test('come back as they were put, for every process that opens the store', async () => {
    const key = newId('media');
    const bytes = randomBytes(300_000);
    expect(await store.put(key, bytes, { mimeType: 'image/png' })).toBe(300_000);
    const other = open();
    expect(await other.look(key)).toEqual({ mimeType: 'image/png', size: 300_000 });
    const file = await other.get(key);
    expect(file).toMatchObject({ mimeType: 'image/png', size: 300_000 });
    expect(bytes.equals(await buffer(file!.stream))).toBe(true);
  });

  test.each([[undefined], [9]])('may come as a stream, its size known before or not (%s)', async (size) => {
    const key = newId('media');
    const chunks = ['one ', 'and ', '2'].map((text) => Buffer.from(text));
    expect(await store.put(key, Readable.from(chunks), { mimeType: 'text/plain', ...(size && { size }) })).toBe(9);
    expect(await store.look(key)).toEqual({ mimeType: 'text/plain', size: 9 });
    expect(await bytesOf(store, key)).toBe('one and 2');
  });

  test('are read in parts, and tell the size of the whole', async () => {
    const key = newId('media');
    await store.put(key, Buffer.from('0123456789'), { mimeType: 'text/plain' });
    expect(await bytesOf(store, key, { start: 2, end: 5 })).toBe('2345');
    expect(await bytesOf(store, key, { start: 9, end: 9 })).toBe('9');
    const part = await store.get(key, { start: 0, end: 0 });
    part?.stream.destroy();
    expect(part?.size).toBe(10);
  });

  test('that are not there are no error, nor is removing them', async () => {
    const key = newId('media');
    expect([await store.look(key), await store.get(key)]).toEqual([undefined, undefined]);
    await store.remove(key);
    await store.put(key, Buffer.from('x'), { mimeType: 'text/plain' });
    await store.remove(key);
    await store.remove(key);
    expect([await store.look(key), await store.get(key)]).toEqual([undefined, undefined]);
  });

  test.each([[undefined], [100_000]])('are whole or not there: a source that breaks off leaves nothing (size %s)', async (size) => {
    const key = newId('media');
    const put = store.put(key, Readable.from(broken()), { mimeType: 'text/plain', ...(size && { size }) });
    await expect(put).rejects.toThrow();
    expect(await store.look(key)).toBeUndefined();
  });

  test('are replaced by what is put under the same key', async () => {
    const key = newId('media');
    await store.put(key, Buffer.from('first'), { mimeType: 'text/plain' });
    await store.put(key, Buffer.from('second'), { mimeType: 'image/gif' });
    expect(await store.look(key)).toEqual({ mimeType: 'image/gif', size: 6 });
    expect(await bytesOf(store, key)).toBe('second');
  });

  test.each([['../secret'], ['a/b'], [''], ['.hidden'], ['a\u0000b'], ['%2e%2e'], ['a'.repeat(200)]])(
    'have safe keys: %j is none',
    async (key) => {
      await expect(store.put(key, Buffer.from('x'), { mimeType: 'text/plain' })).rejects.toThrow('is no key');
      await expect(store.get(key)).rejects.toThrow('is no key');
      await expect(store.remove(key)).rejects.toThrow('is no key');
    },
  );
});

describe('a folder', () => {
  test('is left without drafts', () => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.includes('.part'))).toEqual([]);
  });
});

describe('S3', () => {
  test.each([
    ['a wrong key', { secret: 'another' }],
    ['no such bucket', { bucket: 'nowhere' }],
    ['nobody there', { endpoint: 'http://127.0.0.1:1' }],
  ])('that cannot take a file says so: %s', async (_name, wrong) => {
    const put = s3Store({ ...bucket, region, ...wrong }).put(newId('media'), Buffer.from('x'), { mimeType: 'text/plain' });
    await expect(put).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
