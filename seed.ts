import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Json } from './kit/bus/bus.ts';
import { signPrincipal } from './kit/principal.ts';
import { type Ground, runCommand } from './kit/process.ts';
import type { Keys } from './kit/secret.ts';
import { signAgentToken } from './kit/token.ts';
import { platforms } from './sandbox/platforms/all.ts';

const account = z.object({
  id: z.string(),
  channel: z.string(),
  webhookPath: z.string(),
  settings: z.record(z.string(), z.json()),
  secrets: z.record(z.string(), z.string()),
});
const dev = z.object({
  url: z.string(),
  sandboxUrl: z.string(),
  workspaceId: z.string(),
  agentToken: z.string(),
  accounts: z.array(account),
});

/** What dev.json holds: where to begin, for people, scripts and tests. Its secrets are the sandbox's; its mode is 0600. */
export type Dev = z.infer<typeof dev>;
type DevAccount = z.infer<typeof account>;
/** Is told of each account as soon as it is connected: a platform knows its accounts before anybody listens for what comes there. */
type Told = (account: DevAccount) => unknown;

/** Where the gateway and the sandbox are reached. */
interface Where {
  url: string;
  sandboxUrl: string;
}

/** The channels of a workspace whose founder does not say which: one that calls itself, one that opens a window, one of our own. */
const usual = ['messenger', 'whatsapp', 'webchat'];

/** Founds a workspace with an admin and one account for each channel, wired to the sandbox: all through the graph, like anybody. */
export async function foundWorkspace({ url, sandboxUrl }: Where, keys: Keys, channels = usual, told?: Told): Promise<Dev> {
  const operator = await signPrincipal({ kind: 'service', workspaceId: '', name: 'operator' }, keys.principal);
  const founded = await ask(url, operator, 'createWorkspace', 'CreateWorkspaceInput', 'workspace { id } token', {
    name: 'Kettle & Co',
    adminName: 'Robin Vale',
  });
  const { workspace, token: agentToken } = founded as { workspace: { id: string }; token: string };
  return connected({ url, sandboxUrl, workspaceId: workspace.id, agentToken, accounts: [] }, channels, told);
}

/** The same workspace with a fresh account of the sandbox's for each channel it has none of yet. */
async function connected(known: Dev, channels: string[], told?: Told): Promise<Dev> {
  const accounts = [...known.accounts];
  for (const channel of channels) {
    if (accounts.some((each) => each.channel === channel)) continue;
    const platform = platforms.find((each) => each.channel === channel);
    if (!platform) throw new Error(`the sandbox does not play ${channel}`);
    const { name, settings, secrets } = await platform.open(known.sandboxUrl);
    const wish = { channelId: channel, name, settings, secrets };
    const type = 'ConnectChannelAccountInput';
    const answer = await ask(known.url, known.agentToken, 'connectChannelAccount', type, 'channelAccount { id webhookPath }', wish);
    const { id, webhookPath } = (answer as { channelAccount: { id: string; webhookPath: string } }).channelAccount;
    accounts.push({ id, channel, webhookPath, settings, secrets });
    await told?.({ id, channel, webhookPath, settings, secrets });
  }
  return { ...known, accounts };
}

/** The workspace that dev.json knows, where it is still there and wherever gateway and sandbox listen now; else a new one. Every platform is in it. */
export async function seed(where: Where, keys: Keys, dataDir: string, told?: Told): Promise<Dev> {
  const file = join(dataDir, 'dev.json');
  const known = existsSync(file) ? await renewed(dev.parse(JSON.parse(readFileSync(file, 'utf8'))), keys) : undefined;
  const there = known && (await isThere(where.url, known)) ? await rewire(known, where) : await foundWorkspace(where, keys, []);
  for (const each of there.accounts) await told?.(each);
  const result = await connected(there, await played(there), told);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(result, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return result;
}

/** The channels that the product speaks and the sandbox plays. */
async function played({ url, agentToken }: Dev): Promise<string[]> {
  const { data } = await post(url, agentToken, '{ channels { id } }', {});
  const spoken = (data as { channels: { id: string }[] } | null)?.channels.map(({ id }) => id) ?? [];
  return platforms.map(({ channel }) => channel).filter((channel) => spoken.includes(channel));
}

/** The same agent with a token that is fresh. */
async function renewed(known: Dev, keys: Keys): Promise<Dev> {
  const { sub: agentId = '' } = decodeJwt(known.agentToken);
  return { ...known, agentToken: await signAgentToken({ agentId, workspaceId: known.workspaceId, role: 'admin' }, keys.agent) };
}

async function isThere(url: string, { agentToken, workspaceId }: Dev): Promise<boolean> {
  const answer = await post(url, agentToken, '{ viewer { workspace { id } } channelAccounts { id } }', {});
  return (answer.data as { viewer?: { workspace: { id: string } } } | null)?.viewer?.workspace.id === workspaceId;
}

/** The sandbox may listen elsewhere than last time. */
async function rewire(known: Dev, where: Where): Promise<Dev> {
  const moved: DevAccount[] = [];
  const accounts = known.accounts.map((each) => {
    const settings = Object.fromEntries(Object.entries(each.settings).map(([name, value]) => [name, relocated(value, known, where)]));
    if (JSON.stringify(settings) !== JSON.stringify(each.settings)) moved.push({ ...each, settings });
    return { ...each, settings };
  });
  for (const { id, settings } of moved) {
    await ask(where.url, known.agentToken, 'updateChannelAccount', 'UpdateChannelAccountInput', 'channelAccount { id }', {
      channelAccountId: id,
      settings,
    });
  }
  return { ...known, ...where, accounts };
}

function relocated(value: Json, { sandboxUrl: before }: Where, { sandboxUrl: now }: Where): Json {
  return typeof value === 'string' && (value === before || value.startsWith(`${before}/`)) ? now + value.slice(before.length) : value;
}

async function ask(url: string, token: string, mutation: string, type: string, selection: string, input: Json): Promise<object> {
  const query = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { ${selection} userErrors { message } } }`;
  const { data, errors } = await post(url, token, query, { input });
  const answer = (data as { answer: { userErrors: { message: string }[] } } | null)?.answer;
  if (!answer || answer.userErrors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(errors ?? answer?.userErrors)}`);
  return answer;
}

async function post(url: string, token: string, query: string, variables: Json): Promise<{ data?: unknown; errors?: unknown }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return (await response.json()) as { data?: unknown; errors?: unknown };
}

/** For a distributed deployment that wants to play: writes dev.json for a gateway that runs already. */
async function main({ settings, keys }: Ground): Promise<void> {
  const { HOST, PORT, SANDBOX_PORT = 4001, DATA_DIR } = settings;
  const { workspaceId } = await seed({ url: `http://${HOST}:${PORT}`, sandboxUrl: `http://${HOST}:${SANDBOX_PORT}` }, keys, DATA_DIR);
  process.stdout.write(`The workspace ${workspaceId} is in ${join(DATA_DIR, 'dev.json')}.\n`);
}

if (import.meta.main) await runCommand('seed', main);
