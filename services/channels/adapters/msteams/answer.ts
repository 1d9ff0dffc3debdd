import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { fields, id, text } from '../read.ts';
import { messageId } from './scene.ts';

/** The service's codes by class, where the status alone does not say it (msteams.md, Outbound). */
const classOf = new Map<string, ErrorClass>([
  ['BotNotInConversationRoster', 'recipient_blocked'],
  ['ConversationBlockedByUser', 'recipient_blocked'],
  ['ForbiddenOperationException', 'recipient_blocked'],
  ['MessageWritesBlocked', 'recipient_blocked'],
  ['ConversationNotFound', 'recipient_invalid'],
  ['MessageSizeTooBig', 'content_invalid'],
  ['ActivityThrottled', 'rate_limited'],
  ['ActivityNotFoundInConversation', 'content_invalid'],
  ['BadSyntax', 'content_invalid'],
  ['BadArgument', 'content_invalid'],
]);

const byStatus = new Map<number, ErrorClass>([
  [400, 'content_invalid'],
  [401, 'auth_invalid'],
  [403, 'permission'],
  [404, 'recipient_invalid'],
  // Two of ours were written to one conversation at once.
  [412, 'transient'],
  [413, 'content_invalid'],
  [429, 'rate_limited'],
]);

/** Reads an answer of the Bot Connector. An id is unique in its conversation only, which stands in the call's path or in its answer. */
export function readTeams({ status, headers, body }: ApiReply, call: ApiCall): Sent | Failed {
  const answer = fields(body);
  const good = status >= 200 && status < 300;
  if (good) return sent(id(answer.id), call);
  const error = fields(answer.error);
  const code = id(error.code) ?? id(answer.error);
  const wait = headers['retry-after'];
  const known = code === undefined ? undefined : classOf.get(code);
  const gone = call.method === 'DELETE' && status === 404;
  return {
    ok: false,
    class: gone ? 'already_done' : (known ?? byStatus.get(status) ?? (status >= 500 || status === 408 ? 'transient' : 'unknown')),
    code: code ?? `http_${status}`,
    message: text(error.message) ?? text(answer.error_description) ?? `Microsoft Teams answered with HTTP ${status}.`,
    ...(wait !== undefined && /^\d{1,6}$/.test(wait) ? { retryAfter: Number(wait) * 1000 } : {}),
  };
}

function sent(activity: string | undefined, call: ApiCall): Sent | Failed {
  if (call.gives === 'nothing') return { ok: true };
  const conversation = conversationIn(call.path);
  if (activity !== undefined && conversation !== undefined) return { ok: true, platformId: messageId(conversation, activity) };
  return { ok: false, class: 'unknown', code: 'no_activity_id', message: 'Teams accepted the call without naming an activity.' };
}

function conversationIn(path: string): string | undefined {
  const encoded = /\/v3\/conversations\/([^/]+)\/activities/.exec(path)?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
