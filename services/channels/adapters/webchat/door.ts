import { verifySession } from '../../../../kit/session.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, AdapterContext, WebhookReply, WebhookRequest } from '../../adapter.ts';
import { parseBody } from '../../decode.ts';
import { type Fields, fields, text } from '../read.ts';
import { checkBody } from './check.ts';
import { fileLimit, textLimit } from './limits.ts';
import { bearerOf } from './parse.ts';
import { beginSession, identifyVisitor, type Session, type SessionRefusal, type Wish } from './start.ts';

/** Answers `session.start` (a new visitor and its token) and `identify` (the same visitor, now known to the company) at the webhook's address. */
export async function openSession(request: WebhookRequest, account: Account, context: AdapterContext): Promise<WebhookReply | undefined> {
  const body = bodyOf(request);
  if (body.type === 'session.start') return told(await beginSession(account, wishOf(body, request), context), 201);
  if (body.type !== 'identify') return undefined;
  return told(await identifyVisitor(account, await sessionIn(request, account, context), wishOf(body, request), context), 200);
}

/** The session must be of this account; and as the sender is our own widget, it is told when it sends what cannot be taken. */
export async function verifyVisitor(request: WebhookRequest, account: Account, context: AdapterContext): Promise<void> {
  await sessionIn(request, account, context);
  checkBody(parseBody(request.body));
}

async function sessionIn(request: WebhookRequest, account: Account, context: AdapterContext) {
  const token = bearerOf(request);
  if (token === undefined) throw new CodedError('UNAUTHENTICATED', 'No session token came with the request: start a session first.');
  const session = await verifySession(token, context.sessionKey, context.now);
  if (session.acc !== account.id || session.wid !== account.workspaceId) {
    throw new CodedError('UNAUTHENTICATED', 'The session token is of another widget: start a new session.');
  }
  return session;
}

function wishOf(body: Fields, { headers }: WebhookRequest): Wish {
  const named = (name: string) => (body[name] === undefined || body[name] === null ? {} : { [name]: text(body[name]) ?? '' });
  const key = text(body.widgetKey) ?? text(body.appKey);
  return { key, origin: headers.origin, ...named('userJwt'), ...named('identifier'), ...named('identifierHash'), ...named('ref') };
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

function told(outcome: Session | SessionRefusal, status: number): WebhookReply {
  if ('code' in outcome) return json(403, { error: { code: outcome.code, message: outcome.message, retryable: false } });
  const { visitorId, token: sessionToken, expiresAt, externalId } = outcome;
  const capabilities = { maxTextLength: textLimit, maxFileBytes: fileLimit };
  return json(status, { visitorId, sessionToken, expiresAt: expiresAt.toISOString(), verified: externalId !== undefined, capabilities });
}

function json(status: number, body: Fields): WebhookReply {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
