import { sql, type Transaction } from 'kysely';
import type { Address } from '../../../schema/events.ts';
import type { ChannelsTables, DeliveryRow } from '../tables.ts';

/** Messages to a person, by any of their addresses, of which nobody knows yet whether the platform has them; held by the transaction. */
export function deliveriesInDoubt(
  tx: Transaction<ChannelsTables>,
  accountId: string,
  addresses: readonly Address[],
): Promise<DeliveryRow[]> {
  const names = ({ kind, value }: Address) => sql<boolean>`addresses @> ${JSON.stringify([{ kind, value }])}::jsonb`;
  return tx
    .selectFrom('deliveries')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('kind', '=', 'message')
    .where('state', 'in', ['sending', 'unknown'])
    .where(({ or }) => or(addresses.map(names)))
    .orderBy('seq')
    .forUpdate()
    .execute();
}
