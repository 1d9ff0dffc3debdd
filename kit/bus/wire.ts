import { randomUUID } from 'node:crypto';
import { CodedError, type ErrorCode, errorCodes } from '../../schema/errors.ts';
import type { Log } from '../log.ts';
import type { Bus, BusEvent, Json, WireError } from './bus.ts';

/** Kept free in every message for its headers. */
export const headroom = 1024;
/** The most bytes of an event or a notice under the usual payload limit of a broker, 1 MiB. */
export const largestMessage = 1024 * 1024 - headroom;
/** The most bytes of a request or a reply, however many parts it travels in. */
export const largestRequest = 32 * 1024 * 1024;

const subjects = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
const tokens = /^[A-Za-z0-9_-]+$/;
const ids = /^[\x21-\x7e]{1,200}$/;

/** Refuses a subject that could reach further than its words: wildcards, spaces, empty tokens. */
export function checkSubject(subject: string): void {
  if (!subjects.test(subject)) throw new CodedError('BAD_INPUT', `Not a subject: ${JSON.stringify(subject)}`);
}

/** Refuses a name that is not one word of a subject. */
export function checkToken(token: string): void {
  if (!tokens.test(token)) throw new CodedError('BAD_INPUT', `Not a name on the bus: ${JSON.stringify(token)}`);
}

/** Refuses an event whose name or id cannot travel. */
export function checkEvent(event: BusEvent): void {
  checkSubject(event.name);
  if (!ids.test(event.id)) throw new CodedError('BAD_INPUT', `Not an event id: ${JSON.stringify(event.id)}`);
}

/** The service that publishes an event: the first word of its name. */
export function sourceOf(event: BusEvent): string {
  return event.name.split('.', 1)[0]!;
}

/** JSON as bytes; TOO_LARGE above the limit. */
export function encode(value: Json | BusEvent, limit: number, what: string): Uint8Array {
  return Buffer.from(checkSize(stringify(value, what), limit, what));
}

/** The text, if its bytes are not more than the limit; TOO_LARGE otherwise. */
export function checkSize(text: string, limit: number, what: string): string {
  // A unit of the text is three bytes at most, so that most texts need not be measured.
  if (text.length * 3 <= limit) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) throw new CodedError('TOO_LARGE', `${what} is ${bytes} bytes; the bus carries ${limit}.`);
  return text;
}

function stringify(value: Json | BusEvent, what: string): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${what} is not JSON`);
  return text;
}

/** Requests that carry values, over those that carry text. */
export function valued({ exchange, serve }: Pick<Bus, 'exchange' | 'serve'>): Pick<Bus, 'request' | 'respond'> {
  return {
    request: async (subject, body, options) => JSON.parse(await exchange(subject, stringify(body, `The request to ${subject}`), options)),
    respond: (subject, handle) => serve(subject, async (text) => stringify(await handle(JSON.parse(text)), `The reply of ${subject}`)),
  };
}

/** What `encode` was given. */
export function decode<T extends Json | BusEvent = Json>(bytes: Uint8Array): T {
  return JSON.parse(toText(bytes)) as T;
}

/** The text of a request or a reply as bytes; TOO_LARGE above what those may be. */
export function toBytes(text: string, what: string): Uint8Array {
  return Buffer.from(checkSize(text, largestRequest, what));
}

/** What `toBytes` was given. */
export function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

/** What the caller is told of an error: a coded one as it is, any other as INTERNAL under the id it is logged with. */
export function tellable(error: unknown, subject: string, log?: Log): WireError {
  if (error instanceof CodedError) return { code: error.code, message: error.message };
  const id = `err_${randomUUID()}`;
  log?.error({ err: error, errorId: id, subject }, 'a responder failed');
  return { code: 'INTERNAL', message: `A fault of ours; it is logged under ${id}.` };
}

/** The error a reply carried; a code this version does not know is INTERNAL. */
export function told({ code, message }: { code: string; message: string }): CodedError {
  return new CodedError(Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'INTERNAL', message);
}

/** Whatever was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
