import { describe, expect, test } from 'vitest';
import { ownLink, readLink, signLink } from '../../kit/media/link.ts';
import { deriveKeys } from '../../kit/secret.ts';

const { media: key } = deriveKeys('a'.repeat(64));
const { media: otherKey } = deriveKeys('b'.repeat(64));
const place = 'https://parlor.example';
const now = 1_789_000_000_000;
const id = 'med_01K0000000000000000000000A';
const link = signLink(key, place, { id, name: 'a b?.png' }, 3_600, now);

function read(url: string, at = now) {
  const { pathname, searchParams } = new URL(url);
  return readLink(key, pathname.split('/').at(-1)!, Object.fromEntries(searchParams), at);
}

describe('a link to a file', () => {
  test('names the file until it expires', () => {
    expect(link.startsWith(`${place}/media/${id}?`)).toBe(true);
    const { seconds, ...linked } = read(link);
    expect(linked).toEqual({ id, name: 'a b?.png' });
    expect(seconds).toBeGreaterThan(2_700);
    expect(seconds).toBeLessThanOrEqual(3_600);
    expect(() => read(link, now + 3_601_000)).toThrow(expect.objectContaining({ code: 'EXPIRED' }));
  });

  test('stays the same for a while, so that browsers need the file only once', () => {
    const links = new Set(Array.from({ length: 60 }, (_, minute) => signLink(key, place, { id }, 3_600, now + minute * 60_000)));
    expect(links.size).toBeLessThanOrEqual(5);
  });

  test.each([
    ['another file', link.replace(id, 'med_01K0000000000000000000000B')],
    ['another name', link.replace('png', 'exe')],
    ['no name', link.replace(/name=[^&]*&/, '')],
    ['a later end', link.replace(/expires=\d+/, 'expires=9999999999')],
    ['no end', link.replace(/&expires=\d+/, '')],
    ['another signature', link.replace(/signature=../, 'signature=00')],
    ['a longer signature', `${link}A`],
    ['no signature', link.replace(/&signature=.*/, '')],
    ['a key of somebody else', signLink(otherKey, place, { id, name: 'a b?.png' }, 3_600, now)],
  ])('that was changed is none of ours: %s', (_name, changed) => {
    expect(() => read(changed)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  test('is told from links to elsewhere', () => {
    const fresh = signLink(key, place, { id }, 3_600);
    expect(ownLink(key, place, fresh)).toMatchObject({ id });
    expect(ownLink(key, place, 'https://elsewhere.example/media/x')).toBeUndefined();
    expect(ownLink(key, place, `${place}.evil.example/media/${id}`)).toBeUndefined();
  });
});
