import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { CodedError } from '../schema/errors.ts';
import type { Json } from './bus/bus.ts';
import type { KitTables } from './outbox/tables.ts';
import { actorOf, type Principal } from './principal.ts';

/**
 * Does `work` once for each idempotency key of the caller: the same key and input give the first result again, the same key with another
 * input fails with IDEMPOTENCY_CONFLICT. Without a key it is simply done. Runs inside the transaction of the work.
 */
export async function onceForKey<T extends KitTables, R extends Json>(
  transaction: Transaction<T>,
  who: Principal,
  operation: string,
  input: { idempotencyKey?: string | null },
  work: () => Promise<R>,
): Promise<R> {
  const key = input.idempotencyKey;
  if (key == null) return work();
  if (key === '' || key.length > 200) throw new CodedError('BAD_INPUT', 'An idempotencyKey has 1 to 200 characters.');
  const tx = transaction as unknown as Transaction<KitTables>;
  const actor = actorOf(who);
  const mine = { workspace_id: who.workspaceId, actor: `${actor.kind}:${actor.id}`, key };
  // An argument that is null says no more than one that is left out; inside of JSON it does.
  const given = Object.fromEntries(Object.entries(input).filter(([, item]) => item !== null));
  const hash = createHash('sha256')
    .update(`${operation} ${canonical(given)}`)
    .digest('base64url');
  const fresh = await tx
    .insertInto('idempotency')
    .values({ ...mine, input: hash, result: null })
    .onConflict((on) => on.doNothing())
    .returning('key')
    .executeTakeFirst();
  const row = tx
    .updateTable('idempotency')
    .where('workspace_id', '=', mine.workspace_id)
    .where('actor', '=', mine.actor)
    .where('key', '=', key);
  if (fresh) {
    const result = await work();
    await row.set({ result: JSON.stringify({ value: result }) }).execute();
    return result;
  }
  const earlier = await tx
    .selectFrom('idempotency')
    .select(['input', 'result'])
    .where('workspace_id', '=', mine.workspace_id)
    .where('actor', '=', mine.actor)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  if (earlier.input !== hash) {
    throw new CodedError(
      'IDEMPOTENCY_CONFLICT',
      `The idempotencyKey "${key}" was used before with another input: use a new key for a new wish.`,
    );
  }
  return (earlier.result as { value: R }).value;
}

/** JSON with sorted keys: equal inputs give equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
    .join()}}`;
}
