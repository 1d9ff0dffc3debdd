import { createHash } from 'node:crypto';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Outbound } from '../../plan.ts';
import { type Fields, fields, id } from '../read.ts';

/** The call that sends one message: Apple knows it again by its id, which is made of ours and its place in the plan (apple-messages.md §2). */
export function sendCall(
  message: Outbound,
  account: Account,
  index: number | string,
  body: Fields,
  headers: ApiCall['headers'] = {},
): ApiCall {
  const own = uuidOf(`${message.id}:${index}`);
  const from = businessOf(account);
  const to = destinationOf(message.to);
  const locale = id(fields(message.place).locale) ?? 'en_US';
  return {
    protocol: 'http',
    method: 'POST',
    path: '/v1/message',
    headers: {
      ...proof(account),
      'content-type': 'application/json',
      id: own,
      'source-id': from,
      'destination-id': to,
      'auto-reply': String(message.author === 'automation'),
      ...headers,
    },
    body: { json: { v: 1, id: own, sourceId: from, destinationId: to, locale, ...body } },
    gives: 'message',
    unanswered: 'repeat',
  };
}

/** A call that asks for something: where to upload a file, where to fetch one. */
export function askCall(account: Account, path: string, headers: ApiCall['headers']): ApiCall {
  return {
    protocol: 'http',
    method: 'GET',
    path,
    headers: { ...proof(account), 'source-id': businessOf(account), ...headers },
    body: null,
    gives: 'nothing',
    unanswered: 'repeat',
  };
}

/** A name-based UUID: the same text always has the same. */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function destinationOf(to: Outbound['to']): string {
  for (const { kind, value } of to) {
    if (kind === 'mbid') return value;
    if (kind === 'phone') return `tel:${value}`;
  }
  throw new CodedError('BAD_INPUT', 'The recipient has no address of Apple Messages (mbid or phone).');
}

function businessOf(account: Account): string {
  return id(account.settings.businessId) ?? '';
}

function proof(account: Account): ApiCall['headers'] {
  return { authorization: `Bearer ${account.token ?? ''}` };
}
