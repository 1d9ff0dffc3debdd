import { createHmac } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import type { Sent, SentState } from '../../memory.ts';
import type { Webhooks } from '../../platform.ts';
import { reportOf, type Webhook } from '../../webhook.ts';
import type { MessageForm } from './checks.ts';

/** One further attempt, where a fallback would be called; then it is gone (sms.md, Inbound). */
export const webhooks: Webhooks = {
  contentType: 'application/x-www-form-urlencoded',
  patience: 15_000,
  retries: { waits: [250] },
  sign: ({ account, body, url }) => ({ 'x-twilio-signature': signature(secret(account, 'authToken'), url, body) }),
};

/** Base64 HMAC-SHA1 of the URL as it was configured and each parameter, sorted by name (sms.md, Signature). */
function signature(token: string, url: string, body: Uint8Array): string {
  const said = [...new URLSearchParams(Buffer.from(body).toString())]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}${value}`)
    .join('');
  return createHmac('sha1', token).update(url).update(said).digest('base64');
}

/** The callback about a message, where one was asked for: samples/sms/status-*.json. */
export function callbacks(account: SandboxAccount, sent: Sent, state: SentState, now: number): Webhook[] {
  const { statusCallback, from, messagingServiceSid } = sent.request as MessageForm;
  if (statusCallback === undefined) return [];
  const status = state === 'failed' ? 'undelivered' : state;
  const fields = {
    SmsSid: sent.messageId,
    SmsStatus: status,
    MessageStatus: status,
    To: sent.to,
    MessageSid: sent.messageId,
    AccountSid: setting(account, 'accountSid'),
    From: from ?? setting(account, 'phoneNumber'),
    ApiVersion: '2010-04-01',
    ...(messagingServiceSid === undefined ? {} : { MessagingServiceSid: messagingServiceSid }),
    ...(sent.error ? { ErrorCode: String(sent.error.code) } : {}),
    ...(state === 'delivered' ? { RawDlrDoneDate: new Date(now).toISOString().replace(/\D/g, '').slice(2, 12) } : {}),
  };
  return [{ ...reportOf(account, [sent], state, new URLSearchParams(fields).toString()), url: statusCallback }];
}
