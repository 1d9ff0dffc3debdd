import type { LookupFunction } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../kit/env.ts';
import { ask, download } from '../../services/channels/media/download.ts';
import { isPublic } from '../../services/channels/media/guard.ts';
import { openOrigin } from './origin.ts';

const hidden = await openOrigin((_request, response) => response.end('a secret of the network'));
/** Known to be allowed; sends whoever asks where the path says. */
const open = await openOrigin((request, response) => {
  const to = decodeURIComponent(request.url?.slice(1) ?? '');
  if (to === '') response.end('a file');
  else response.writeHead(302, { location: to }).end();
});
afterAll(() => Promise.all([hidden.close(), open.close()]));

const settings = readSettings({ MEDIA_ALLOW_HOSTS: open.host });
const via = (to: string) => `${open.url}/${encodeURIComponent(to)}`;
const refused = { code: 'BAD_INPUT' };

/** Looks names up in a list: each time the next addresses, the last for ever. */
function names(...answers: string[][]): { lookup: LookupFunction; count(): number } {
  let n = 0;
  const lookup: LookupFunction = (_hostname, options, done) => {
    const found = answers[Math.min(n++, answers.length - 1)]!.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) done(null, found);
    else done(null, found[0]!.address, found[0]!.family);
  };
  return { lookup, count: () => n };
}

describe('a link that a customer gives', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://[ff02::1]/',
  ])('leads to no private address: %s', async (url) => {
    await expect(download(url, settings)).rejects.toMatchObject(refused);
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'data:text/plain,x', 'javascript:1', 'no link', ''])(
    'is http or https: %j',
    async (url) => {
      await expect(download(url, settings)).rejects.toMatchObject(refused);
    },
  );

  test.each(['http://user:word@example.com/', 'http://user@example.com/'])('has no credentials in it: %s', async (url) => {
    await expect(download(url, settings)).rejects.toMatchObject(refused);
  });

  test('leads to no name of a private address, also where only one of its addresses is', async () => {
    for (const addresses of [['127.0.0.1'], ['::1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:10.0.0.1']]) {
      const url = `http://files.example:${hidden.port}/`;
      await expect(download(url, settings, names(addresses).lookup)).rejects.toMatchObject(refused);
    }
    await expect(download(`http://localhost:${hidden.port}/`, settings)).rejects.toMatchObject(refused);
    expect(hidden.asked).toEqual([]);
  });

  test('is checked at the address that is connected to: a name that changes what it leads to gains nothing', async () => {
    const { lookup, count } = names(['8.8.8.8'], ['127.0.0.1']);
    const asked = { method: 'GET' as const, url: `http://files.example:${hidden.port}/`, headers: {}, body: null };
    // Nothing answers there in the time it has: only that address was tried.
    await expect(ask(asked, { allowed: [], signal: AbortSignal.timeout(200), lookup })).rejects.not.toMatchObject(refused);
    expect(count()).toBe(1);
    await expect(ask(asked, { allowed: [], signal: AbortSignal.timeout(5_000), lookup })).rejects.toMatchObject(refused);
    expect(count()).toBe(2);
    expect(hidden.asked).toEqual([]);
  });

  test('may redirect, but to nothing that it might not be itself', async () => {
    expect(String((await download(via(open.url), settings)).bytes)).toBe('a file');
    expect(String((await download(via('/'), settings)).bytes)).toBe('a file');
    for (const to of [hidden.url, `http://localhost:${hidden.port}/`, 'file:///etc/passwd', 'http://a:b@example.com/'])
      await expect(download(via(to), settings)).rejects.toMatchObject(refused);
    expect(hidden.asked).toEqual([]);
  });

  test('may redirect three times', async () => {
    expect(String((await download(via(via(via(open.url))), settings)).bytes)).toBe('a file');
    await expect(download(via(via(via(via(open.url)))), settings)).rejects.toMatchObject(refused);
  });

  test('that is allowed by MEDIA_ALLOW_HOSTS is followed: by host and port, or by the host alone', async () => {
    expect(String((await download(hidden.url, readSettings({ MEDIA_ALLOW_HOSTS: hidden.host }))).bytes)).toContain('secret');
    expect(String((await download(hidden.url, readSettings({ MEDIA_ALLOW_HOSTS: '127.0.0.1' }))).bytes)).toContain('secret');
    await expect(download(hidden.url, readSettings({ MEDIA_ALLOW_HOSTS: '127.0.0.1:1' }))).rejects.toMatchObject(refused);
  });
});

test('what proves who we are stays with the origin it was meant for', async () => {
  const seen: (string | undefined)[] = [];
  const other = await openOrigin((request, response) => {
    seen.push(request.headers.authorization);
    response.end('a file');
  });
  const first = await openOrigin((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: request.url === '/' ? '/again' : other.url }).end();
  });
  const headers = { authorization: 'Bearer secret' };
  const answer = await ask(
    { method: 'GET', url: `${first.url}/`, headers, body: null },
    { allowed: [first.host, other.host], signal: AbortSignal.timeout(5_000) },
  );
  await answer.close();
  expect([answer.status, seen]).toEqual([200, ['Bearer secret', 'Bearer secret', undefined]]);
  await Promise.all([first.close(), other.close()]);
});

test('a file is no larger than MEDIA_LIMIT, whatever its answer says', async () => {
  const origin = await openOrigin((request, response) => {
    const size = Number(request.url?.slice(1));
    response.writeHead(200, { 'content-type': 'image/png' });
    for (let left = size; left > 0; left -= 512) response.write(Buffer.alloc(Math.min(512, left)));
    response.end();
  });
  const limit = readSettings({ MEDIA_ALLOW_HOSTS: origin.host, MEDIA_LIMIT: '2048' });
  expect((await download(`${origin.url}/2048`, limit)).bytes.length).toBe(2_048);
  await expect(download(`${origin.url}/2049`, limit)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  await origin.close();
});

test('public addresses are those that the whole internet can reach', () => {
  expect(['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111'].filter((address) => !isPublic(address))).toEqual([]);
  expect(isPublic('not an address')).toBe(false);
});
