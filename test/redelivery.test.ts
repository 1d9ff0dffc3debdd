import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../kit/bus/bus.ts';
import { memoryBus } from '../kit/bus/memory.ts';
import { openDatabase } from '../kit/database.ts';
import { readSettings } from '../kit/env.ts';
import { newId } from '../kit/id.ts';
import { createLog } from '../kit/log.ts';
import { deriveKeys } from '../kit/secret.ts';
import { startService } from '../kit/service.ts';
import { closeAccount } from '../services/channels/accounts/account.ts';
import type { WebhookRequest } from '../services/channels/adapter.ts';
import { channelsOver } from '../services/channels/service.ts';
import { addAccount } from '../services/channels/store/accounts.ts';
import type { ChannelsTables } from '../services/channels/tables.ts';
import { cases } from './channels/all.ts';
import { type Case, recordedAt } from './channels/case.ts';
import { requestOf, seeded } from './channels/suite/stand.ts';

const keys = deriveKeys('ef'.repeat(32));
const log = createLog('silent', 'test');

/** Channels alone, on a database of its own: what it takes in is what can be looked at. Authenticity is tried elsewhere. */
async function open() {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlor-'));
  const settings = readSettings({ DATA_DIR, LOG_LEVEL: 'silent' });
  const database = await openDatabase({ dataDir: DATA_DIR, pool: 1, log });
  const bus = memoryBus({ log });
  const trusting = cases.map(({ adapter }) => ({ ...adapter, verify: async () => undefined, listen: null }));
  const service = await startService(channelsOver(trusting), { database, bus, keys, log, settings });
  const close = async () => {
    await service.stop();
    await bus.close();
    await database.close();
    rmSync(DATA_DIR, { recursive: true, force: true });
  };
  return { bus, db: database.schema<ChannelsTables>('channels'), close };
}

let stand: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  stand = await open();
});
afterAll(() => stand.close());

/** A fresh account of the case's, and what came of these requests to it: keys and platform ids in no order, and who was told twice. */
async function taken(its: Case, requests: WebhookRequest[]) {
  const { bus, db } = stand;
  const { adapter } = its;
  const accountId = newId('account');
  const workspace_id = newId('workspace');
  const closed = closeAccount(accountId, adapter, its, keys.sealing);
  const row = { id: accountId, workspace_id, channel: adapter.channel, name: 'Trial', status: 'active' as const, status_reason: null };
  await db.transaction().execute((tx) => addAccount(tx, { ...row, ...closed }));
  for (const { body, ...request } of requests) {
    await bus.request('webhook.channels', { ...request, accountId, body: Buffer.from(body).toString('base64') } as unknown as Json);
  }
  const received = await db.selectFrom('received').select('key').where('account_id', '=', accountId).execute();
  const messages = await db.selectFrom('messages').select('platform_id').where('account_id', '=', accountId).execute();
  const told = await db.selectFrom('outbox').select(['name', 'payload']).where('workspace_id', '=', workspace_id).execute();
  const said = told.filter(({ name }) => name === 'channels.message.received' || name === 'channels.message.echoed');
  const ids = said.map(({ payload }) => (payload as unknown as { messageId: string }).messageId);
  return {
    keys: received.map(({ key }) => key).sort(),
    platformIds: messages.map(({ platform_id }) => platform_id).sort(),
    toldTwice: ids.filter((id, index) => ids.indexOf(id) !== index),
  };
}

function shuffled<T>(items: T[], seed: number): T[] {
  const random = seeded(seed);
  return items
    .map((item) => ({ item, at: random(1_000_000) }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item);
}

/** Of a channel that is polled nothing comes by itself. */
const called = cases.filter(({ samples }) => Object.keys(samples).length > 0);

describe.each(called.map((its) => [its.adapter.channel, its] as const))('%s', (_channel, its) => {
  test('webhooks that come twice and in any order are taken once each, and are the same messages', async () => {
    const requests = Object.keys(its.samples).map((name) => requestOf(its, name, recordedAt));
    const once = await taken(its, requests);
    expect(once.keys.length).toBeGreaterThan(0);
    expect(once.toldTwice).toEqual([]);
    for (const seed of [1, 2, 3]) expect(await taken(its, shuffled([...requests, ...requests], seed))).toEqual(once);
  });
});
