import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Inbound } from '../../inbound.ts';
import { type Draft, digest, fields, id, list, millis, unknown } from '../read.ts';
import { readEvent } from './events.ts';

/** Every event of a LINE webhook (line.md, Inbound); the console's check has none. A redelivered event has the id it had. */
export function parseLine(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const { destination, events } = fields(body);
  const externalId = id(destination) ?? id(account.settings.botUserId) ?? '';
  if (!Array.isArray(events)) return [{ ...unknown(body, request.receivedAt), externalId }];
  return list(events).flatMap((raw) => {
    const event = fields(raw);
    const at = millis(event.timestamp) ?? request.receivedAt;
    const drafts: Draft[] = readEvent(event, { event: id(event.webhookEventId) ?? digest(raw), at, raw });
    return (drafts.length > 0 ? drafts : [unknown(raw, at)]).map((draft) => ({ ...draft, externalId }));
  });
}
