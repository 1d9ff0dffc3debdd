import { createHmac, timingSafeEqual } from 'node:crypto';
import { CodedError } from '../../../schema/errors.ts';

/** Whether two secrets are the same; constant time for texts of any length. */
export function same(left: string, right: string): boolean {
  const mac = (value: string) => createHmac('sha256', 'compare').update(value).digest();
  return timingSafeEqual(mac(left), mac(right));
}

/** A signature as a platform sends it, and what it must be of. */
export interface SignedBytes {
  algorithm: 'sha1' | 'sha256' | 'sha512';
  key: string | Uint8Array | undefined;
  bytes: Uint8Array | string;
  encoding: 'hex' | 'base64';
  given: string | undefined;
}

/** Throws BAD_SIGNATURE unless the bytes were signed with the key. */
export function checkMac(signed: SignedBytes): void {
  if (!isSigned(signed)) throw new CodedError('BAD_SIGNATURE');
}

/** Whether the bytes were signed with the key; constant time. */
export function isSigned({ algorithm, key, bytes, encoding, given }: SignedBytes): boolean {
  if (!key || key.length === 0 || !given) return false;
  const expected = createHmac(algorithm, key).update(bytes).digest();
  const presented = Buffer.from(given, encoding);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}
