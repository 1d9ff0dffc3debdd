import { createHmac, createPublicKey, createVerify, timingSafeEqual } from 'node:crypto';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, AdapterContext, WebhookRequest } from '../../adapter.ts';
import { type Fields, fields, id, text } from '../read.ts';
import { decodeEmail } from './decode.ts';
import { jsonIn } from './provider.ts';
import { isAuthenticSns } from './sns.ts';

/** Seconds a signature may be old, or ahead. */
const patience = 300;

/**
 * Every provider may be given our own secret, in the URL (`?token=`) or as the password of basic auth; those that sign prove themselves by that
 * (email.md, Inbound). BAD_SIGNATURE.
 */
export async function verifyEmail(request: WebhookRequest, account: Account, context: AdapterContext): Promise<void> {
  const secret = account.secrets.webhookSecret;
  const given = [request.query.token, passwordIn(request.headers.authorization)];
  if (secret && given.some((one) => one !== undefined && same(one, secret))) return;
  if (!(await isSigned(request, account, context))) throw new CodedError('BAD_SIGNATURE');
}

async function isSigned(request: WebhookRequest, account: Account, { now, document }: AdapterContext): Promise<boolean> {
  const { signingKey } = account.secrets;
  switch (account.settings.provider) {
    case 'mailgun':
      return signingKey !== undefined && isMailguns(fields(fields(await decodeEmail(request)).signed), signingKey, now);
    case 'sendgrid':
      return signingKey !== undefined && isSendgrids(request, signingKey, now);
    case 'ses':
      return isAuthenticSns(jsonIn(new TextDecoder().decode(request.body)), text(account.settings.topicArn), document);
    default:
      return false;
  }
}

/** HMAC-SHA256 of time and token; of the body it covers nothing (email.md, Inbound). */
function isMailguns({ timestamp, token, signature }: Fields, key: string, now: number): boolean {
  const stamp = id(timestamp) ?? '';
  if (!isRecent(stamp, now)) return false;
  return same(
    text(signature) ?? '',
    createHmac('sha256', key)
      .update(`${stamp}${text(token) ?? ''}`)
      .digest('hex'),
  );
}

/** ECDSA over time and raw body; the key is public, and comes as base64 without its frame. */
function isSendgrids({ headers, body }: WebhookRequest, key: string, now: number): boolean {
  const stamp = headers['x-twilio-email-event-webhook-timestamp'] ?? '';
  const signature = headers['x-twilio-email-event-webhook-signature'] ?? '';
  if (!isRecent(stamp, now)) return false;
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    return createVerify('SHA256').update(stamp).update(body).verify(publicKey, signature, 'base64');
  } catch {
    return false;
  }
}

function isRecent(stamp: string, now: number): boolean {
  return /^\d{1,12}$/.test(stamp) && Math.abs(now / 1000 - Number(stamp)) <= patience;
}

function passwordIn(header: string | undefined): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(header ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString().split(':').slice(1).join(':');
}

function same(left: string, right: string): boolean {
  const mac = (value: string) => createHmac('sha256', 'compare').update(value).digest();
  return timingSafeEqual(mac(left), mac(right));
}
