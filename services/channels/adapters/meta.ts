import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { CodedError } from '../../../schema/errors.ts';
import type { Account, WebhookReply, WebhookRequest } from '../adapter.ts';
import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../plan.ts';
import { type Fields, fields, id, text } from './read.ts';

/** Where the Graph API is; the sandbox stands in by another `apiBaseUrl`. v21 ends in January 2027 (messenger.md). */
export const graphSettings = {
  apiBaseUrl: z.url().default('https://graph.facebook.com'),
  apiVersion: z
    .string()
    .regex(/^v\d+\.\d+$/)
    .default('v26.0'),
};

/** The secrets of a Meta app: one app secret and verify token for all its pages and numbers, one access token for the account. */
export const metaSecrets = z.object({ appSecret: z.string().min(1), verifyToken: z.string().min(1), accessToken: z.string().min(1) });

/** What Meta must be told when all is stored: any 200, within five seconds (Messenger Platform docs, webhooks). */
export const metaAccepted: WebhookReply = { status: 200, contentType: 'text/plain', body: 'EVENT_RECEIVED' };

/** Answers `hub.challenge` when the verify token is ours (messenger.md §1, WhatsApp alike). */
export function metaHandshake(request: WebhookRequest, account: Account): WebhookReply | undefined {
  if (request.method !== 'GET') return undefined;
  const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
  const ours = account.secrets.verifyToken;
  if (mode !== 'subscribe' || !token || !challenge || !ours || !same(token, ours)) throw new CodedError('BAD_HANDSHAKE');
  return { status: 200, contentType: 'text/plain', body: challenge };
}

/** Checks `X-Hub-Signature-256`: HMAC-SHA256 with the app secret over the raw bytes, in hex (messenger.md §1). */
export function metaVerify(request: WebhookRequest, account: Account): void {
  const secret = account.secrets.appSecret;
  const given = /^sha256=([0-9a-f]{64})$/i.exec(request.headers['x-hub-signature-256'] ?? '')?.[1];
  if (!secret || !given) throw new CodedError('BAD_SIGNATURE');
  const expected = createHmac('sha256', secret).update(request.body).digest();
  if (!timingSafeEqual(expected, Buffer.from(given, 'hex'))) throw new CodedError('BAD_SIGNATURE');
}

/** The path to send through, and the headers: the token stays out of the URL, and so out of logs. */
export function metaCall(account: Account, sender: string): Omit<ApiCall, 'body'> {
  const version = text(account.settings.apiVersion) ?? 'v26.0';
  const from = id(account.settings[sender]) ?? '';
  return {
    protocol: 'http',
    method: 'POST',
    gives: 'message',
    // Echoes and statuses carry our id.
    unanswered: 'report',
    path: `/${encodeURIComponent(version)}/${encodeURIComponent(from)}/messages`,
    headers: { authorization: `Bearer ${account.secrets.accessToken ?? ''}`, 'content-type': 'application/json' },
  };
}

/** How codes map to classes: `code/subcode`, then any code with a subcode, then the code, and last what a code means in general. */
export type ErrorTable = ReadonlyMap<string, ErrorClass>;

/** A table from lists of codes: `10/2018278` a pair, `*\/1545041` a subcode, `190` a code, `100/*` what is left of a code. */
export function errorTable(lists: Partial<Record<ErrorClass, string>>): ErrorTable {
  const pairs = Object.entries(lists) as [ErrorClass, string][];
  return new Map(pairs.flatMap(([name, codes]) => codes.split(' ').map((code): [string, ErrorClass] => [code, name])));
}

/** Reads an answer: a message id is success, an error envelope is classified, and a 2xx with neither is not believed. */
export function readMeta(reply: ApiReply, messageId: string | undefined, table: ErrorTable): Sent | Failed {
  const ok = reply.status >= 200 && reply.status < 300;
  const error = fields(fields(reply.body).error);
  const failed = Object.keys(error).length > 0;
  if (ok && !failed && messageId !== undefined) return { ok: true, platformId: messageId };
  if (ok && !failed)
    return { ok: false, class: 'unknown', code: 'no_message_id', message: 'The platform accepted the call without naming a message.' };
  return readError(error, table, reply);
}

/** Reads one error, from an answer or (WhatsApp) from a status webhook. Classified by code, never by text. */
export function readError(
  error: Fields,
  table: ErrorTable,
  reply: Pick<ApiReply, 'status' | 'headers'> = { status: 0, headers: {} },
): Failed {
  const code = id(error.code);
  const subcode = id(error.error_subcode);
  const words = [text(error.message) ?? text(error.title), text(fields(error.error_data).details)];
  const retryAfter = retryAfterOf(reply.headers);
  return {
    ok: false,
    class: classOf(code, subcode, error.is_transient === true, reply.status, table),
    code: code === undefined ? `http_${reply.status}` : subcode === undefined ? code : `${code}/${subcode}`,
    message: words.filter((word) => word !== undefined).join(': ') || `The platform answered with HTTP ${reply.status}.`,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function classOf(code: string | undefined, subcode: string | undefined, transient: boolean, status: number, table: ErrorTable): ErrorClass {
  const known = table.get(`${code}/${subcode}`) ?? table.get(`*/${subcode}`) ?? table.get(`${code}`);
  if (known) return known;
  if (transient || status >= 500 || status === 408) return 'transient';
  if (status === 429) return 'rate_limited';
  return table.get(`${code}/*`) ?? (status === 401 ? 'auth_invalid' : 'unknown');
}

/** `Retry-After` in seconds, else the longest wait that `X-Business-Use-Case-Usage` names in minutes (messenger.md §2). */
function retryAfterOf(headers: ApiReply['headers']): number | undefined {
  const seconds = headers['retry-after'];
  if (seconds !== undefined && /^\d{1,6}$/.test(seconds)) return Number(seconds) * 1000;
  const waits = [...(headers['x-business-use-case-usage'] ?? '').matchAll(/"estimated_time_to_regain_access"\s*:\s*(\d{1,6})\b/g)];
  const minutes = Math.max(0, ...waits.map((match) => Number(match[1])));
  return minutes > 0 ? minutes * 60_000 : undefined;
}

/** Constant time for texts of any length. */
function same(left: string, right: string): boolean {
  const mac = (value: string) => createHmac('sha256', 'compare').update(value).digest();
  return timingSafeEqual(mac(left), mac(right));
}
