import { existsSync, readFileSync } from 'node:fs';
import { startSandbox } from './sandbox.ts';

const { SANDBOX_PORT = '4001', HOST = '127.0.0.1', DATA_DIR = '.parlor' } = process.env;
const dev = existsSync(`${DATA_DIR}/dev.json`) ? JSON.parse(readFileSync(`${DATA_DIR}/dev.json`, 'utf8')) : { accounts: [] };
const accounts = dev.accounts.map((account: { webhookPath: string }) => ({ ...account, webhookUrl: dev.url + account.webhookPath }));
const sandbox = await startSandbox({ host: HOST, port: Number(SANDBOX_PORT), accounts, journal: `${DATA_DIR}/sandbox.jsonl` });
process.stdout.write(`sandbox platforms at ${sandbox.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => sandbox.close());
