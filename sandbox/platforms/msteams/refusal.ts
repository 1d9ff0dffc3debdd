import { json, Refusal } from '../../api.ts';

/** The connector's no: `{ error: { code, message } }` (msteams.md, Outbound; samples/msteams/error-*.json). */
export class TeamsError extends Refusal {
  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(json(status, { error: { code, message } }, headers));
  }
}

/** Too many in one conversation: samples/msteams/error-429.json. */
export function throttled(seconds: number): TeamsError {
  return new TeamsError(429, 'ActivityThrottled', 'Too many requests', { 'retry-after': String(seconds) });
}

/** A token that is none, or none any more. */
export function unregistered(): TeamsError {
  return new TeamsError(401, 'BotNotRegistered', 'The bot is not registered, or its token has expired.');
}
