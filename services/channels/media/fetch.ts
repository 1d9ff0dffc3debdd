import { createDecipheriv } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parse } from 'content-disposition';
import { keep } from '../../../kit/media/keep.ts';
import { limited } from '../../../kit/media/stream.ts';
import { CodedError } from '../../../schema/errors.ts';
import { adapterOf, openAccount } from '../accounts/account.ts';
import type { Account } from '../adapter.ts';
import { parseBody } from '../decode.ts';
import type { ChannelsParts } from '../parts.ts';
import type { ApiCall, MediaItem } from '../plan.ts';
import { wireOf } from '../sending/body.ts';
import { originsOf } from '../sending/http.ts';
import { filled, type Kept, keptFrom } from '../sending/kept.ts';
import { isFailed } from '../sending/outside.ts';
import { accountsByIds } from '../store/accounts.ts';
import type { MediaRow } from '../tables.ts';
import { type Answer, type Asked, ask, type Way } from './download.ts';

/** A file that is in the store now. */
export interface Fetched {
  mimeType: string;
  size: number;
  name: string | null;
}

/** Milliseconds for all calls of a file. */
const patience = 120_000;
/** Bytes of an answer that only leads to the file. */
const longestAnswer = 1_048_576;

/**
 * Brings a file that a platform holds into the store. Throws BAD_INPUT, BODY_TOO_LARGE or UNSUPPORTED_MEDIA_TYPE when we will not have it, NOT_FOUND
 * when the platform says that it has it no more, and anything else when it cannot be had now.
 */
export async function fetchFile(parts: ChannelsParts, row: MediaRow): Promise<Fetched> {
  const { item } = row;
  const { tokens } = parts.outside;
  if (item.source?.data !== undefined) return kept(parts, row, Readable.from([Buffer.from(item.source.data, 'base64')]), {});
  const [accountRow] = await accountsByIds(parts.db, row.workspace_id, row.account_id ? [row.account_id] : []);
  if (!accountRow) throw new CodedError('NOT_FOUND', 'The account it came to is no more.');
  const adapter = adapterOf(parts.adapters, accountRow.channel);
  const account = await tokens.give(adapter, openAccount(accountRow, parts));
  if (isFailed(account)) throw new CodedError('UNAVAILABLE', account.message);
  const calls = adapter.fetchMedia(item, account);
  // An admin chose the hosts of calls. A link that stands in a message may be a visitor's own, and leads nowhere that they could not go.
  const hosts = calls.length === 0 ? [] : [...originsOf(account)].map((origin) => new URL(origin).host);
  const way = { allowed: [...parts.settings.MEDIA_ALLOW_HOSTS, ...hosts], signal: AbortSignal.timeout(patience) };
  const answer = await lastAnswer(calls, item, account, way);
  try {
    if ([401, 403].includes(answer.status)) tokens.drop(account);
    checkStatus(answer, item);
    const bytes = item.source?.key === undefined ? answer.stream : deciphered(answer.stream, item.source.key);
    return await kept(parts, row, bytes, answer.headers);
  } finally {
    await answer.close();
  }
}

/** Makes the calls in order, each with what those before it gave; the file's own link where there are none. */
async function lastAnswer(calls: ApiCall[], item: MediaItem, account: Account, way: Way): Promise<Answer> {
  const last = calls.at(-1);
  if (!last) {
    if (!item.url) throw new CodedError('NOT_FOUND', 'The platform gives no way to it.');
    return ask({ method: 'GET', url: item.url, headers: {}, body: null }, way);
  }
  const values: Kept = {};
  for (const call of calls.slice(0, -1)) Object.assign(values, await step(call, values, account, item, way));
  return ask(await askedBy(last, values, account), way);
}

async function step(call: ApiCall, values: Kept, account: Account, item: MediaItem, way: Way): Promise<Kept> {
  const answer = await ask(await askedBy(call, values, account), way);
  try {
    checkStatus(answer, item);
    const body = parseBody(await buffer(limited(answer.stream, longestAnswer)));
    return keptFrom(call, { status: answer.status, headers: answer.headers, body });
  } finally {
    await answer.close();
  }
}

async function askedBy(call: ApiCall, values: Kept, account: Account): Promise<Asked> {
  const whole = filled(call, values);
  if (!whole) throw new CodedError('NOT_FOUND', 'The platform does not say where it is.');
  const { headers, body } = await wireOf(whole.body, noFile);
  if (body !== null && typeof body !== 'string') throw new TypeError('a call for a file sends no file');
  const url = /^https?:\/\//i.test(whole.path) ? whole.path : `${account.settings.apiBaseUrl ?? ''}${whole.path}`;
  return { method: whole.method, url, headers: { ...headers, ...whole.headers }, body };
}

function noFile(): never {
  throw new TypeError('a call for a file sends no file');
}

/** Throws unless the answer is the file. A page where none was asked for is a platform that wants us to log in (slack.md §1, files). */
function checkStatus({ status, headers }: Answer, item: MediaItem): void {
  const said = `The platform answers ${status}.`;
  if (status === 400 || status === 404 || status === 410) throw new CodedError('NOT_FOUND', said);
  // 202: it is still being made (line.md, Content).
  if (status !== 200) throw new CodedError('UNAVAILABLE', said, waitOf(headers));
  const isPage = /^text\/html\b/i.test(headers['content-type'] ?? '');
  if (isPage && item.mimeType !== 'text/html' && !/\.html?$/i.test(item.name ?? ''))
    throw new CodedError('UNAVAILABLE', 'The platform answers with a page instead of the file.');
}

function waitOf(headers: Answer['headers']): { retryAfter?: number } {
  const seconds = Number(headers['retry-after']);
  return seconds > 0 ? { retryAfter: seconds } : {};
}

async function kept(parts: ChannelsParts, row: MediaRow, bytes: AsyncIterable<Uint8Array>, headers: Answer['headers']): Promise<Fetched> {
  const name = row.name ?? nameIn(headers);
  const length = Number(headers['content-length']);
  const encoded = headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity';
  const size = Number.isSafeInteger(length) && length > 0 && !encoded ? { size: length } : {};
  const mimeType = row.item.mimeType ?? headers['content-type'];
  const said = { ...(mimeType && { mimeType }), ...(name && { name }), ...size };
  return { ...(await keep(parts.store, parts.settings, row.id, bytes, said)), name };
}

/** As the answer names it, without folders. */
function nameIn(headers: Answer['headers']): string | null {
  try {
    const { filename } = parse(headers['content-disposition'] ?? '').parameters;
    return filename?.split(/[/\\]/).at(-1)?.slice(0, 255) || null;
  } catch {
    return null;
  }
}

/** AES-256-CTR with a counter from zero; the key in hex, with a zero byte before it or not (apple-messages.md §1, Attachment download). */
export function deciphered(stream: Readable, key: string): Readable {
  const bytes = Buffer.from(key.length === 66 ? key.slice(2) : key, 'hex');
  if (bytes.length !== 32) throw new CodedError('BAD_INPUT', 'The key that came with it is none.');
  return stream.compose(createDecipheriv('aes-256-ctr', bytes, Buffer.alloc(16)));
}
