import { createHmac } from 'node:crypto';
import type { Json } from '../../../../kit/bus/bus.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, Token, WebhookRequest } from '../../adapter.ts';
import { parseBody } from '../../decode.ts';
import { checkMac } from '../proof.ts';
import { decimal, type Fields, fields, id } from '../read.ts';

/** How far a token's time may be from ours, in seconds (apple-messages.md §1). */
const leeway = 3_600;

/** What our calls carry: `{ iss, iat }` under the MSP's secret (apple-messages.md §2). */
export const token: Token = {
  mint: (account, now) => ({ token: signed({ iss: mspOf(account), iat: Math.floor(now / 1000) }, account), seconds: leeway }),
};

/** Apple proves itself by a token of its own for us; the body is not signed (apple-messages.md §1). Throws UNAUTHENTICATED or BAD_SIGNATURE. */
export function verifyToken(request: WebhookRequest, account: Account, now: number): void {
  const [, head, claims, signature] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (head === undefined || claims === undefined) throw new CodedError('UNAUTHENTICATED', 'The request carries no token of Apple.');
  checkMac({ algorithm: 'sha256', key: keyOf(account), bytes: `${head}.${claims}`, encoding: 'base64', given: signature });
  const { aud, iat } = decoded(claims);
  const madeAt = decimal(iat, 1e12);
  const isOurs = [aud].flat().some((audience) => id(audience) === mspOf(account));
  const isNow = madeAt !== undefined && Math.abs(now / 1000 - madeAt) <= leeway;
  if (decoded(head).alg !== 'HS256' || !isOurs || !isNow)
    throw new CodedError('UNAUTHENTICATED', 'The token is for somebody else, or of another hour.');
}

function signed(claims: Fields, account: Account): string {
  const bytes = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${bytes}.${createHmac('sha256', keyOf(account)).update(bytes).digest('base64url')}`;
}

/** The secret is given in base64, and its bytes are the key. */
function keyOf(account: Account): string | Buffer {
  const secret = account.secrets.mspSecret ?? '';
  return secret === '' ? '' : Buffer.from(secret, 'base64');
}

function mspOf(account: Account): string {
  return id(account.settings.mspId) ?? '';
}

function encoded(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decoded(part: string): Fields {
  try {
    return fields(parseBody(Buffer.from(part, 'base64url')));
  } catch {
    return {};
  }
}
