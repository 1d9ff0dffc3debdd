import { createHmac, timingSafeEqual } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';

const hour = 3_600;

/** What proves that Apple calls: the MSP it is for, and when (apple-messages.md §1, Auth). */
export function signedFor(account: SandboxAccount, now: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const said = `${part({ alg: 'HS256' })}.${part({ aud: setting(account, 'mspId'), iat: Math.floor(now / 1000) })}`;
  return `${said}.${mac(account, said)}`;
}

/** Whether a token is of this account's MSP and of this hour. */
export function isIts(account: SandboxAccount, token: string, now: number): boolean {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const expected = Buffer.from(mac(account, `${head}.${claims}`), 'base64url');
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  const { alg, iss, iat } = { ...objectIn(head), ...objectIn(claims) };
  return alg === 'HS256' && iss === setting(account, 'mspId') && Math.abs(now / 1000 - Number(iat)) <= hour;
}

/** The secret is handed out in base64; its bytes are the key. */
function mac(account: SandboxAccount, said: string): string {
  return createHmac('sha256', Buffer.from(secret(account, 'mspSecret'), 'base64'))
    .update(said)
    .digest('base64url');
}

function objectIn(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
