import type { Account } from '../../adapter.ts';
import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { classOfStatus, refusal } from '../answers.ts';
import { type Fields, fields, id, known, text } from '../read.ts';
import { messageIdIn } from './place.ts';

/** A method of the Bot API; the token is part of the path (telegram.md, Outbound). */
export function telegramCall(account: Account, method: string, body: Fields, part: Partial<ApiCall> = {}): ApiCall {
  return {
    protocol: 'http',
    method: 'POST',
    path: `/bot${account.secrets.botToken ?? ''}/${method}`,
    headers: { 'content-type': 'application/json' },
    body: { json: body },
    gives: 'message',
    // It takes no id of ours, and tells nobody what a bot has sent.
    unanswered: 'lost',
    ...part,
  };
}

/** Refusals by what their description begins with, after `Bad Request: ` and the like (telegram.md, Error). */
const descriptions: [pattern: RegExp, ErrorClass][] = [
  [/message is not modified|message to delete not found/i, 'already_done'],
  [
    /bot was blocked|user is deactivated|bot can't initiate|bot was kicked|bot is not a member|bots can't send messages to bots/i,
    'recipient_blocked',
  ],
  [/chat not found|user not found|peer_id_invalid|group chat was upgraded|chat was deleted|message thread not found/i, 'recipient_invalid'],
  [/not enough rights|have no rights|need administrator|chat_admin_required|chat_write_forbidden|business connection/i, 'permission'],
];

/** Reads an answer of the Bot API: `{ ok, result }` or `{ ok: false, error_code, description, parameters }`. */
export function readTelegram(reply: ApiReply, call: ApiCall): Sent | Failed {
  const body = fields(reply.body);
  if (body.ok === true) return readResult(body, reply, call);
  const description = text(body.description) ?? '';
  const parameters = fields(body.parameters);
  const wait = Number(id(parameters.retry_after));
  const moved = id(parameters.migrate_to_chat_id);
  return refusal(
    reply,
    known({
      class: classOf(Number(id(body.error_code)) || reply.status, description),
      code: id(body.error_code),
      message: moved === undefined ? description : `${description} (now ${moved})`,
      retryAfter: wait > 0 && wait < 1e6 ? wait * 1000 : undefined,
    }),
  );
}

/** A token that is not the bot's answers 401, one that is not a token at all 404 (telegram.md, Error). */
function classOf(status: number, description: string): ErrorClass {
  const byWords = descriptions.find(([pattern]) => pattern.test(description))?.[1];
  if (status === 429 || status === 401 || status >= 500 || !byWords) {
    if (status === 403) return 'recipient_blocked';
    return status === 400 || status === 413 ? 'content_invalid' : classOfStatus(status, 'auth_invalid');
  }
  return byWords;
}

function readResult({ result }: Fields, reply: ApiReply, call: ApiCall): Sent | Failed {
  if (call.gives === 'nothing') return { ok: true };
  const { message_id, chat, business_connection_id } = fields(result);
  const number = id(message_id);
  const chatId = id(fields(chat).id);
  if (number === undefined || chatId === undefined)
    return refusal(reply, { class: 'unknown', code: 'no_message_id', message: 'The platform accepted the call without naming a message.' });
  return { ok: true, platformId: messageIdIn(known({ chatId, businessConnectionId: id(business_connection_id) }), number) };
}
