import { randomBytes } from 'node:crypto';
import { mintSession, type SignedIdentity, verifyIdentity } from '../../../../kit/session.ts';
import type { Account, AdapterContext, WebhookReply, WebhookRequest } from '../../adapter.ts';
import { parseBody } from '../../decode.ts';
import { type Fields, fields, list, text } from '../read.ts';
import { fileLimit, textLimit } from './limits.ts';

/**
 * Answers `{"type":"session.start","widgetKey":...}`: a new visitor and a token for it (webchat.md §2). With a `userJwt` that
 * the company signed, the visitor is also known by the company's own id; with a bad one there is no session at all.
 */
export async function startSession(request: WebhookRequest, account: Account, context: AdapterContext): Promise<WebhookReply | undefined> {
  const body = bodyOf(request);
  if (body.type !== 'session.start') return undefined;
  const widgetKey = text(account.settings.widgetKey);
  if (widgetKey === undefined || body.widgetKey !== widgetKey) return refusal('widget_key_invalid', 'No widget has this key');
  if (!originAllowed(request.headers.origin, account)) return refusal('origin_not_allowed', 'This site may not use the widget');
  const identity = await identityIn(body, account, context.now);
  if (typeof identity === 'string') return refusal(identity, 'Identity token rejected');
  const visitorId = `vis_${randomBytes(16).toString('hex')}`;
  const known = identity && { ext: identity.externalId, ...(identity.name === undefined ? {} : { name: identity.name }) };
  const who = { sub: visitorId, acc: account.id, wid: account.workspaceId, ...known };
  const { token, expiresAt } = await mintSession(who, context.sessionKey, context.now);
  const capabilities = { maxTextLength: textLimit, maxFileBytes: fileLimit };
  return json(201, { visitorId, sessionToken: token, expiresAt: expiresAt.toISOString(), capabilities });
}

/** A body that is no JSON is no session start; whoever reads it next says what is wrong with it. */
function bodyOf(request: WebhookRequest): Fields {
  if (request.method !== 'POST') return {};
  try {
    return fields(parseBody(request.body));
  } catch {
    return {};
  }
}

function originAllowed(origin: string | undefined, account: Account): boolean {
  const allowed = list(account.settings.allowedOrigins);
  const plain = (value: string) => value.toLowerCase().replace(/\/+$/, '');
  return allowed.length === 0 || (origin !== undefined && allowed.some((one) => typeof one === 'string' && plain(one) === plain(origin)));
}

async function identityIn(body: Fields, account: Account, now: number): Promise<SignedIdentity | string | undefined> {
  if (body.userJwt === undefined || body.userJwt === null) return undefined;
  const token = text(body.userJwt);
  const secret = account.secrets.signingSecret;
  return token === undefined || !secret ? 'identity_signature_invalid' : verifyIdentity(token, secret, now);
}

function refusal(code: string, message: string): WebhookReply {
  return json(403, { error: { code, message, retryable: false } });
}

function json(status: number, body: Fields): WebhookReply {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
