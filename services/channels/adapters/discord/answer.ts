import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { decimal, fields, id, text } from '../read.ts';

/** Discord's codes by class (discord.md, Outbound). */
const classes: [ErrorClass, string][] = [
  ['recipient_blocked', '50007 50278'],
  ['recipient_invalid', '10003 10013 50033'],
  ['permission', '50001 50013'],
  ['content_invalid', '10008 10014 50005 50006 50035 50109 40005 200000 200001 30010'],
  ['rate_limited', '20016 20028 20022 40003'],
  ['auth_invalid', '40001 50014'],
  ['account_restricted', '20026 40002'],
  ['already_done', '10062 40060'],
];
const classOf = new Map(classes.flatMap(([name, codes]) => codes.split(' ').map((code): [string, ErrorClass] => [code, name])));

/** Reads an answer of the REST API. */
export function readDiscord({ status, headers, body }: ApiReply, call: ApiCall): Sent | Failed {
  const answer = fields(body);
  const good = status >= 200 && status < 300;
  const platformId = id(answer.id);
  if (good && call.gives === 'nothing') return { ok: true };
  if (good && platformId !== undefined) return { ok: true, platformId };
  if (good) return { ok: false, class: 'unknown', code: 'no_message_id', message: 'Discord accepted the call without naming a message.' };
  const code = id(answer.code);
  const seconds = decimal(answer.retry_after, 86_400) ?? decimal(headers['retry-after'], 86_400);
  const details = answer.errors === undefined ? '' : `: ${JSON.stringify(answer.errors).slice(0, 500)}`;
  return {
    ok: false,
    class: isGone(code, call) ? 'already_done' : classify(code, status),
    code: code ?? `http_${status}`,
    message: `${text(answer.message) ?? `Discord answered with HTTP ${status}.`}${details}`,
    ...(seconds === undefined ? {} : { retryAfter: Math.ceil(seconds * 1000) }),
  };
}

/** What is to be taken away is away already. */
function isGone(code: string | undefined, call: ApiCall): boolean {
  return (code === '10008' || code === '10014') && call.method === 'DELETE';
}

function classify(code: string | undefined, status: number): ErrorClass {
  const known = code === undefined ? undefined : classOf.get(code);
  if (known) return known;
  if (status === 429) return 'rate_limited';
  if (status === 401) return 'auth_invalid';
  if (status === 403) return 'permission';
  if (status === 413) return 'content_invalid';
  if (status >= 500 || status === 408) return 'transient';
  return 'unknown';
}
