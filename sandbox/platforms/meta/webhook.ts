import { createHmac } from 'node:crypto';
import { secret } from '../../account.ts';
import type { Deed, Webhooks } from '../../platform.ts';
import { hex, word } from '../../random.ts';

/**
 * JSON as Meta sends it: everything outside ASCII escaped, and what is signed is what is on the wire (messenger.md §1).
 * `app_id` goes out as a number, as in Meta's echoes; a quote inside a string is escaped, so the pattern cannot meet one.
 */
export function encode(body: unknown): string {
  return JSON.stringify(body)
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/"app_id":"(\d+)"/g, '"app_id":$1');
}

/** X-Hub-Signature-256: hex HMAC-SHA256 of the raw body under the app secret (messenger.md §1). */
function signature(body: Uint8Array, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

/** Repeated for about an hour, then the app is unsubscribed (messenger.md §1); the first attempts come faster here. */
export const webhooks: Webhooks = {
  contentType: 'application/json',
  patience: 5_000,
  retries: { waits: [100, 300, 1_000, 3_000, 10_000, 30_000], repeat: 3_600_000 },
  sign: ({ account, body }) => ({ 'x-hub-signature-256': signature(body, secret(account, 'appSecret')) }),
};

/** What Meta does when a callback URL is entered: the challenge must come back as it went (messenger.md §1, Handshake). */
export const verify: Deed = {
  what: 'does the webhook handshake',
  async run(account) {
    const challenge = String(Date.now());
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': secret(account, 'verifyToken'),
      'hub.challenge': challenge,
    });
    const response = await fetch(`${account.webhookUrl}?${query}`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    const body = (await response?.text()) ?? '';
    return { messageId: null, outcome: { ok: response?.status === 200 && body === challenge, status: response?.status ?? null, body } };
  },
};

/** The random parts of an account of Meta's. */
export function freshSecrets(): Record<string, string> {
  return { appSecret: hex(16), verifyToken: word(), accessToken: `EAA${word()}` };
}
