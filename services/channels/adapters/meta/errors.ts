import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { type Fields, fields, id, text } from '../read.ts';

/** Refusals because the person does not want these messages any more (messenger.md §2, whatsapp.md §2). */
const optOuts = new Set(['10/1893015', '131050']);

/** How codes map to classes: `code/subcode`, then any code with a subcode, then the code, and last what a code means in general. */
export type ErrorTable = ReadonlyMap<string, ErrorClass>;

/** A table from lists of codes: `10/2018278` a pair, `*\/1545041` a subcode, `190` a code, `100/*` what is left of a code. */
export function errorTable(lists: Partial<Record<ErrorClass, string>>): ErrorTable {
  const pairs = Object.entries(lists) as [ErrorClass, string][];
  return new Map(pairs.flatMap(([name, codes]) => codes.split(' ').map((code): [string, ErrorClass] => [code, name])));
}

/** Reads an answer: a message id, where one is given, is success; an error envelope is classified; a 2xx with neither is not believed. */
export function readMeta(reply: ApiReply, call: Pick<ApiCall, 'gives'>, messageId: string | undefined, table: ErrorTable): Sent | Failed {
  const ok = reply.status >= 200 && reply.status < 300;
  const error = fields(fields(reply.body).error);
  const failed = Object.keys(error).length > 0;
  if (ok && !failed && call.gives === 'nothing') return { ok: true };
  if (ok && !failed && messageId !== undefined) return { ok: true, platformId: messageId };
  if (ok && !failed)
    return { ok: false, class: 'unknown', code: 'no_message_id', message: 'The platform accepted the call without naming a message.' };
  return readError(error, table, reply);
}

/** Reads one error, from an answer or (WhatsApp) from a status webhook. Classified by code, never by text. */
export function readError(
  error: Fields,
  table: ErrorTable,
  reply: Pick<ApiReply, 'status' | 'headers'> = { status: 0, headers: {} },
): Failed {
  const code = id(error.code);
  const subcode = id(error.error_subcode);
  const words = [text(error.message) ?? text(error.title), text(fields(error.error_data).details)];
  const retryAfter = retryAfterOf(reply.headers);
  const named = code === undefined ? `http_${reply.status}` : subcode === undefined ? code : `${code}/${subcode}`;
  return {
    ok: false,
    class: classOf(code, subcode, error.is_transient === true, reply.status, table),
    code: named,
    ...(optOuts.has(named) || (code !== undefined && optOuts.has(code)) ? { standing: 'opted_out' } : {}),
    message: words.filter((word) => word !== undefined).join(': ') || `The platform answered with HTTP ${reply.status}.`,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function classOf(code: string | undefined, subcode: string | undefined, transient: boolean, status: number, table: ErrorTable): ErrorClass {
  // Some subcodes come as the code, too (channels/README.md §4).
  const known = table.get(`${code}/${subcode}`) ?? table.get(`*/${subcode ?? code}`) ?? table.get(`${code}`);
  if (known) return known;
  if (transient || status >= 500 || status === 408) return 'transient';
  if (status === 429) return 'rate_limited';
  return table.get(`${code}/*`) ?? (status === 401 ? 'auth_invalid' : 'unknown');
}

/** `Retry-After` in seconds, else the longest wait that `X-Business-Use-Case-Usage` names in minutes (messenger.md §2). */
function retryAfterOf(headers: ApiReply['headers']): number | undefined {
  const seconds = headers['retry-after'];
  if (seconds !== undefined && /^\d{1,6}$/.test(seconds)) return Number(seconds) * 1000;
  const waits = [...(headers['x-business-use-case-usage'] ?? '').matchAll(/"estimated_time_to_regain_access"\s*:\s*(\d{1,6})\b/g)];
  const minutes = Math.max(0, ...waits.map((match) => Number(match[1])));
  return minutes > 0 ? minutes * 60_000 : undefined;
}
