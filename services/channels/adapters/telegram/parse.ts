import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Inbound } from '../../inbound.ts';
import { digest, type Fields, fields, id, unknown } from '../read.ts';
import { readers } from './updates.ts';

/** The one update in a webhook of Telegram (telegram.md, Inbound); it does not name the bot, whose webhook it is. */
export function parseTelegram(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const update: Fields = fields(body);
  const externalId = id(account.settings.botId) ?? '';
  const scene = { update: id(update.update_id) ?? digest(body), at: request.receivedAt, raw: body, account };
  const drafts = Object.entries(update).flatMap(([name, value]) => readers.get(name)?.(fields(value), scene) ?? []);
  return (drafts.length > 0 ? drafts : [unknown(body, request.receivedAt)]).map((draft) => ({ ...draft, externalId }));
}
