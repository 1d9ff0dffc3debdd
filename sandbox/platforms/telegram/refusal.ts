import { json, Refusal } from '../../api.ts';

/** The Bot API's no (telegram.md, Outbound; samples/telegram/error-*.json). */
export function refused(error_code: number, description: string, parameters?: object): Refusal {
  return new Refusal(json(error_code, { ok: false, error_code, description, ...(parameters && { parameters }) }));
}

/** A call that cannot be right. */
export function bad(why: string): Refusal {
  return refused(400, `Bad Request: ${why}`);
}

/** Too many calls; in how many seconds another may come. */
export function busy(seconds: number): Refusal {
  return refused(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
}
