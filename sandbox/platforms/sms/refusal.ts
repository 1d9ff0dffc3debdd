import { json, Refusal } from '../../api.ts';

/** A refusal of Twilio's, in its shape: samples/sms/error-*.json. */
export function refused(status: number, code: number, message: string): Refusal {
  return new Refusal(json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }));
}
