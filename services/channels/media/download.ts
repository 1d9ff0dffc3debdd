import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Dispatcher, request } from 'undici';
import type { Settings } from '../../../kit/env.ts';
import { limited } from '../../../kit/media/stream.ts';
import { CodedError } from '../../../schema/errors.ts';
import { type Allowed, anyConnections, checkLink, isAllowed, publicConnections } from './guard.ts';

/** What is asked for. */
export interface Asked {
  method: Dispatcher.HttpMethod;
  url: string;
  headers: { [name: string]: string };
  body: string | Uint8Array | null;
}

/** An answer whose body is still on its way; `close` lets go of it. */
export interface Answer {
  status: number;
  headers: { [name: string]: string };
  stream: Readable;
  close(): Promise<void>;
}

/** How a request may go. */
export interface Way {
  allowed: Allowed;
  /** Ends it. */
  signal: AbortSignal;
  /** How names are looked up: as the system does, unless told. */
  lookup?: LookupFunction;
}

const mostRedirects = 3;
/** Milliseconds for a whole file. */
const patience = 60_000;

/** Asks, and follows up to three redirects, each checked like the first. What proves who we are does not go along to another origin. */
export async function ask(asked: Asked, way: Way): Promise<Answer> {
  let { method, url, headers, body } = asked;
  for (let redirects = 0; ; redirects++) {
    const answer = await askOnce({ method, url, headers, body }, way);
    const location = answer.headers.location;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    await answer.close();
    const next = URL.parse(location, url);
    if (!next) throw new CodedError('BAD_INPUT', 'The link redirects to what is no link.');
    if (redirects === mostRedirects) throw new CodedError('BAD_INPUT', `The link redirects more than ${mostRedirects} times.`);
    if (next.origin !== new URL(url).origin) headers = {};
    if (answer.status < 307) [method, body] = ['GET', null];
    url = next.href;
  }
}

/** Asks once: what redirects is the answer. */
export async function askOnce({ url, ...asked }: Asked, { allowed, signal, lookup }: Way): Promise<Answer> {
  const target = checkLink(url, allowed);
  const connections = isAllowed(target, allowed) ? anyConnections() : publicConnections(lookup);
  const close = () => connections.destroy();
  try {
    const { statusCode, headers, body } = await request(target, { ...asked, dispatcher: connections, signal });
    // Closed before its end, it is nobody's any more.
    body.on('error', () => undefined);
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    return { status: statusCode, headers: flat, stream: body, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A file on the web, guarded and no larger than MEDIA_LIMIT. BAD_INPUT when it may not or cannot be had, UNAVAILABLE for now. */
export async function download(url: string, settings: Settings, lookup?: LookupFunction): Promise<{ bytes: Uint8Array; mimeType: string }> {
  const way = { allowed: settings.MEDIA_ALLOW_HOSTS, signal: AbortSignal.timeout(patience), ...(lookup && { lookup }) };
  try {
    const answer = await ask({ method: 'GET', url, headers: {}, body: null }, way);
    try {
      if (answer.status >= 500 || answer.status === 429) throw new CodedError('UNAVAILABLE', `The link answers ${answer.status}.`);
      if (answer.status !== 200) throw new CodedError('BAD_INPUT', `The link answers ${answer.status}.`);
      const bytes = await buffer(limited(answer.stream, settings.MEDIA_LIMIT));
      return { bytes, mimeType: answer.headers['content-type'] ?? 'application/octet-stream' };
    } finally {
      await answer.close();
    }
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('UNAVAILABLE', `The link cannot be followed now: ${error instanceof Error ? error.message : String(error)}`);
  }
}
