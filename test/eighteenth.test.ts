import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../kit/env.ts';
import { createLog } from '../kit/log.ts';
import { createMeters } from '../kit/metrics.ts';
import { deriveKeys } from '../kit/secret.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { all } from '../services/channels/adapters/all.ts';
import { startParlor } from '../start.ts';
import { pigeon } from './channels/pigeon.ts';
import { pigeon as platform } from './sandbox/pigeon.ts';
import { freePort } from './worlds/port.ts';

type Answer = { data: { [name: string]: unknown }; errors?: object[] };

/** The product over the channels there are and one more, with a platform of that kind at play beside it. */
async function world() {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlor-'));
  const settings = readSettings({ DATA_DIR, PORT: String(await freePort()), SANDBOX_PORT: '0', LOG_LEVEL: 'silent' });
  const ground = { settings, log: createLog('silent', 'test'), keys: deriveKeys('cd'.repeat(32)), meters: createMeters() };
  const parlor = await startParlor(ground, [...all, pigeon]);
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, accounts: [], platforms: [platform] });
  onTestFinished(async () => {
    await parlor.stop();
    await sandbox.close();
    rmSync(DATA_DIR, { recursive: true, force: true });
  });
  const ask = async (query: string, variables: object = {}) => {
    const headers = { authorization: `Bearer ${parlor.dev?.agentToken}`, 'content-type': 'application/json' };
    const response = await fetch(`${parlor.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as Answer;
    expect(errors).toBeUndefined();
    return data;
  };
  return { parlor, sandbox, ask };
}

const connecting = `mutation ($input: ConnectChannelAccountInput!) { connectChannelAccount(input: $input) {
  channelAccount { id webhookPath } userErrors { message } } }`;
const heard = `{ inbox(first: 1) { edges { node { lastMessage { text identity { channelId kind value } } dialogue { id } } } } }`;
const sending = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } userErrors { message } } }';

test('an eighteenth channel is one file: what is said over it stands in the dialogue, and the answer arrives', async () => {
  const { parlor, sandbox, ask } = await world();
  const { settings, secrets } = await platform.open(sandbox.url);
  const { connectChannelAccount } = await ask(connecting, { input: { channelId: 'pigeon', name: 'Loft', settings, secrets } });
  const { id, webhookPath } = (connectChannelAccount as { channelAccount: { id: string; webhookPath: string } }).channelAccount;
  sandbox.connect({ id, channel: 'pigeon', webhookUrl: parlor.url + webhookPath, settings, secrets });
  const say = { method: 'POST', body: JSON.stringify({ from: 'ana', text: 'Is the kettle back?' }) };
  expect((await fetch(`${sandbox.url}/sandbox/pigeon/say`, say)).status).toBe(200);

  type Heard = { edges: { node: { lastMessage: { text: string }; dialogue: { id: string } } }[] };
  const inbox = async () => ((await ask(heard)).inbox as Heard).edges.map(({ node }) => node);
  await expect
    .poll(inbox)
    .toMatchObject([{ lastMessage: { text: 'Is the kettle back?', identity: { channelId: 'pigeon', kind: 'roost', value: 'ana' } } }]);
  const [{ dialogue }] = (await inbox()) as [Heard['edges'][0]['node']];
  await ask(sending, { input: { dialogueId: dialogue.id, text: 'It is **back**.' } });
  const sent = async () => ((await (await fetch(`${sandbox.url}/sandbox/pigeon/sent`)).json()) as { sent: object[] }).sent;
  await expect.poll(sent).toMatchObject([{ to: 'ana', text: 'It is back.' }]);
});
