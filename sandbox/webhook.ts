import { createHmac } from 'node:crypto';
import type { SandboxAccount } from './account.ts';
import { secret } from './account.ts';
import type { SentState } from './memory.ts';

/** One webhook on its way to the product: the same bytes at every attempt. */
export interface Webhook {
  id: string;
  account: string;
  /** Whom it is about: webhooks about one person are delivered in order. */
  person: string;
  body: string;
  /** Messages of the business (by `n`) that reach this state when the product has acknowledged it. */
  reports?: { messages: number[]; state: SentState };
}

/** The product's answer to one attempt. `status` null: there was none, `reason` says why. */
export interface Outcome {
  ok: boolean;
  status: number | null;
  body: string;
  reason?: string;
}

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
export function signature(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

/** One attempt to deliver a webhook: Meta signs its own, a web-chat visitor shows the session token. */
export function deliver(
  webhook: Webhook,
  account: SandboxAccount,
  sessionToken: string | undefined,
  signal: AbortSignal,
): Promise<Outcome> {
  const proof: Record<string, string> =
    account.channel === 'webchat'
      ? { authorization: `Bearer ${sessionToken}` }
      : { 'x-hub-signature-256': signature(webhook.body, secret(account, 'appSecret')) };
  return post(account.webhookUrl, webhook.body, proof, signal);
}

/** POSTs JSON and reads the whole answer; never throws. Meta waits 5 s for an answer (messenger.md §1). */
export async function post(url: string, body: string, headers: Record<string, string>, signal: AbortSignal): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'parlor-sandbox', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    return { ok: response.ok, status: response.status, body: await response.text() };
  } catch (error) {
    return { ok: false, status: null, body: '', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
