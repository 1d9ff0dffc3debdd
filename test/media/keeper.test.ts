import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { memoryBus } from '../../kit/bus/memory.ts';
import { openDatabase } from '../../kit/database.ts';
import { readSettings } from '../../kit/env.ts';
import { newId } from '../../kit/id.ts';
import { createLog } from '../../kit/log.ts';
import { deriveKeys } from '../../kit/secret.ts';
import { startService } from '../../kit/service.ts';
import { openStore } from '../../kit/store/store.ts';
import { closeAccount } from '../../services/channels/accounts/account.ts';
import { webchat } from '../../services/channels/adapters/webchat/adapter.ts';
import { channels } from '../../services/channels/service.ts';
import { addAccount } from '../../services/channels/store/accounts.ts';
import type { ChannelsTables, MediaRow } from '../../services/channels/tables.ts';
import { openOrigin } from './origin.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'parlor-keeper-'));
const settings = readSettings({ DATA_DIR: dataDir });
const log = createLog('silent', 'test');
const bus = memoryBus({ log });
const database = await openDatabase({ dataDir, pool: 1, log });
const keys = deriveKeys('d'.repeat(64));
const service = await startService(channels, { database, bus, keys, log, settings });
service.begin();
const db = database.schema<ChannelsTables>('channels');
const store = openStore(settings);
afterAll(async () => {
  await service.stop();
  await bus.close();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const workspaceId = newId('workspace');
const day = 86_400_000;

/** A file as its row says it, with bytes in the store where it says so; found when the keeper looks next. */
async function row(about: Partial<Omit<MediaRow, 'item'>>, item: MediaRow['item'] = { type: 'file' }): Promise<string> {
  const id = newId('media');
  if (about.kept) await store.put(id, Buffer.from('bytes'), { mimeType: 'text/plain' });
  const due = { due_at: new Date(Date.now() - 1_000) };
  await db
    .insertInto('media')
    .values({ id, workspace_id: workspaceId, state: 'waiting', ...due, ...about, item: JSON.stringify(item) })
    .execute();
  return id;
}

const stateOf = async (id: string) => (await db.selectFrom('media').select('state').where('id', '=', id).executeTakeFirst())?.state;
/** What is left of files: how far each is, and whether its bytes are there. */
const left = (...ids: string[]) => Promise.all(ids.map(async (id) => [await stateOf(id), (await store.look(id)) !== undefined]));
const until = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 20_000, interval: 20 });

describe('what nobody will see is not kept', () => {
  test('an upload that was used in no message for a day goes, one in a message stays', async () => {
    const upload = { state: 'stored' as const, kept: true, uploaded_by: 'agt_1' };
    const used = await row({ ...upload, message_ids: [newId('message')] });
    const young = await row({ ...upload, due_at: new Date(Date.now() + day) });
    const unused = await row(upload);
    await until(() => left(unused, used, young)).toEqual([
      ['gone', false],
      ['stored', true],
      ['stored', true],
    ]);
  });

  test('an upload that was never finished goes, with what had come of it', async () => {
    const broken = await row({ uploaded_by: 'agt_1', kept: true });
    await until(() => left(broken)).toEqual([['gone', false]]);
  });

  test('the bytes of what was refused or taken back go, also where a process died before it removed them', async () => {
    const files = [await row({ state: 'gone', kept: true }), await row({ state: 'infected', kept: true })];
    await until(() => left(...files)).toEqual([
      ['gone', false],
      ['infected', false],
    ]);
  });
});

test('a file that a process left half-way is fetched by another', async () => {
  const data = Buffer.from('the whole letter').toString('base64');
  const id = await row({ kept: true, tries: 1, message_ids: [newId('message')] }, { type: 'file', source: { data } });
  await until(() => left(id)).toEqual([['stored', true]]);
  expect(await store.look(id)).toEqual({ mimeType: 'text/plain', size: 16 });
  const { item } = await db.selectFrom('media').select('item').where('id', '=', id).executeTakeFirstOrThrow();
  expect(item).not.toHaveProperty('source');
});

test('a link in a message leads to no private place that only the account’s settings name', async () => {
  const hidden = await openOrigin((_request, response) => response.end('a secret'));
  const id = newId('account');
  const settings = { widgetKey: id, allowedOrigins: [hidden.url] };
  const closed = closeAccount(id, webchat, { settings, secrets: {} }, keys.sealing);
  const account = { id, workspace_id: workspaceId, channel: 'webchat', name: 'W', status: 'active' as const, status_reason: null };
  await db.transaction().execute((tx) => addAccount(tx, { ...account, ...closed }));
  const file = await row({ account_id: id, message_ids: [newId('message')] }, { type: 'image', url: `${hidden.url}/internal` });
  await until(() => left(file)).toEqual([['refused', false]]);
  expect(hidden.asked).toEqual([]);
  await hidden.close();
});

describe('an upload', () => {
  test('is known once all of it is there', async () => {
    const mediaId = newId('media');
    const asks = { workspaceId, mediaIds: [mediaId] };
    await bus.request('media.announce', { mediaId, workspaceId, accountId: null, by: 'agt_1', name: 'a.png' });
    expect(await bus.request('media.facts', asks)).toMatchObject([{ mediaId, state: 'waiting' }]);
    await bus.request('media.arrive', { mediaId, workspaceId, mimeType: 'image/png', size: 9 });
    const facts = { mediaId, state: 'stored', mimeType: 'image/png', name: 'a.png', size: 9, accountId: null, uploadedBy: 'agt_1' };
    expect(await bus.request('media.facts', asks)).toEqual([facts]);
  });

  test('is of its workspace, and for an account of its workspace', async () => {
    const mediaId = newId('media');
    const upload = { mediaId, workspaceId, by: 'v_1', name: null };
    await expect(bus.request('media.announce', { ...upload, accountId: newId('account') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await bus.request('media.announce', { ...upload, accountId: null });
    const other = { workspaceId: newId('workspace'), mediaIds: [mediaId] };
    expect(await bus.request('media.facts', other)).toEqual([]);
    const stolen = { ...other, mediaId, mimeType: 'image/png', size: 9 };
    await expect(bus.request('media.arrive', stolen)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
