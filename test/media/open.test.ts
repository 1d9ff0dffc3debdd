import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSettings } from '../../kit/env.ts';
import { newId } from '../../kit/id.ts';
import { signLink } from '../../kit/media/link.ts';
import { deriveKeys } from '../../kit/secret.ts';
import { openStore } from '../../kit/store/store.ts';
import { mediaLink } from '../../services/channels/media/link.ts';
import { openFile } from '../../services/channels/media/open.ts';
import { openOrigin } from './origin.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'parlor-open-'));
const origin = await openOrigin((request, response) => {
  const found = request.url === '/away' ? 503 : request.url === '/nothing' ? 404 : 200;
  response.writeHead(found, { 'content-type': 'image/png' }).end('theirs');
});
const settings = readSettings({ DATA_DIR: dataDir, PUBLIC_URL: 'https://parlor.example/', MEDIA_ALLOW_HOSTS: origin.host });
const parts = { settings, keys: deriveKeys('e'.repeat(64)), store: openStore(settings) };
afterAll(async () => {
  await origin.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a file of ours is read from the store, by the link that platforms get', async () => {
  const mediaId = newId('media');
  await parts.store.put(mediaId, Buffer.from('ours'), { mimeType: 'image/gif' });
  const url = mediaLink(parts.keys, settings, { type: 'image', mediaId, name: 'cat.gif' });
  expect(url).toContain('https://parlor.example/media/med_');
  const { bytes, ...about } = await openFile(parts, { url });
  expect([String(bytes), about]).toEqual(['ours', { mimeType: 'image/gif', name: 'cat.gif' }]);
  await parts.store.remove(mediaId);
  await expect(openFile(parts, { url })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(openFile(parts, { url: url.replace('cat', 'dog') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const old = signLink(parts.keys.media, settings.PUBLIC_URL, { id: mediaId }, 60, Date.now() - 61_000);
  await expect(openFile(parts, { url: old })).rejects.toMatchObject({ code: 'EXPIRED' });
});

test('a file of somebody else comes from the web, under the name in its link unless another is given', async () => {
  const { bytes, ...about } = await openFile(parts, { url: `${origin.url}/f/my%20cat.png` });
  expect([String(bytes), about]).toEqual(['theirs', { mimeType: 'image/png', name: 'my cat.png' }]);
  const named = await openFile(parts, { url: `${origin.url}/`, name: 'a.bin', mimeType: 'application/x' });
  expect([named.name, named.mimeType]).toEqual(['a.bin', 'application/x']);
  expect((await openFile(parts, { url: `${origin.url}/` })).name).toBe('file');
});

test('a file that cannot be had says whether that may change', async () => {
  await expect(openFile(parts, { url: `${origin.url}/away` })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(openFile(parts, { url: `${origin.url}/nothing` })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(openFile(parts, { url: `http://localhost:${origin.port}/` })).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
