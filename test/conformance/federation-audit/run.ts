import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// The audit ends whatever listens on the gateway's port: it must be nobody else's.
const port = '24200';
const gatewayPort = '24100';
const script = fileURLToPath(new URL('gateway.sh', import.meta.url));
const [checkout] = process.argv.slice(2);
if (!checkout) throw new Error('Say where the audit is checked out: npm run audit:federation -- <path>');

const results = await mkdtemp(join(tmpdir(), 'federation-audit-'));
const gateway = `http://127.0.0.1:${gatewayPort}`;
const options = [
  '--cwd',
  results,
  '--run-script',
  script,
  '--port',
  port,
  '--graphql',
  `${gateway}/`,
  '--healthcheck',
  `${gateway}/health/live`,
];
const audit = spawn('npx', ['tsx', 'src/cli.ts', 'test', ...options], {
  cwd: resolve(checkout),
  stdio: 'inherit',
  env: { ...process.env, AUDIT_PORT: port, AUDIT_GATEWAY_PORT: gatewayPort, GATEWAY_TIMEOUT: '60000' },
});
const code = await new Promise<number | null>((done) => audit.once('exit', done));
process.stdout.write(`${await readFile(join(results, 'results.txt'), 'utf8')}\nLogs: ${join(results, 'logs')}\n`);
process.exitCode = code ?? 1;
