import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { registerFiles } from '../../gateway/http/files/serve.ts';
import { registerHeaders } from '../../gateway/http/policy.ts';
import { createHttp } from '../../kit/http.ts';
import { newId } from '../../kit/id.ts';
import { createLog } from '../../kit/log.ts';
import { signLink } from '../../kit/media/link.ts';
import { deriveKeys } from '../../kit/secret.ts';
import { folderStore } from '../../kit/store/folder.ts';
import { s3Store } from '../../kit/store/s3.ts';
import { errorCodes } from '../../schema/errors.ts';
import { openBucket } from '../store/bucket.ts';

const { media: key } = deriveKeys('c'.repeat(64));
const folder = mkdtempSync(join(tmpdir(), 'parlor-serve-'));
const store = folderStore(folder);
const log = createLog('fatal', 'test');
const http = createHttp(log, {});
registerHeaders(http);
registerFiles(http, { store, key, log });
const url = await http.listen({ host: '127.0.0.1', port: 0 });
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The same door before a bucket. */
const bucket = await openBucket();
const remote = s3Store({ ...bucket, region: 'us-east-1' });
const far = createHttp(log, {});
registerFiles(far, { store: remote, key, log });
const farUrl = await far.listen({ host: '127.0.0.1', port: 0 });
afterAll(() => far.close());

async function file(mimeType: string, name?: string) {
  const id = newId('media');
  await store.put(id, Buffer.from('0123456789'), { mimeType });
  return { id, link: signLink(key, url, { id, ...(name && { name }) }, 60) };
}

const errorOf = async (response: Response) => [response.status, ((await response.json()) as { error: { code: string } }).error.code];

describe('GET /media/<id>', () => {
  test('gives the file to whoever has a link, and nothing to run with it', async () => {
    const { id, link } = await file('image/png', 'Katze – 猫.png');
    const response = await fetch(link);
    expect(await response.text()).toBe('0123456789');
    const { headers } = response;
    expect(
      Object.fromEntries([...headers].filter(([name]) => !['date', 'x-request-id', 'connection', 'keep-alive'].includes(name))),
    ).toEqual({
      'content-type': 'image/png',
      'content-length': '10',
      'content-disposition': `inline; filename="Katze ? ?.png"; filename*=UTF-8''Katze%20%E2%80%93%20%E7%8C%AB.png`,
      etag: `"${id}"`,
      'accept-ranges': 'bytes',
      'cache-control': expect.stringMatching(/^private, max-age=\d+, immutable$/),
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'content-disposition, content-range',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
  });

  test.each([
    ['image/jpeg', 'inline'],
    ['audio/ogg', 'inline'],
    ['video/mp4', 'inline'],
    ['image/svg+xml', 'attachment'],
    ['text/html', 'attachment'],
    ['text/plain', 'attachment'],
    ['application/pdf', 'attachment'],
  ])('shows %s %s', async (mimeType, type) => {
    const response = await fetch((await file(mimeType)).link);
    expect(response.headers.get('content-disposition')).toBe(type);
    await response.body?.cancel();
  });

  test.each([
    ['bytes=2-5', 206, '2345', 'bytes 2-5/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=0-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=5-2', 200, '0123456789', null],
    ['bytes=0-1,4-5', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('gives the part that is asked for: %s', async (range, status, text, told) => {
    const response = await fetch((await file('video/mp4')).link, { headers: { range } });
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([status, text, told]);
    if (status !== 416) expect(response.headers.get('content-length')).toBe(String(text.length));
  });

  test('gives a part only of the file that its asker began with', async () => {
    const { id, link } = await file('video/mp4');
    const part = (condition: string) =>
      fetch(link, { headers: { range: 'bytes=0-1', 'if-range': condition } }).then(({ status }) => status);
    expect([await part(`"${id}"`), await part('"another"')]).toEqual([206, 200]);
  });

  test('tells who has the file already that it is the same', async () => {
    const { id, link } = await file('image/png');
    for (const tag of [`"${id}"`, `W/"${id}"`, `"x", "${id}"`, '*']) {
      const response = await fetch(link, { headers: { 'if-none-match': tag } });
      expect([response.status, await response.text()]).toEqual([304, '']);
    }
    expect((await fetch(link, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  test('answers HEAD with all but the bytes', async () => {
    const response = await fetch((await file('image/png', 'a.png')).link, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      '10',
      'image/png',
      '',
    ]);
  });

  test('refuses links that were changed, expired, or lead to what is gone', async () => {
    const { id, link } = await file('image/png', 'a.png');
    expect(await errorOf(await fetch(link.replace('a.png', 'b.png')))).toEqual([403, 'FORBIDDEN']);
    expect(await errorOf(await fetch(`${url}/media/${id}`))).toEqual([403, 'FORBIDDEN']);
    expect(await errorOf(await fetch(signLink(key, url, { id }, 60, Date.now() - 61_000)))).toEqual([410, 'EXPIRED']);
    await store.remove(id);
    expect(await errorOf(await fetch(link))).toEqual([404, 'NOT_FOUND']);
  });

  test('serves what is in a bucket as what is in a folder; where it cannot be asked, nobody is told what it said', async () => {
    const id = newId('media');
    await remote.put(id, Buffer.from('0123456789'), { mimeType: 'image/png' });
    const link = signLink(key, farUrl, { id }, 60);
    expect(await (await fetch(link)).text()).toBe('0123456789');
    const part = await fetch(link, { headers: { range: 'bytes=3-4' } });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '34', 'bytes 3-4/10']);
    expect((await fetch(link, { method: 'HEAD' })).headers.get('content-length')).toBe('10');
    await bucket.close();
    const response = await fetch(link);
    expect([response.status, await response.json()]).toEqual([503, { error: { code: 'UNAVAILABLE', message: errorCodes.UNAVAILABLE } }]);
  });
});
