import type { Account } from '../../adapter.ts';
import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { classOfStatus, isFine, refusal } from '../answers.ts';
import { type Fields, fields, id, known, text } from '../read.ts';

/** A call about a phone number; `query` is put in order after the agent's id (rcs.md, Outbound). */
export function rcsCall(
  account: Account,
  phone: string,
  thing: string,
  query: { [name: string]: string },
  body: Fields | null,
  part: Partial<ApiCall> = {},
): ApiCall {
  const asked = new URLSearchParams({ ...query, agentId: id(account.settings.agentId) ?? '' });
  return googleCall(account, `/v1/phones/${encodeURIComponent(phone)}/${thing}?${asked}`, body, part);
}

/** Asks which of these numbers the agent reaches; harmless, whatever the numbers (rcs.md, Outbound). */
export function reachableCall(account: Account, users: string[]): ApiCall {
  return googleCall(account, '/v1/users:batchGet', { users, agentId: id(account.settings.agentId) ?? '' });
}

function googleCall(account: Account, path: string, body: Fields | null, part: Partial<ApiCall> = {}): ApiCall {
  return {
    protocol: 'http',
    method: 'POST',
    path,
    headers: { authorization: `Bearer ${account.token ?? ''}` },
    body: body && { json: body },
    gives: 'nothing',
    // Whatever it takes has an id of ours: a second time is refused as done.
    unanswered: 'repeat',
    ...part,
  };
}

/** The id we give to one part of a message: the same at every try. */
export function partId(messageId: string, index: number): string {
  return `${messageId}-${index}`;
}

/** Our own id in that of a part. */
export function ownIdIn(partName: string): string | undefined {
  return /^(msg_\w{1,64})-\d+$/.exec(partName)?.[1];
}

/** What a status of google.rpc is (rcs.md, Errors). */
const classes: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ['INVALID_ARGUMENT', 'content_invalid'],
  ['FAILED_PRECONDITION', 'content_invalid'],
  ['UNAUTHENTICATED', 'auth_invalid'],
  ['PERMISSION_DENIED', 'permission'],
  // This phone has no RCS.
  ['NOT_FOUND', 'recipient_invalid'],
  ['ALREADY_EXISTS', 'already_done'],
  ['RESOURCE_EXHAUSTED', 'rate_limited'],
  ['INTERNAL', 'transient'],
  ['UNAVAILABLE', 'transient'],
  ['DEADLINE_EXCEEDED', 'transient'],
]);

/** Reads an answer: the message by its name, or google.rpc's `{ error: { code, message, status } }` (rcs.md, Outbound). */
export function readRcs(reply: ApiReply, call: ApiCall): Sent | Failed {
  const body = fields(reply.body);
  if (isFine(reply) && body.error === undefined) {
    if (call.gives === 'nothing') return { ok: true };
    const platformId = /\/agentMessages\/([^/]+)$/.exec(id(body.name) ?? '')?.[1];
    if (platformId !== undefined) return { ok: true, platformId };
    return refusal(reply, {
      class: 'unknown',
      code: 'no_message_name',
      message: 'The platform accepted the call without naming a message.',
    });
  }
  const { message, status } = fields(body.error);
  const byStatus =
    reply.status === 409 ? 'already_done' : reply.status === 400 ? 'content_invalid' : classOfStatus(reply.status, 'recipient_invalid');
  const kind = classes.get(id(status) ?? '') ?? byStatus;
  // What has reached the phone cannot be taken back, which says nothing of the phone.
  const failure = call.method === 'DELETE' && kind === 'recipient_invalid' ? 'content_invalid' : kind;
  const platformId = failure === 'already_done' ? new URLSearchParams(call.path.split('?')[1]).get('messageId') : null;
  return refusal(reply, known({ class: failure, code: id(status), message: text(message), platformId: platformId ?? undefined }));
}
