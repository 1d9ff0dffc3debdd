import { randomUUID } from 'node:crypto';
import type { SandboxAccount } from './account.ts';
import type { Sent, SentState } from './memory.ts';

/** One webhook on its way to the product: the same bytes at every attempt. */
export interface Webhook {
  id: string;
  account: string;
  /** Whom it is about: webhooks about one person are delivered in order. */
  person: string;
  body: string;
  /** The body is the base64 of what goes out: zipped, or with files in it. */
  base64?: true;
  /** Its own headers, beside what signs it. */
  headers?: Record<string, string>;
  /** Where it goes, when that is not the account's webhookUrl. */
  url?: string;
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

/** A webhook about something that happened to one person. */
export function webhookOf(
  account: SandboxAccount,
  person: string,
  body: string,
  more: Pick<Webhook, 'headers' | 'reports' | 'base64' | 'url'> = {},
): Webhook {
  return { id: randomUUID(), account: account.id, person, body, ...more };
}

/** The same, of what is reported about messages of the business. */
export function reportOf(account: SandboxAccount, messages: Sent[], state: SentState, body: string): Webhook {
  return webhookOf(account, messages[0]?.to ?? '', body, { reports: { messages: messages.map(({ n }) => n), state } });
}

/** Nobody was told, and nobody had to be: what a deed gives on a platform that is polled. */
export const untold: Outcome = { ok: true, status: null, body: '' };

/** POSTs and reads the whole answer; never throws. */
export async function post(
  url: string,
  body: string | Uint8Array,
  headers: Record<string, string>,
  patience: number,
  closing: AbortSignal,
): Promise<Outcome> {
  try {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(patience)]);
    const sent = { 'user-agent': 'parlor-sandbox', ...headers };
    const response = await fetch(url, { method: 'POST', headers: sent, body: Buffer.from(body), redirect: 'manual', signal });
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
