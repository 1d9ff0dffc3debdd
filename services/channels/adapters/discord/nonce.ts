import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * What a call is known by to Discord, in 25 characters at most (discord.md, Outbound): our message id, whose ULID is 128 bits and so 22
 * characters, and the number of the call.
 */
export function nonceOf(messageId: string, part: number): string {
  const bits = bitsOf(messageId);
  const head = bits === undefined ? `h${createHash('sha256').update(messageId).digest('base64url').slice(0, 22)}` : `p${bits}`;
  return `${head}${part.toString(36)}`;
}

/** Our message id in a nonce; `undefined` when it was not made from one. */
export function messageIn(nonce: string): string | undefined {
  const bits = /^p([\w-]{22})[0-9a-z]{1,2}$/.exec(nonce)?.[1];
  if (bits === undefined) return undefined;
  let value = BigInt(`0x${Buffer.from(bits, 'base64url').toString('hex')}`);
  let ulid = '';
  for (let index = 0; index < 26; index++) {
    ulid = `${alphabet[Number(value & 31n)]}${ulid}`;
    value >>= 5n;
  }
  return `msg_${ulid}`;
}

function bitsOf(messageId: string): string | undefined {
  const ulid = /^msg_([0-7][0-9A-HJKMNP-TV-Z]{25})$/.exec(messageId)?.[1];
  if (ulid === undefined) return undefined;
  const value = [...ulid].reduce((sum, digit) => (sum << 5n) | BigInt(alphabet.indexOf(digit)), 0n);
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex').toString('base64url');
}
