import type { Json } from '../../../../kit/bus/bus.ts';
import type { Failed } from '../../plan.ts';
import { readError } from '../meta/errors.ts';
import { type Draft, digest, eventKey, type Fields, fields, text } from '../read.ts';
import type { FindContact } from './contact.ts';
import { errors } from './errors.ts';

/** Classes that end an account's work until it is mended. */
const fatal = new Set(['auth_invalid', 'account_restricted']);

/** An error beside the messages is about the account, not about a message (Cloud API docs, `value.errors`). */
export function readFault(item: Fields, _find: FindContact, at: number, raw: Json): Draft[] {
  const failure = readError(item, errors);
  const key = eventKey('account', 'error', at, digest(raw));
  return [{ key, at, raw, kind: 'account', name: 'error', data: item, ...(fatal.has(failure.class) ? { failure } : {}) }];
}

/** Why the account works no longer after an `account_update`: it was deleted or banned (Cloud API docs, account_update). */
export function accountFailure(field: string, value: Fields): Failed | undefined {
  const ban = text(fields(value.ban_info).waba_ban_state);
  const gone = value.event === 'ACCOUNT_DELETED' || (value.event === 'DISABLED_UPDATE' && ban === 'DISABLE');
  if (field !== 'account_update' || !gone) return undefined;
  const message =
    value.event === 'ACCOUNT_DELETED' ? 'The WhatsApp business account was deleted.' : 'The WhatsApp business account was banned.';
  return { ok: false, class: 'account_restricted', code: String(value.event), message };
}
