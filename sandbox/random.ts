import { randomBytes, randomInt } from 'node:crypto';

/** A secret as consoles hand them out: letters, digits, `-` and `_`. */
export function word(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}

/** Random bytes in hex. */
export function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** A number of so many digits, as text; it does not begin with 0. */
export function digits(count: number): string {
  return Array.from({ length: count }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('');
}
