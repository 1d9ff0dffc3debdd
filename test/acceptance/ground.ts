import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { openDatabase } from '../../kit/database.ts';
import { readSettings } from '../../kit/env.ts';
import { newId } from '../../kit/id.ts';
import { createLog } from '../../kit/log.ts';
import { deriveKeys } from '../../kit/secret.ts';
import { startService } from '../../kit/service.ts';
import type { Content } from '../../schema/content.ts';
import { closeAccount } from '../../services/channels/accounts/account.ts';
import { fields, list } from '../../services/channels/adapters/read.ts';
import { defineAdapter } from '../../services/channels/define.ts';
import type { Inbound, InboundBody } from '../../services/channels/inbound.ts';
import { channelsOver } from '../../services/channels/service.ts';
import { addAccount } from '../../services/channels/store/accounts.ts';
import { addDelivery } from '../../services/channels/store/outbound.ts';
import type { ChannelsTables, SendState } from '../../services/channels/tables.ts';

const keys = deriveKeys('ab'.repeat(32));
const log = createLog('silent', 'test');

const any = { bytes: null, types: null, caption: 0 };

/** A channel whose webhooks say in our words what happened. */
const parrot = defineAdapter({
  channel: 'parrot',
  name: 'Parrot',
  capabilities: {
    window: { hours: 24, person: null },
    optOut: { stop: ['stop', 'unsubscribe'], start: ['start'] },
    media: { image: any, video: any, audio: null, file: null, sticker: null },
    hears: { reaction: true, edit: true, unsend: true, typing: true },
  },
  settings: z.object({ apiBaseUrl: z.url().optional() }),
  externalId: () => 'cage',
  verify: async () => undefined,
  parse: (body) => list(fields(body).events) as unknown as Inbound[],
  render: () => [],
  read: () => ({ ok: true }),
});

export type Happening = InboundBody & { key?: string; at?: number };
/** When everything happens unless told, in milliseconds. */
export const noon = Date.parse('2026-11-20T12:00:00Z');
export const robin = { addresses: [{ kind: 'nest', value: 'robin' }] as [{ kind: string; value: string }] };

/** Channels alone, on a database of its own: what it takes in is what can be looked at. */
export async function openGround() {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlor-'));
  const database = await openDatabase({ dataDir: DATA_DIR, pool: 1, log });
  const bus = memoryBus({ log });
  const settings = readSettings({ DATA_DIR, LOG_LEVEL: 'silent' });
  const service = await startService(channelsOver([parrot]), { database, bus, keys, log, settings });
  const db = database.schema<ChannelsTables>('channels');
  const close = async () => {
    await service.stop();
    await bus.close();
    await database.close();
    rmSync(DATA_DIR, { recursive: true, force: true });
  };
  return { bus, db, close };
}
export type Ground = Awaited<ReturnType<typeof openGround>>;
export type Cage = Awaited<ReturnType<typeof cage>>;

/** A fresh account, and what comes of events of it. */
export async function cage({ bus, db }: Ground, settings: { apiBaseUrl?: string } = {}) {
  const accountId = newId('account');
  const workspace_id = newId('workspace');
  const closed = closeAccount(accountId, parrot, { settings, secrets: {} }, keys.sealing);
  const row = { id: accountId, workspace_id, channel: 'parrot', name: 'Cage', status: 'active' as const, status_reason: null };
  await db.transaction().execute((tx) => addAccount(tx, { ...row, ...closed }));
  /** One webhook with these events in it. */
  const hear = async (...happenings: Happening[]) => {
    const events = happenings.map((event) => ({
      at: noon,
      key: JSON.stringify(event),
      externalId: 'cage',
      raw: { said: JSON.stringify(event) },
      ...event,
    }));
    const body = Buffer.from(JSON.stringify({ events })).toString('base64');
    const request = { accountId, method: 'POST', url: 'http://parlor.test/', query: {}, headers: {}, body, receivedAt: Date.now() };
    await bus.request('webhook.channels', request as Json);
  };
  /** What the others were told, in order. */
  const told = async () => {
    const rows = await db.selectFrom('outbox').select(['name', 'payload']).where('workspace_id', '=', workspace_id).orderBy('id').execute();
    return rows.map(
      ({ name, payload }) =>
        ({ ...(payload as { [field: string]: Json }), told: name.replace('channels.', '') }) as { [field: string]: Json },
    );
  };
  const contact = async (recipient = 'nest:robin') =>
    db.selectFrom('contacts').selectAll().where('account_id', '=', accountId).where('recipient', '=', recipient).executeTakeFirst();
  const raws = async () => {
    const rows = await db.selectFrom('received').select(['key', 'raw']).where('account_id', '=', accountId).execute();
    return new Map(rows.map(({ key, raw }) => [key, raw]));
  };
  /** A message of ours to Robin that is somewhere on its way; nobody works on it for an hour. */
  const delivery = async (content: Content[], state: SendState) => {
    const id = newId('message');
    await db.transaction().execute((tx) =>
      addDelivery(tx, {
        message_id: id,
        workspace_id,
        account_id: accountId,
        recipient: 'nest:robin',
        addresses: JSON.stringify(robin.addresses),
        content: JSON.stringify(content),
        reply_to: null,
        state,
        due_at: new Date(Date.now() + 3_600_000),
        trace: null,
      }),
    );
    return id;
  };
  const stateOf = async (id: string) =>
    (await db.selectFrom('deliveries').select('state').where('message_id', '=', id).executeTakeFirstOrThrow()).state;
  return { accountId, db, hear, told, contact, raws, delivery, stateOf };
}

/** A message that says this. */
export const says = (text: string, more: Partial<Extract<Inbound, { kind: 'message' }>> = {}): Happening => ({
  kind: 'message',
  platformId: `p-${text}`,
  contact: robin,
  content: [{ type: 'text', text }],
  ...more,
});
