import type { CodedError } from '../../schema/errors.ts';
import { graphError } from '../fault.ts';
import { type Format, framing } from './stream.ts';

/** Keeps proxies from thinking the connection dead. */
const beat = { text: ':\n\n', every: 12_000 };
const soon = 1_000;

/** Server-sent events: graphql-sse's "distinct connections mode". Whoever loses the connection is told to wait a little before it comes back. */
export function eventFormat(): Format {
  const next = framing('event: next\ndata: ', '\n\n');
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
    begin: () => retry(soon + Math.floor(Math.random() * 2 * soon)),
    next,
    beat,
    end: (reason, wait) => `${wait === undefined ? '' : retry(wait)}${reason ? told(reason) : ''}event: complete\ndata: \n\n`,
  };
}

function retry(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

function told(reason: CodedError): string {
  return `event: next\ndata: ${JSON.stringify({ errors: [graphError(reason)] })}\n\n`;
}
