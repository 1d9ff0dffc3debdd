import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { fields, id, list, text } from '../read.ts';
import { messageId } from './place.ts';

/** Slack's errors by class (slack.md §2). */
const classes: [ErrorClass, string][] = [
  ['rate_limited', 'ratelimited rate_limited message_limit_exceeded'],
  ['transient', 'internal_error fatal_error service_unavailable request_timeout team_added_to_org'],
  ['auth_invalid', 'invalid_auth not_authed token_revoked token_expired account_inactive org_login_required ekm_access_denied'],
  ['permission', 'missing_scope not_allowed_token_type no_permission access_denied cant_update_message cant_delete_message'],
  [
    'recipient_invalid',
    'channel_not_found user_not_found users_not_found is_archived not_in_channel cannot_dm_bot user_disabled user_not_visible messages_tab_disabled',
  ],
  [
    'content_invalid',
    'msg_too_long no_text invalid_blocks invalid_blocks_format too_many_attachments msg_blocks_too_long metadata_too_large markdown_text_conflict invalid_arguments message_not_found edit_window_closed invalid_name',
  ],
  ['already_done', 'already_reacted no_reaction file_deleted file_not_found'],
  ['account_restricted', 'team_suspended team_access_not_granted'],
];
const classOf = new Map(classes.flatMap(([name, errors]) => errors.split(' ').map((error): [string, ErrorClass] => [error, name])));

/** Reads an answer of the Web API: failures come with HTTP 200 and `ok: false` (slack.md §2). An upload is answered in plain words. */
export function readSlack({ status, headers, body }: ApiReply, call: ApiCall): Sent | Failed {
  const answer = fields(body);
  const good = status >= 200 && status < 300;
  if (good && call.body && 'file' in call.body) return { ok: true };
  if (good && answer.ok === true) return sent(answer, call);
  const error = id(answer.error) ?? `http_${status}`;
  const wait = headers['retry-after'];
  const needed = id(answer.needed);
  const details = list(fields(answer.response_metadata).messages).flatMap((line) => text(line) ?? []);
  return {
    ok: false,
    class: gone(error, call) ? 'already_done' : classify(error, status),
    code: error,
    message: [error, needed && `the scope ${needed} is missing`, ...details].filter(Boolean).join(': '),
    ...(wait !== undefined && /^\d{1,6}$/.test(wait) ? { retryAfter: Number(wait) * 1000 } : {}),
  };
}

/** A file's message is not named by any answer: the file's own id stands for it until its event comes (slack.md §2, file). */
function sent(answer: ReturnType<typeof fields>, call: ApiCall): Sent | Failed {
  if (call.gives !== 'message') return { ok: true };
  const file = id(answer.file_id);
  if (file !== undefined) return { ok: true, platformId: file };
  if (Array.isArray(answer.files)) return { ok: true };
  const channel = id(answer.channel);
  const ts = id(answer.ts);
  if (channel !== undefined && ts !== undefined) return { ok: true, platformId: messageId(channel, ts) };
  return { ok: false, class: 'unknown', code: 'no_message_ts', message: 'Slack accepted the call without naming a message.' };
}

/** What is to be taken away is away already. */
function gone(error: string, call: ApiCall): boolean {
  return error === 'message_not_found' && call.path.endsWith('/chat.delete');
}

function classify(error: string, status: number): ErrorClass {
  const known = classOf.get(error);
  if (known) return known;
  if (error.startsWith('restricted_action')) return 'permission';
  if (status === 429) return 'rate_limited';
  if (status >= 500 || status === 408) return 'transient';
  return 'unknown';
}
