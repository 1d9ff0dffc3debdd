import { createHmac } from 'node:crypto';

/** How we sign what we send to a company's own server, and what it signs for us: docs/custom-channel.md. */
export const timestampHeader = 'x-parlor-timestamp';
export const signatureHeader = 'x-parlor-signature';

/** The hex HMAC-SHA256 of `v1:<seconds>:<body>`, the body as its bytes go over the wire. */
export function macOf(key: string, seconds: string, body: Uint8Array | string): string {
  return createHmac('sha256', key).update(`v1:${seconds}:`).update(body).digest('hex');
}

/** The two headers of a request that is sent at `now` (milliseconds). */
export function signatureOf(key: string, body: Uint8Array | string, now: number): { [name: string]: string } {
  const seconds = String(Math.floor(now / 1000));
  return { [timestampHeader]: seconds, [signatureHeader]: `v1=${macOf(key, seconds, body)}` };
}
