import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, openWorld, type World } from './world.ts';

const origin = 'https://desk.example';

let closed: World;
let open: World;
beforeAll(async () => {
  [closed, open] = await Promise.all([openWorld(), openWorld({ CORS_ORIGINS: `${origin}, https://other.example` })]);
});
afterAll(() => Promise.all([closed.close(), open.close()]));

const preflight = (world: World, from: string) =>
  fetch(`${world.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: from, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
  });

describe('a page of another origin', () => {
  test('may not call, unless its origin is named', async () => {
    expect((await preflight(closed, origin)).headers.get('access-control-allow-origin')).toBeNull();
    expect((await preflight(open, 'https://elsewhere.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await preflight(open, `${origin}.evil.example`)).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('may call where it is named, and never with what its browser adds by itself', async () => {
    const allowed = await preflight(open, origin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const { status, headers } = await ask(open, '{ viewer { kind } }', { headers: { origin } });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('vary')).toMatch(/origin/i);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('can read why it was refused', async () => {
    const { codes, headers } = await ask(open, '{ viewer { kind } }', { headers: { origin }, token: null });
    expect(codes).toEqual(['UNAUTHENTICATED']);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
  });
});

describe('a form', () => {
  test.each([
    ['application/x-www-form-urlencoded', 'query=%7B__typename%7D'],
    ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{__typename}\r\n--x--'],
    ['text/plain', '{"query":"{__typename}"}'],
    ['', '{"query":"{__typename}"}'],
  ])('of type %s is refused, with a token and without', async (type, body) => {
    const send = (headers: Record<string, string>) =>
      fetch(`${closed.url}/graphql`, {
        method: 'POST',
        body: Buffer.from(body),
        headers: { ...headers, ...(type && { 'content-type': type }) },
      });
    expect((await send({})).status).toBe(415);
    const refused = await send({ authorization: `Bearer ${closed.token}` });
    expect(refused.status).toBe(415);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] });
  });
});

describe('every answer', () => {
  test.each(['/graphql', '/health/live', '/parked', '/nothing', '/webhooks/acc_1', '/graphql?query=%ZZ'])(
    'of %s tells browsers to be careful',
    async (path) => {
      const { headers } = await fetch(`${closed.url}${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('strict-transport-security')).toBeNull();
    },
  );

  test('is for nobody but who asked', async () => {
    expect((await ask(closed, '{ viewer { kind } }')).headers.get('cache-control')).toBe('no-store');
    expect((await ask(closed, '{ nothing }')).headers.get('cache-control')).toBe('no-store');
  });

  test('behind a proxy that speaks HTTPS says that it shall stay so', async () => {
    const { headers } = await ask(closed, '{ viewer { kind } }', { headers: { 'x-forwarded-proto': 'https' } });
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });
});

test('the page may do what it needs, and no more', async () => {
  const { headers } = await fetch(`${closed.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(headers.get('content-security-policy')).toContain("connect-src 'self'");
});
