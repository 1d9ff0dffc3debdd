import type { Account } from '../../adapter.ts';
import type { ApiCall, ApiReply, Failed, Sent } from '../../plan.ts';
import { isFine, refusal } from '../answers.ts';
import { fields, id, known, text } from '../read.ts';
import { classOf } from './errors.ts';

/** Where the account's things are (sms.md, Outbound). */
export function accountPath({ settings }: Account, thing: string): string {
  return `/2010-04-01/Accounts/${encodeURIComponent(id(settings.accountSid) ?? '')}${thing}`;
}

/** The account's own token, or a key that may be taken away without it. */
export function credentials({ settings, secrets }: Account): { authorization: string } {
  const key = id(settings.apiKeySid);
  const [user, password] =
    key !== undefined && secrets.apiKeySecret ? [key, secrets.apiKeySecret] : [id(settings.accountSid) ?? '', secrets.authToken ?? ''];
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** Asks without changing anything; a whole URL where `path` is one. */
export function ask(account: Account, path: string): ApiCall {
  return { protocol: 'http', method: 'GET', path, headers: credentials(account), body: null, gives: 'nothing', unanswered: 'repeat' };
}

/** Reads an answer: the message as Twilio keeps it, or `{ code, message }` (sms.md, Outbound). */
export function readTwilio(reply: ApiReply, call: ApiCall): Sent | Failed {
  const body = fields(reply.body);
  const sid = id(body.sid);
  const failed = body.status === 'failed' || body.status === 'undelivered';
  if (isFine(reply) && !failed) {
    if (call.gives === 'nothing') return { ok: true };
    if (sid !== undefined) return { ok: true, platformId: sid };
    return refusal(reply, { class: 'unknown', code: 'no_sid', message: 'The platform accepted the call without naming a message.' });
  }
  const code = id(body.code) ?? id(body.error_code);
  const message = text(body.message) ?? text(body.error_message);
  return refusal(reply, known({ ...classOf(code, reply.status), code, message }));
}
