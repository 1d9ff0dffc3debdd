import { type Answer, json, Refusal } from '../../api.ts';

/** Viber's statuses, which all come with HTTP 200 (viber.md, Outbound). */
const messages = {
  1: 'invalidUrl',
  2: 'invalidAuthToken',
  3: 'badData',
  4: 'missingData',
  5: 'receiverNotRegistered',
  6: 'notSubscribed',
  12: 'tooManyRequests',
  13: 'apiVersionNotSupported',
} as const;

/** A no as Viber says it. */
export function statusOf(status: keyof typeof messages, why?: string): Answer {
  return json(200, { status, status_message: why ?? messages[status], chat_hostname: 'SN-CHAT-01' });
}

/** The same, thrown. */
export function refused(status: keyof typeof messages, why?: string): Refusal {
  return new Refusal(statusOf(status, why));
}
