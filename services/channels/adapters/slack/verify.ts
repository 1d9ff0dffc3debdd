import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Json } from '../../../../kit/bus/bus.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, AdapterContext, WebhookReply, WebhookRequest } from '../../adapter.ts';
import { form, parseBody } from '../../decode.ts';
import { fields, text } from '../read.ts';

/** Seconds a signature may be old, or ahead (slack.md §1). */
const patience = 300;

/** Checks `X-Slack-Signature` over the raw bytes and the time they were signed at (slack.md §1); BAD_SIGNATURE. */
export function verifySlack(request: WebhookRequest, account: Account, { now }: AdapterContext): void {
  const secret = account.secrets.signingSecret;
  const stamp = request.headers['x-slack-request-timestamp'] ?? '';
  const given = /^v0=([0-9a-f]{64})$/i.exec(request.headers['x-slack-signature'] ?? '')?.[1];
  if (!secret || !given || !/^\d{1,12}$/.test(stamp)) throw new CodedError('BAD_SIGNATURE');
  if (Math.abs(now / 1000 - Number(stamp)) > patience) throw new CodedError('BAD_SIGNATURE', 'The webhook was signed too long ago.');
  const expected = createHmac('sha256', secret).update(`v0:${stamp}:`).update(request.body).digest();
  if (!timingSafeEqual(expected, Buffer.from(given, 'hex'))) throw new CodedError('BAD_SIGNATURE');
}

/** Answers `url_verification` with its challenge; it is signed like any event (slack.md §1). */
export async function slackHandshake(
  request: WebhookRequest,
  account: Account,
  context: AdapterContext,
): Promise<WebhookReply | undefined> {
  if (request.method !== 'POST' || !isJson(request.body)) return undefined;
  const challenge = challengeIn(request.body);
  if (challenge === undefined) return undefined;
  verifySlack(request, account, context);
  return { status: 200, contentType: 'text/plain', body: challenge };
}

/** Events are JSON; interactivity is a form with JSON in `payload`; a slash command is a form (slack.md §1). */
export function decodeSlack(request: WebhookRequest): Json {
  if (isJson(request.body)) return parseBody(request.body);
  const given = form(request);
  const payload = text(fields(given).payload);
  return payload === undefined ? given : parseBody(new TextEncoder().encode(payload));
}

function isJson(body: Uint8Array): boolean {
  const first = body.find((byte) => byte > 0x20);
  return first === undefined || first === 0x7b || first === 0x5b;
}

function challengeIn(body: Uint8Array): string | undefined {
  try {
    const root = fields(parseBody(body));
    return root.type === 'url_verification' ? text(root.challenge) : undefined;
  } catch {
    return undefined;
  }
}
