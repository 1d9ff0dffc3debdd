import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Updateable } from 'kysely';
import { memoryBus } from '../../kit/bus/memory.ts';
import { openDatabase } from '../../kit/database.ts';
import { readSettings } from '../../kit/env.ts';
import { newId } from '../../kit/id.ts';
import { createLog } from '../../kit/log.ts';
import { deriveKeys } from '../../kit/secret.ts';
import { startService } from '../../kit/service.ts';
import { closeAccount } from '../../services/channels/accounts/account.ts';
import type { Adapter } from '../../services/channels/adapter.ts';
import { channelsOver } from '../../services/channels/service.ts';
import { addAccount } from '../../services/channels/store/accounts.ts';
import { addDelivery } from '../../services/channels/store/outbound.ts';
import type { ChannelsTables, DeliveryRow } from '../../services/channels/tables.ts';
import { carrier } from './carrier.ts';
import { openPlatform } from './platform.ts';

const keys = deriveKeys('ef'.repeat(32));
const log = createLog('silent', 'test');

/** Channels alone with a sender at work, on a database that can be looked at and written to, as another replica would. */
export async function openCounter(adapters: Adapter[] = [carrier]) {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlor-counter-'));
  const database = await openDatabase({ dataDir: DATA_DIR, pool: 1, log });
  const bus = memoryBus({ log });
  const service = await startService(channelsOver(adapters), { database, bus, keys, log, settings: readSettings({ DATA_DIR }) });
  service.begin();
  const platform = await openPlatform();
  const db = database.schema<ChannelsTables>('channels');
  const workspace_id = newId('workspace');
  return {
    db,
    close: async () => {
      await service.stop();
      await bus.close();
      await database.close();
      platform.close();
      rmSync(DATA_DIR, { recursive: true, force: true });
    },
    /** An account, of a channel that may not be among the adapters, and somebody who wrote there. */
    account: async (channel = 'carrier') => {
      const [id, loftId] = [newId('account'), randomUUID()];
      const given = { settings: { loftId, apiBaseUrl: `${platform.url}/${loftId}` }, secrets: { key: 'k' } };
      const row = { id, workspace_id, channel, name: 'Loft', status: 'active' as const, status_reason: null };
      await db.transaction().execute((tx) => addAccount(tx, { ...row, ...closeAccount(id, carrier, given, keys.sealing) }));
      const say = async (text: string, more: Updateable<ChannelsTables['deliveries']> = {}) => {
        const message_id = newId('message');
        const content = JSON.stringify([{ type: 'text', text }]);
        const addresses = JSON.stringify([{ kind: 'roost', value: 'ana' }]);
        const common = { message_id, workspace_id, account_id: id, recipient: 'roost:ana', addresses, content };
        await db.transaction().execute((tx) => addDelivery(tx, { ...common, state: 'queued', due_at: new Date(), ...more } as never));
        return message_id;
      };
      return { id, loft: platform.loft(loftId), say };
    },
    row: (id: string): Promise<DeliveryRow> =>
      db.selectFrom('deliveries').selectAll().where('message_id', '=', id).executeTakeFirstOrThrow(),
    /** What another replica makes of a delivery whose lease seems over. */
    take: async (id: string, change: Updateable<ChannelsTables['deliveries']>) => {
      await db.updateTable('attempts').set({ outcome: 'unknown' }).where('message_id', '=', id).execute();
      await db
        .updateTable('deliveries')
        .set({ ...change, due_at: new Date(Date.now() + 3_600_000) })
        .where('message_id', '=', id)
        .execute();
    },
  };
}
