import { createPublicKey, verify } from 'node:crypto';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, AdapterContext, WebhookReply, WebhookRequest } from '../../adapter.ts';
import { parseBody } from '../../decode.ts';
import { fields, text } from '../read.ts';

/** Seconds a signature may be old, or ahead (channels/README.md §2). */
const patience = 300;

/** Checks the Ed25519 signature over time and raw body (discord.md, Inbound); BAD_SIGNATURE, which is a 401, as Discord's probes want. */
export function verifyDiscord(request: WebhookRequest, account: Account, { now }: AdapterContext): void {
  const stamp = request.headers['x-signature-timestamp'] ?? '';
  const given = request.headers['x-signature-ed25519'] ?? '';
  const key = text(account.settings.publicKey) ?? '';
  if (!/^\d{1,12}$/.test(stamp) || !/^[0-9a-f]{128}$/i.test(given) || !isAuthentic(stamp, request.body, given, key)) {
    throw new CodedError('BAD_SIGNATURE');
  }
  if (Math.abs(now / 1000 - Number(stamp)) > patience) throw new CodedError('BAD_SIGNATURE', 'The webhook was signed too long ago.');
}

/** Answers a PING, which is signed like everything else (discord.md, Inbound): 1 of the interactions endpoint, 0 of webhook events. */
export async function discordHandshake(
  request: WebhookRequest,
  account: Account,
  context: AdapterContext,
): Promise<WebhookReply | undefined> {
  const ping = request.method === 'POST' ? pingIn(request.body) : undefined;
  if (ping === undefined) return undefined;
  verifyDiscord(request, account, context);
  return ping === 0
    ? { status: 204, contentType: 'text/plain', body: '' }
    : { status: 200, contentType: 'application/json', body: '{"type":1}' };
}

/** Of webhook events, 1 is no PING: it has an event. */
function pingIn(body: Uint8Array): 0 | 1 | undefined {
  try {
    const { type, event } = fields(parseBody(body));
    return event === undefined && (type === 0 || type === 1) ? type : undefined;
  } catch {
    return undefined;
  }
}

function isAuthentic(stamp: string, body: Uint8Array, signature: string, hex: string): boolean {
  try {
    const x = Buffer.from(hex, 'hex').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, Buffer.concat([Buffer.from(stamp), body]), key, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}
