import { gunzipSync } from 'node:zlib';
import type { Json } from '../../kit/bus/bus.ts';
import { CodedError } from '../../schema/errors.ts';
import type { WebhookRequest } from './adapter.ts';

/** No platform nests deeper than a dozen; more is an attack on whatever walks the value later. */
const deepest = 64;

/** A JSON body, the usual one; see `parseBody`. */
export function json({ body }: WebhookRequest): Json {
  return parseBody(body);
}

/** Largest body once it is inflated, in bytes. */
const inflated = 10_485_760;

/** A JSON body that may come gzipped, which its first two bytes tell whatever a proxy left of the headers; beyond 10 MB it is refused. */
export function gzippedJson({ body }: WebhookRequest): Json {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return parseBody(body);
  try {
    return parseBody(gunzipSync(body, { maxOutputLength: inflated }));
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('BAD_INPUT', `the body is not gzip for us: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** Most fields of a form; platforms send some thirty. */
const mostFields = 2_000;
const ampersand = 0x26;

/** An urlencoded body: each name with its value, or with a list of them where it came more than once. Throws BAD_INPUT. */
export function form({ body }: WebhookRequest): Json {
  const fields = new Map<string, string[]>();
  for (const [name, value] of pairsOf(body)) {
    const key = clean(name);
    if (key === '__proto__') continue;
    const known = fields.get(key);
    if (known) known.push(clean(value));
    else fields.set(key, [clean(value)]);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]));
}

/** The names and values of an urlencoded body, in their order; BAD_INPUT for more of them than any platform sends, which are not read at all. */
export function pairsOf(body: Uint8Array): Iterable<[string, string]> {
  let separators = 0;
  for (const byte of body) if (byte === ampersand) separators++;
  if (separators >= mostFields) throw new CodedError('BAD_INPUT', `the body is not a form for us: it has more than ${mostFields} fields`);
  return new URLSearchParams(new TextDecoder().decode(body));
}

/**
 * The JSON in a webhook body, exact and storable: integers beyond 2^53 stay as the digits they came in (Meta sends such
 * ids, messenger.md §1), and what Postgres refuses in text (NUL, lone surrogates) is taken out. Throws BAD_INPUT.
 */
export function parseBody(bytes: Uint8Array): Json {
  if (depthOf(bytes) > deepest) throw new CodedError('BAD_INPUT', `the body is not valid JSON for us: nested deeper than ${deepest}`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes), revive);
  } catch (error) {
    throw new CodedError('BAD_INPUT', `the body is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** Without what Postgres refuses in `text` and `jsonb`. */
export function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

function revive(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value === 'number') return exact(value, context?.source);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.every(([name]) => name !== '__proto__' && clean(name) === name)) return value;
  return Object.fromEntries(entries.filter(([name]) => name !== '__proto__').map(([name, item]) => [clean(name), item]));
}

function exact(value: number, source: string | undefined): number | string {
  if (source === undefined || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(source) || !Number.isFinite(value) ? source : value;
}

/** Counted on the bytes, before anything recursive sees them. */
function depthOf(bytes: Uint8Array): number {
  const quote = 0x22;
  const backslash = 0x5c;
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (quoted) {
      if (byte === backslash) index++;
      else if (byte === quote) quoted = false;
    } else if (byte === quote) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) most = Math.max(most, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return most;
}
