import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Json } from './kit/bus/bus.ts';
import { signPrincipal } from './kit/principal.ts';
import { type Ground, runCommand } from './kit/process.ts';
import type { Keys } from './kit/secret.ts';
import { signAgentToken } from './kit/token.ts';

const account = z.object({
  id: z.string(),
  channel: z.enum(['messenger', 'whatsapp', 'webchat']),
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

/** Where the gateway and the sandbox are reached. */
interface Where {
  url: string;
  sandboxUrl: string;
}

/** Founds a workspace with an admin and one account for each channel, wired to the sandbox: all through the graph, like anybody. */
export async function foundWorkspace({ url, sandboxUrl }: Where, keys: Keys): Promise<Dev> {
  const operator = await signPrincipal({ kind: 'service', workspaceId: '', name: 'operator' }, keys.principal);
  const founded = await ask(url, operator, 'createWorkspace', 'CreateWorkspaceInput', 'workspace { id } token', {
    name: 'Kettle & Co',
    adminName: 'Robin Vale',
  });
  const { workspace, token: agentToken } = founded as { workspace: { id: string }; token: string };
  const accounts: DevAccount[] = [];
  for (const { channel, name, settings, secrets } of freshAccounts(sandboxUrl)) {
    const wish = { channelId: channel, name, settings, secrets };
    const connected = await ask(
      url,
      agentToken,
      'connectChannelAccount',
      'ConnectChannelAccountInput',
      'channelAccount { id webhookPath }',
      wish,
    );
    const { id, webhookPath } = (connected as { channelAccount: { id: string; webhookPath: string } }).channelAccount;
    accounts.push({ id, channel, webhookPath, settings, secrets });
  }
  return { url, sandboxUrl, workspaceId: workspace.id, agentToken, accounts };
}

/** The workspace that dev.json knows, where it is still there and wherever gateway and sandbox listen now; else a new one. */
export async function seed(where: Where, keys: Keys, dataDir: string): Promise<Dev> {
  const file = join(dataDir, 'dev.json');
  const known = existsSync(file) ? await renewed(dev.parse(JSON.parse(readFileSync(file, 'utf8'))), keys) : undefined;
  const result = known && (await isThere(where.url, known)) ? await rewire(known, where) : await foundWorkspace(where, keys);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(result, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return result;
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
  const accounts = known.accounts.map((each) =>
    each.channel === 'webchat' ? each : { ...each, settings: { ...each.settings, apiBaseUrl: where.sandboxUrl } },
  );
  const moved = accounts.filter((each, i) => each.settings.apiBaseUrl !== known.accounts[i]!.settings.apiBaseUrl);
  for (const { id, settings } of moved) {
    await ask(where.url, known.agentToken, 'updateChannelAccount', 'UpdateChannelAccountInput', 'channelAccount { id }', {
      channelAccountId: id,
      settings,
    });
  }
  return { ...known, ...where, accounts };
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

/** One account a channel, with ids as in the platforms' documentation and secrets of its own. */
function freshAccounts(sandboxUrl: string): (Omit<DevAccount, 'id' | 'webhookPath'> & { name: string })[] {
  const word = () => randomBytes(24).toString('base64url');
  const graph = { apiBaseUrl: sandboxUrl, apiVersion: 'v26.0' };
  const meta = () => ({ appSecret: randomBytes(16).toString('hex'), verifyToken: word(), accessToken: `EAA${word()}` });
  return [
    { channel: 'messenger', name: 'Page', settings: { pageId: '110200300400500', appId: '998877665544332', ...graph }, secrets: meta() },
    {
      channel: 'whatsapp',
      name: 'Number',
      settings: { phoneNumberId: '100000000000001', businessAccountId: '200000000000002', displayPhoneNumber: '15550001111', ...graph },
      secrets: meta(),
    },
    { channel: 'webchat', name: 'Widget', settings: { widgetKey: `wk_${word()}`, allowedOrigins: [] }, secrets: { signingSecret: word() } },
  ];
}

/** For a distributed deployment that wants to play: writes dev.json for a gateway that runs already. */
async function main({ settings, keys }: Ground): Promise<void> {
  const { HOST, PORT, SANDBOX_PORT = 4001, DATA_DIR } = settings;
  const { workspaceId } = await seed({ url: `http://${HOST}:${PORT}`, sandboxUrl: `http://${HOST}:${SANDBOX_PORT}` }, keys, DATA_DIR);
  process.stdout.write(`The workspace ${workspaceId} is in ${join(DATA_DIR, 'dev.json')}.\n`);
}

if (import.meta.main) await runCommand('seed', main);
