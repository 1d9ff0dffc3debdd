import { Agent, type Dispatcher, request } from 'undici';
import { CodedError } from '../../../schema/errors.ts';
import type { Account } from '../adapter.ts';
import { parseBody } from '../decode.ts';
import { checkLink, publicConnections } from '../media/guard.ts';
import type { ApiCall, ApiReply } from '../plan.ts';
import { signatureOf } from '../signature.ts';
import { type OpenFile, type Wire, wireOf } from './body.ts';

const patience = 15_000;

/** The connections to platforms: kept alive, limited in number, time and size of an answer. */
export interface Connections {
  /** To the hosts that an account's settings name: an admin chose them. */
  named: Dispatcher;
  /** To wherever a platform's answer leads: public addresses only. */
  public: Dispatcher;
}

export function openConnections(): Connections {
  const limits = { headersTimeout: patience, bodyTimeout: patience, maxResponseSize: 1_048_576 };
  return { named: new Agent({ connections: 64, connect: { timeout: 5_000 }, ...limits }), public: publicConnections() };
}

/** Makes one HTTP call and reads the whole answer; redirects are not followed. Throws what undici throws, or BAD_INPUT for a place it may not call. */
export async function callHttp(account: Account, call: ApiCall, open: OpenFile, connections: Connections): Promise<ApiReply> {
  const { url, dispatcher } = placeOf(account, call.path, connections);
  const wire = await wireOf(call.body, open);
  const own = Object.entries(call.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const given = Object.fromEntries(wire.fixed ? own.filter(([name]) => name !== 'content-type') : own);
  const { statusCode, headers, body } = await request(url, {
    method: call.method,
    headers: { ...wire.headers, ...given, ...signed(call, wire) },
    body: wire.body,
    dispatcher,
    headersTimeout: patience,
    bodyTimeout: patience,
  });
  const flat = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : `${value}`,
  ]);
  return { status: statusCode, headers: Object.fromEntries(flat), body: parsed(new Uint8Array(await body.arrayBuffer())) };
}

/** The proof that a call is ours, over the bytes that go out. */
function signed({ signed: by }: ApiCall, { body }: Wire): { [name: string]: string } {
  if (!by) return {};
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : '';
  return signatureOf(by.key, bytes, Date.now());
}

/** Where a call goes: below the account's `apiBaseUrl`; or to a whole URL of a host in the settings, or of the public web over https. */
function placeOf(account: Account, path: string, connections: Connections): { url: URL; dispatcher: Dispatcher } {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
  const text = whole ? path : `${account.settings.apiBaseUrl ?? ''}${path}`;
  if (!URL.canParse(text)) throw new CodedError('BAD_INPUT', 'The call leads to no URL.');
  const url = new URL(text);
  if (!whole || originsOf(account).has(url.origin)) return { url, dispatcher: connections.named };
  if (url.protocol !== 'https:') throw new CodedError('BAD_INPUT', `${url.origin} is not of this account, and not https.`);
  return { url: checkLink(text, []), dispatcher: connections.public };
}

/** The places that an account's settings name: an admin chose them. */
export function originsOf({ settings }: Account): Set<string> {
  const texts = Object.values(settings)
    .flat()
    .filter((value) => typeof value === 'string');
  return new Set(texts.flatMap((text) => (/^https?:\/\//i.test(text) && URL.canParse(text) ? [new URL(text).origin] : [])));
}

/** JSON, exact beyond 2^53; the text where it is none. */
function parsed(bytes: Uint8Array): ApiReply['body'] {
  try {
    return parseBody(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
