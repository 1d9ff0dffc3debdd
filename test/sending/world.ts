import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readSettings } from '../../kit/env.ts';
import { createLog } from '../../kit/log.ts';
import { createMeters } from '../../kit/metrics.ts';
import { deriveKeys } from '../../kit/secret.ts';
import { foundWorkspace } from '../../seed.ts';
import { all } from '../../services/channels/adapters/all.ts';
import { startParlor } from '../../start.ts';
import { carrier, courier } from './carrier.ts';
import { type Loft, openPlatform } from './platform.ts';

/** PARLOR_SECRET of the product here. */
export const secret = 'cd'.repeat(32);

/** The product in this process, with a channel of our own and its platform. */
export async function openWorld() {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlor-sending-'));
  const settings = readSettings({ DATA_DIR, PORT: '0', SANDBOX_PORT: '0', PARLOR_SECRET: secret });
  const ground = { settings, log: createLog('silent', 'test'), keys: deriveKeys(secret), meters: createMeters() };
  const parlor = await startParlor(ground, [...all, carrier, courier]);
  const platform = await openPlatform();
  return {
    founded: (channel?: string) => found(parlor.url, platform, channel),
    close: async () => {
      await parlor.stop();
      platform.close();
      rmSync(DATA_DIR, { recursive: true, force: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;
export type Scene = Awaited<ReturnType<typeof found>>;

/** How far a message of ours got. */
export interface Fate {
  state: string;
  error: { code: string; message: string } | null;
  attempts: { at: string; outcome: string | null; errorClass: string | null }[];
}

/** A workspace with one account on the channel, and a customer `ana` who has written there. */
export async function found(url: string, platform: { url: string; loft(name: string): Loft }, channel = 'carrier') {
  const { agentToken } = await foundWorkspace({ url, sandboxUrl: url }, deriveKeys(secret), []);
  const graph = async <D>(query: string, variables: object = {}): Promise<D> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${agentToken}` };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as { data: D; errors?: object };
    expect(errors).toBeUndefined();
    return data;
  };
  const mutate = async <P>(name: string, type: string, selection: string, input: object) => {
    const query = `mutation ($input: ${type}!) { answer: ${name}(input: $input) { ${selection} userErrors { code message } } }`;
    return (await graph<{ answer: P & { userErrors: { code: string; message: string }[] } }>(query, { input })).answer;
  };
  const connect = async () => {
    const loftId = randomUUID();
    const wish = {
      channelId: channel,
      name: 'Loft',
      settings: { loftId, apiBaseUrl: `${platform.url}/${loftId}` },
      secrets: { key: 'k1' },
    };
    type Connected = { channelAccount: { id: string; webhookPath: string } };
    const answer = await mutate<Connected>(
      'connectChannelAccount',
      'ConnectChannelAccountInput',
      'channelAccount { id webhookPath }',
      wish,
    );
    expect(answer.userErrors).toEqual([]);
    const post = (body: object) => fetch(url + answer.channelAccount.webhookPath, { method: 'POST', body: JSON.stringify(body) });
    return { ...answer.channelAccount, loft: platform.loft(loftId), post };
  };
  const account = await connect();
  /** The dialogue of somebody who writes now; of whoever wrote last. */
  const met = async (post: (body: object) => Promise<Response>, from = 'ana') => {
    const said = `hello ${randomUUID()}`;
    expect((await post({ from, said })).status).toBe(200);
    const query =
      '{ customers(first: 50) { edges { node { dialogue { id entries(first: 50) { edges { node { ... on Message { text } } } } } } } } }';
    type Everybody = { customers: { edges: { node: { dialogue: { id: string; entries: { edges: { node: { text: string } }[] } } } }[] } };
    const find = async () => {
      const { customers } = await graph<Everybody>(query);
      return customers.edges.find(({ node }) => node.dialogue.entries.edges.some((edge) => edge.node.text === said))?.node.dialogue.id;
    };
    await expect.poll(find).toBeDefined();
    return (await find()) ?? '';
  };
  const dialogueId = await met(account.post);
  return {
    ...account,
    graph,
    mutate,
    connect,
    met,
    dialogueId,
    /** Says something and gives the message's id. */
    say: async (text: string, to = dialogueId) => {
      const sent = await mutate<{ message: { id: string } }>('sendMessage', 'SendMessageInput', 'message { id }', { dialogueId: to, text });
      expect(sent.userErrors).toEqual([]);
      return sent.message.id;
    },
    fate: (id: string) => fateIn(graph, id),
    status: async () => {
      const { channelAccounts } = await graph<{ channelAccounts: { id: string; status: string; statusReason: string | null }[] }>(
        '{ channelAccounts { id status statusReason } }',
      );
      return channelAccounts.find(({ id }) => id === account.id);
    },
  };
}

async function fateIn(graph: <D>(query: string) => Promise<D>, id: string): Promise<Fate | undefined> {
  const entry = `node { id ... on Message { delivery { state error { code message } attempts { at outcome errorClass } } } }`;
  type Everybody = { customers: { edges: { node: { dialogue: { entries: { edges: { node: { id: string; delivery: Fate } }[] } } } }[] } };
  const { customers } = await graph<Everybody>(
    `{ customers(first: 50) { edges { node { dialogue { entries(last: 50) { edges { ${entry} } } } } } } }`,
  );
  const entries = customers.edges.flatMap(({ node }) => node.dialogue.entries.edges);
  return entries.find(({ node }) => node.id === id)?.node.delivery;
}
