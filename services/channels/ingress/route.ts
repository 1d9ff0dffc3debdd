import type { Adapter, WebhookRequest } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import type { ChannelsParts } from '../parts.ts';
import { accountByExternalId } from '../store/accounts.ts';
import type { AccountRow } from '../tables.ts';
import { authenticate, isForged } from './authentic.ts';

/**
 * Which events are for which account. One app of a platform may serve several accounts through one URL: events of another account of the
 * workspace are taken only when the request is authentic by that account's secrets too. What is for nobody is kept, as unknown, with the account
 * it came to.
 */
export async function route(
  parts: ChannelsParts,
  adapter: Adapter,
  row: AccountRow,
  request: WebhookRequest,
  events: Inbound[],
): Promise<Map<AccountRow, Inbound[]>> {
  const routed = new Map<AccountRow, Inbound[]>();
  for (const [externalId, group] of Map.groupBy(events, (event) => event.externalId)) {
    const target = externalId === row.external_id ? row : await sibling(parts, adapter, row, request, externalId);
    const kept = target ? group : group.map((event): Inbound => ({ ...event, key: `${externalId}:${event.key}`, kind: 'unknown' }));
    routed.set(target ?? row, [...(routed.get(target ?? row) ?? []), ...kept]);
  }
  return routed;
}

async function sibling(
  parts: ChannelsParts,
  adapter: Adapter,
  row: AccountRow,
  request: WebhookRequest,
  externalId: string,
): Promise<AccountRow | undefined> {
  const other = await accountByExternalId(parts.db, row.workspace_id, row.channel, externalId);
  if (!other) return undefined;
  return authenticate(parts, adapter, other, request).then(
    () => other,
    (error: unknown) => {
      if (!isForged(error)) throw error;
      return undefined;
    },
  );
}
