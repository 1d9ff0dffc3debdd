import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Inbound } from '../../inbound.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, list, millis, text, unknown } from '../read.ts';
import { contactsIn, type FindContact } from './contact.ts';
import { accountFailure, readFault } from './fault.ts';
import { readEcho, readMessage, readStandby } from './message.ts';
import { readCall, readIdUpdate, readPreference, readStatus } from './status.ts';

/** Every event of a WhatsApp webhook: entries of business accounts, changes of several numbers, many items each (whatsapp.md §1). */
export function parseWhatsapp(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const root = fields(body);
  const entries = list(root.entry);
  const ownNumber = id(account.settings.phoneNumberId) ?? '';
  if ((root.object !== undefined && root.object !== 'whatsapp_business_account') || entries.length === 0) {
    return [{ ...unknown(body, request.receivedAt), externalId: ownNumber }];
  }
  return entries.flatMap((value) => {
    const entry = fields(value);
    const time = millis(entry.time) ?? request.receivedAt;
    const business = id(entry.id);
    // Events about the whole business account name no number: they are for ours when it is ours.
    const whole = business === undefined || business === id(account.settings.businessAccountId) ? ownNumber : business;
    const changes = list(entry.changes);
    if (changes.length === 0) return [{ ...unknown(value, time), externalId: whole }];
    return changes.flatMap((change) => {
      const externalId = id(fields(fields(fields(change).value).metadata).phone_number_id) ?? whole;
      return readChange(change, time).map((draft) => ({ ...draft, externalId }));
    });
  });
}

/** Changes of the account itself (Cloud API docs, webhook fields); what they say is for people to read. */
const accountFields = new Set([
  'account_alerts',
  'account_review_update',
  'account_settings_update',
  'account_update',
  'business_capability_update',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'messaging_handovers',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'template_category_update',
]);

type ItemReader = (item: Fields, find: FindContact, at: number, raw: Json) => Draft[];

/** One line for each list a change may hold: the field it comes under, its name, and what reads its items. */
const lists: [field: string, name: string, read: ItemReader][] = [
  ['messages', 'messages', readMessage],
  ['messages', 'statuses', readStatus],
  ['messages', 'errors', readFault],
  ['smb_message_echoes', 'message_echoes', readEcho],
  // Another app answers on this number (Cloud API docs, standby webhooks).
  ['standby', 'messages', readStandby],
  ['standby', 'message_echoes', readStandby],
  // Receipts of the other app's messages: kept, and nothing more.
  ['standby', 'statuses', () => []],
  ['user_preferences', 'user_preferences', readPreference],
  ['user_id_update', 'user_id_update', readIdUpdate],
  ['calls', 'calls', readCall],
];

function readChange(change: Json, time: number): Draft[] {
  const field = text(fields(change).field) ?? '';
  const value = fields(fields(change).value);
  if (accountFields.has(field)) {
    const key = eventKey('account', field, time, digest(change));
    const failure = accountFailure(field, value);
    return [{ key, at: time, raw: change, kind: 'account', name: field, data: value, ...(failure && { failure }) }];
  }
  const find = contactsIn(value);
  const drafts = lists.flatMap(([under, name, read]) =>
    under === field ? list(value[name]).flatMap((item) => readItem(item, read, find, time)) : [],
  );
  return drafts.length > 0 ? drafts : [unknown(change, time)];
}

function readItem(item: Json, read: ItemReader, find: FindContact, time: number): Draft[] {
  const at = millis(fields(item).timestamp) ?? time;
  const drafts = read(fields(item), find, at, item);
  return drafts.length > 0 ? drafts : [unknown(item, at)];
}
