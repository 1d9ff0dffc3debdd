import { json, Refusal } from '../../api.ts';

/** The Messaging API's no (line.md, Outbound; samples/line/error-*.json). */
export function refused(status: number, message: string, details?: { message: string; property: string }[]): Refusal {
  return new Refusal(json(status, { message, ...(details && { details }) }));
}

/** A body with one thing wrong in it, and where. */
export function wrong(property: string, message: string): Refusal {
  return refused(400, 'The request body has 1 error(s)', [{ message, property }]);
}
