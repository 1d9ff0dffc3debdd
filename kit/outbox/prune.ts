import { type Kysely, sql } from 'kysely';
import type { Subscription } from '../bus/bus.ts';
import type { Log } from '../log.ts';
import type { KitTables } from './tables.ts';

const hour = 3_600_000;

/** Once an hour lets go of what is too old to be needed: published events and their feeds after 7 days, records of what was handled or asked after 14. */
export function startPruning(db: Kysely<KitTables>, log: Log): Subscription {
  const prune = async () => {
    try {
      const cutoff = (days: number) => sql<Date>`now() - make_interval(days => ${days})`;
      await db.deleteFrom('outbox').where('done_at', '<', cutoff(7)).execute();
      await db.deleteFrom('handled').where('at', '<', cutoff(14)).execute();
      await db.deleteFrom('idempotency').where('at', '<', cutoff(14)).execute();
    } catch (error) {
      log.warn({ error: String(error) }, 'old events could not be let go now');
    }
  };
  const timer = setInterval(prune, hour);
  return { stop: async () => clearInterval(timer) };
}
