import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { CodedError, type ErrorCode } from '../../schema/errors.ts';
import { deciphered } from '../../services/channels/media/fetch.ts';
import { afterFailure } from '../../services/channels/media/retry.ts';

/** How often a file is tried, and over how long, when each try fails so. */
function persistence(error: unknown) {
  let span = 0;
  for (let tries = 1; tries < 100; tries++) {
    const next = afterFailure(error, tries);
    if (!('wait' in next)) return { tries, span, state: next.state };
    span += next.wait;
  }
  throw new Error('it never ends');
}

const hour = 3_600_000;
const coded = (code: ErrorCode, retryAfter?: number) => new CodedError(code, undefined, retryAfter === undefined ? {} : { retryAfter });

describe('a file that cannot be fetched', () => {
  test('is tried again for hours, less and less often, while the platform may be mended', () => {
    for (const error of [coded('UNAVAILABLE'), new Error('the connection broke')]) {
      const { tries, span, state } = persistence(error);
      expect({ tries, state }).toEqual({ tries: 11, state: 'gone' });
      expect(span).toBeGreaterThan(12 * hour);
      expect(span).toBeLessThan(24 * hour);
    }
  });

  test('is given up soon when the platform says that it is not there', () => {
    const { tries, span, state } = persistence(coded('NOT_FOUND'));
    expect({ tries, state }).toEqual({ tries: 3, state: 'gone' });
    expect(span).toBeLessThan(60_000);
  });

  test.each<ErrorCode>(['BAD_INPUT', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'])('is refused at once: %s', (code) => {
    expect(persistence(coded(code))).toEqual({ tries: 1, span: 0, state: 'refused' });
  });

  test('waits as long as the platform says', () => {
    expect(afterFailure(coded('UNAVAILABLE', 90), 1)).toEqual({ wait: 90_000 });
  });
});

test('a file that came enciphered is opened with the key that came with its message (apple-messages.md)', async () => {
  const { vectors } = JSON.parse(readFileSync(new URL('../payloads/signature-vectors.json', import.meta.url), 'utf8')) as {
    vectors: { platform: string; keyField?: string; plaintext?: string; ciphertextBase64?: string }[];
  };
  const { keyField = '', plaintext, ciphertextBase64 = '' } = vectors.find(({ platform }) => platform.startsWith('apple attachment'))!;
  for (const key of [keyField, keyField.slice(2)]) {
    const stream = Readable.from([Buffer.from(ciphertextBase64, 'base64')]);
    expect(await text(deciphered(stream, key))).toBe(plaintext);
  }
  expect(() => deciphered(Readable.from([]), 'abc')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
});
