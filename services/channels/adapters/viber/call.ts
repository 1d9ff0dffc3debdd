import type { Account } from '../../adapter.ts';
import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { classOfStatus, isFine, refusal } from '../answers.ts';
import { type Fields, fields, id, known, text } from '../read.ts';

/** A call of the REST bot API. */
export function viberCall(account: Account, method: string, body: Fields, part: Partial<ApiCall> = {}): ApiCall {
  return {
    protocol: 'http',
    method: 'POST',
    path: `/pa/${method}`,
    headers: { 'x-viber-auth-token': account.secrets.authToken ?? '' },
    body: { json: body },
    gives: 'message',
    // It takes no id of ours, and its receipts name only its own.
    unanswered: 'lost',
    ...part,
  };
}

/** What each status says (viber.md, Status; channels/README.md §4). */
const classes: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  [1, 'content_invalid'],
  [2, 'auth_invalid'],
  [3, 'content_invalid'],
  [4, 'content_invalid'],
  [5, 'recipient_invalid'],
  [6, 'recipient_blocked'],
  [7, 'account_restricted'],
  [8, 'account_restricted'],
  [9, 'account_restricted'],
  [10, 'account_restricted'],
  [11, 'recipient_invalid'],
  [12, 'rate_limited'],
  [13, 'content_invalid'],
  [14, 'content_invalid'],
  [15, 'permission'],
  [19, 'content_invalid'],
  [20, 'content_invalid'],
  [21, 'recipient_invalid'],
  [22, 'account_restricted'],
  [23, 'window_closed'],
  [24, 'window_closed'],
]);

/** Reads an answer: HTTP says 200 to all; `status` 0 is success (viber.md, Outbound). */
export function readViber(reply: ApiReply, call: ApiCall): Sent | Failed {
  const { status, status_message, message_token } = fields(reply.body);
  const said = Number(id(status));
  if (!isFine(reply) || id(status) === undefined) return refusal(reply, { class: isFine(reply) ? 'unknown' : classOfStatus(reply.status) });
  if (said !== 0) {
    return refusal(reply, known({ class: classes.get(said) ?? 'unknown', code: id(status), message: text(status_message) }));
  }
  if (call.gives === 'nothing') return { ok: true };
  const platformId = id(message_token);
  if (platformId !== undefined) return { ok: true, platformId };
  return refusal(reply, {
    class: 'unknown',
    code: 'no_message_token',
    message: 'The platform accepted the call without naming a message.',
  });
}
