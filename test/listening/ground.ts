import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { openDatabase } from '../../kit/database.ts';
import { readSettings } from '../../kit/env.ts';
import { newId } from '../../kit/id.ts';
import { createLog } from '../../kit/log.ts';
import { deriveKeys } from '../../kit/secret.ts';
import { startService } from '../../kit/service.ts';
import { closeAccount } from '../../services/channels/accounts/account.ts';
import type { Adapter } from '../../services/channels/adapter.ts';
import { fields, id, list } from '../../services/channels/adapters/read.ts';
import { defineAdapter } from '../../services/channels/define.ts';
import type { Inbound } from '../../services/channels/inbound.ts';
import type { ErrorClass } from '../../services/channels/plan.ts';
import { channelsOver } from '../../services/channels/service.ts';
import { addAccount, changeAccount } from '../../services/channels/store/accounts.ts';
import type { ChannelsTables } from '../../services/channels/tables.ts';

const keys = deriveKeys('ab'.repeat(32));
const log = createLog('silent', 'test');
const common = {
  settings: z.object({ name: z.string(), apiBaseUrl: z.string() }),
  externalId: ({ name }: { [name: string]: Json }) => id(name) ?? '',
  verify: async () => undefined,
  parse: () => [],
  render: () => [],
  read: () => ({ ok: true }) as const,
  capabilities: {},
};

/** A drop as what somebody said; one named `poison` is nothing that can be stored. */
function said(drop: string, name: string): Inbound {
  const contact = { addresses: [{ kind: 'pail', value: 'ana' }] as [{ kind: string; value: string }] };
  const at = drop === 'poison' ? Number.NaN : 1_789_000_000_000;
  const content = [{ type: 'text' as const, text: drop }];
  return { key: `drop:${drop}`, externalId: name, at, raw: { drop }, kind: 'message', platformId: drop, contact, content };
}

/** A platform that is asked what dripped since: it answers `{ drops }`, or refuses with a class. */
export const well: Adapter = defineAdapter({
  ...common,
  channel: 'well',
  name: 'Well',
  listen: {
    kind: 'poll',
    every: 20,
    step: (state, reply, { settings }) => {
      const after = Number(fields(state).after ?? 0);
      const call = { protocol: 'http', method: 'GET', headers: {}, body: null, gives: 'nothing', unanswered: 'repeat' } as const;
      if (!reply) return { state: { after }, events: [], call: { ...call, path: `/${id(settings.name)}?after=${after}` } };
      const refused = id(fields(reply.body).class) as ErrorClass | undefined;
      if (refused)
        return { state: { after }, events: [], call: null, failed: { ok: false, class: refused, code: refused, message: 'No.' } };
      const drops = list(fields(reply.body).drops).map(String);
      return { state: { after: after + drops.length }, events: drops.map((drop) => said(drop, id(settings.name) ?? '')), call: null };
    },
  },
});

/** A platform that speaks over a connection: each frame is a drop, which is acknowledged by its name. */
export const spring: Adapter = defineAdapter({
  ...common,
  channel: 'spring',
  name: 'Spring',
  listen: {
    kind: 'socket',
    url: (_state, { settings }) => `${String(settings.apiBaseUrl).replace('http', 'ws')}/${id(settings.name)}`,
    step: (state, input, { settings }) => {
      if (input.kind !== 'frame') return { state, events: [], send: [] };
      return { state: { last: input.text }, events: [said(input.text, id(settings.name) ?? '')], send: [input.text] };
    },
  },
});

/** The platforms' side: what each account is answered, who is connected. */
export async function openPlatform() {
  const answers = new Map<string, (after: number, response: { status: number }) => Json | Promise<Json>>();
  const sockets = new Map<string, WebSocket[]>();
  const acknowledged: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://well');
    const fate = { status: 200 };
    const body = await answers.get(pathname.slice(1))?.(Number(searchParams.get('after')), fate);
    response.writeHead(fate.status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? { drops: [] }));
  });
  const upgrades = new WebSocketServer({ server });
  let onAck = async (_drop: string) => {};
  upgrades.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const name = (request.url ?? '/').slice(1);
    sockets.set(name, [...(sockets.get(name) ?? []), socket]);
    socket.on('error', () => undefined);
    socket.on('message', async (data) => {
      await onAck(String(data));
      acknowledged.push(String(data));
    });
    socket.on('close', () => sockets.set(name, sockets.get(name)?.filter((each) => each !== socket) ?? []));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    close: () => {
      for (const socket of upgrades.clients) socket.terminate();
      server.close();
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    acknowledged,
    connected: (name: string) => sockets.get(name) ?? [],
    whenAcknowledged: (look: (drop: string) => Promise<void>) => {
      onAck = look;
    },
  };
}

/** Processes of channels on one database, and accounts for them to listen for; both as long as the test that starts and connects them. */
export async function openGround() {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlor-'));
  const database = await openDatabase({ dataDir: DATA_DIR, pool: 1, log });
  const db = database.schema<ChannelsTables>('channels');
  const platform = await openPlatform();
  const start = async () => {
    const bus = memoryBus({ log });
    const settings = readSettings({ DATA_DIR, LOG_LEVEL: 'silent' });
    const service = await startService(channelsOver([well, spring]), { database, bus, keys, log, settings });
    return async () => {
      await service.stop();
      await bus.close();
    };
  };
  // Migrates.
  await (await start())();
  const change = (accountId: string, status: 'active' | 'paused' | 'disconnected') =>
    db.transaction().execute((tx) => changeAccount(tx, accountId, { status }));
  let count = 0;
  return {
    db,
    platform,
    /** Starts a process for the length of a test; gives what stops it before. */
    start: async () => {
      let stop: (() => Promise<void>) | undefined = await start();
      const once = async () => {
        const stopping = stop;
        stop = undefined;
        await stopping?.();
      };
      onTestFinished(once);
      return once;
    },
    close: async () => {
      platform.close();
      await database.close();
      rmSync(DATA_DIR, { recursive: true, force: true });
    },
    connect: async (adapter: Adapter, answer?: (after: number, response: { status: number }) => Json | Promise<Json>) => {
      const accountId = newId('account');
      const name = `${adapter.channel}${++count}`;
      if (answer) platform.answers.set(name, answer);
      const closed = closeAccount(accountId, adapter, { settings: { name, apiBaseUrl: platform.url }, secrets: {} }, keys.sealing);
      const row = { id: accountId, workspace_id: 'wsp_1', channel: adapter.channel, name, status: 'active' as const, status_reason: null };
      await db.transaction().execute((tx) => addAccount(tx, { ...row, ...closed }));
      onTestFinished(() => change(accountId, 'disconnected'));
      return { id: accountId, name };
    },
    change,
    account: (accountId: string) => db.selectFrom('accounts').selectAll().where('id', '=', accountId).executeTakeFirstOrThrow(),
    listener: (accountId: string) => db.selectFrom('listeners').selectAll().where('account_id', '=', accountId).executeTakeFirst(),
    /** The drops that were taken for an account, in the order they came. */
    taken: async (accountId: string) => {
      const rows = await db.selectFrom('received').select('raw').where('account_id', '=', accountId).orderBy('received_at').execute();
      return rows.map(({ raw }) => String(fields(raw as Json).drop));
    },
  };
}
