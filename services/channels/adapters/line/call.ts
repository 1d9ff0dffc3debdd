import { createHash } from 'node:crypto';
import type { Account } from '../../adapter.ts';
import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { classOfStatus, isFine, refusal } from '../answers.ts';
import { type Fields, fields, id, known, list, text } from '../read.ts';

/** A call of the Messaging API that may be made again. */
export function lineCall(account: Account, path: string, body: Fields | null, part: Partial<ApiCall> = {}): ApiCall {
  return {
    protocol: 'http',
    method: body ? 'POST' : 'GET',
    path,
    headers: { authorization: `Bearer ${account.secrets.channelAccessToken ?? ''}` },
    body: body && { json: body },
    gives: 'nothing',
    unanswered: 'repeat',
    ...part,
  };
}

/** The key by which LINE knows a push again for a day: a UUID of our message id and the call's place in its plan (line.md, Outbound). */
export function retryKey(messageId: string, index: number): string {
  const hex = createHash('sha256').update(`${messageId}/${index}`).digest('hex');
  const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** Reads an answer: `{ sentMessages }`, or `{ message, details }` (line.md, Outbound). */
export function readLine(reply: ApiReply, call: ApiCall): Sent | Failed {
  const body = fields(reply.body);
  const platformId = id(fields(list(body.sentMessages)[0]).id);
  if (isFine(reply)) {
    if (call.gives === 'nothing') return { ok: true };
    if (platformId !== undefined) return { ok: true, platformId };
    return refusal(reply, { class: 'unknown', code: 'no_message_id', message: 'The platform accepted the call without naming a message.' });
  }
  const details = list(body.details).map(fields);
  const message = [text(body.message), ...details.map((detail) => text(detail.message))].filter((part) => part !== undefined).join(': ');
  const about = details.flatMap(({ property }) => id(property) ?? []);
  return refusal(reply, known({ class: classOf(reply.status, message, about), message, platformId }));
}

/** A 429 is too fast or, when it speaks of the month, a quota that is used up (line.md, Outbound). */
function classOf(status: number, message: string, about: string[]): ErrorClass {
  if (status === 400) return about.includes('to') || /property, 'to'/.test(message) ? 'recipient_invalid' : 'content_invalid';
  if (status === 409) return 'already_done';
  if (status === 429 && /monthly limit/i.test(message)) return 'account_restricted';
  return classOfStatus(status, 'recipient_invalid');
}
