import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { newId } from '../../kit/id.ts';
import { keep } from '../../kit/media/keep.ts';
import { mediaTypeOf } from '../../kit/media/sniff.ts';
import { folderStore } from '../../kit/store/folder.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n');
const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
const elf = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46]), Buffer.alloc(200)]);
const ogg = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead'), Buffer.alloc(200)]);
const webm = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex');
const text = (value: string) => Buffer.from(value);

describe('what a file is, its bytes say', () => {
  test.each([
    ['a picture that is called a text', png, { name: 'notes.txt', mimeType: 'text/plain' }, 'image/png'],
    ['a page that is called a picture', text('<html><script>1</script></html>'), { name: 'cat.png', mimeType: 'image/png' }, 'text/plain'],
    ['a drawing that can run scripts', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), { mimeType: 'image/svg+xml' }, 'text/plain'],
    ['a document', pdf, {}, 'application/pdf'],
    ['a table', text('a,b\n1,2\n'), { mimeType: 'text/csv; charset=utf-8' }, 'text/csv'],
    ['a text with letters of every kind', text('grüezi – 你好'), {}, 'text/plain'],
    ['bytes that nobody knows', Buffer.from([1, 2, 0, 3]), { mimeType: 'image/png' }, 'application/octet-stream'],
    ['a voice message', ogg, { mimeType: 'audio/ogg; codecs=opus' }, 'audio/ogg'],
    ['a voice message of a browser', webm, { mimeType: 'audio/webm;codecs=opus' }, 'audio/webm'],
    ['a film of a browser', webm, { mimeType: 'text/plain' }, 'video/webm'],
  ])('%s', async (_name, bytes, said, mimeType) => {
    expect(await mediaTypeOf(bytes, said)).toBe(mimeType);
  });

  test('a text that is cut within a letter is still a text', async () => {
    expect(await mediaTypeOf(text('é').subarray(0, 1), {})).toBe('text/plain');
  });
});

describe('programs are not taken', () => {
  test.each([
    ['for Windows, called a picture', exe, { name: 'cat.png', mimeType: 'image/png' }],
    ['for Linux', elf, {}],
    ['a script', text('#!/bin/sh\nrm -rf /\n'), { name: 'notes.txt' }],
    ['by its name', text('@echo off'), { name: 'run.BAT ' }],
    ['behind a harmless name', text('x'), { name: 'cat.png.js' }],
  ])('%s', async (_name, bytes, said) => {
    await expect(mediaTypeOf(bytes, said)).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});

describe('what is kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-keep-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const store = folderStore(folder);
  const limits = { MEDIA_LIMIT: 100_000 };
  async function* inChunks(size: number) {
    for (let left = size; left > 0; left -= 8_000) yield Buffer.alloc(Math.min(8_000, left), 'a');
  }

  test('is as large as MEDIA_LIMIT at most, also where nobody said how large it is', async () => {
    const key = newId('media');
    expect(await keep(store, limits, key, inChunks(100_000), {})).toEqual({ mimeType: 'text/plain', size: 100_000 });
    const other = newId('media');
    await expect(keep(store, limits, other, inChunks(100_001), {})).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
    await expect(keep(store, limits, other, inChunks(1), { size: 100_001 })).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
    await expect(keep(store, limits, other, inChunks(0), {})).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(keep(store, limits, other, inChunks(10), { name: 'a.exe' })).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(other))).toEqual([]);
  });
});
