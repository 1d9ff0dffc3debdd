import { json, Refusal } from '../../api.ts';

/** Slack's no: HTTP 200 with `ok: false` and its word for why (slack.md §2; samples/slack/error-*.json). */
export class SlackError extends Refusal {
  constructor(error: string, more: Record<string, unknown> = {}, status = 200, headers: Record<string, string> = {}) {
    super(json(status, { ok: false, error, ...more }, headers));
  }
}

/** The block that is wrong, as Slack points at it: samples/slack/error-invalid-blocks.json. */
export function invalidBlocks(message: string, path: PropertyKey[]): SlackError {
  const words = `${message} [json-pointer:/${['blocks', ...path.map(String)].join('/')}]`;
  return new SlackError('invalid_blocks', { errors: [words], response_metadata: { messages: [`[ERROR] ${words}`] } });
}
