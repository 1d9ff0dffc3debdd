import { CodedError } from '../../../schema/errors.ts';

/** The error for content that a channel cannot say; nothing is left out silently. */
export function notSendable(type: string, channel: string): CodedError {
  return new CodedError('BAD_INPUT', `Content of type ${type} cannot be sent on ${channel}.`);
}
