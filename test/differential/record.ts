import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecorded } from '../../schema/recorded.ts';

// Runs the tests with gateways that record what they are asked, and writes that down beside this file.
const folder = await mkdtemp(join(tmpdir(), 'record-'));
const env = { ...process.env, OPERATIONS_FILE: join(folder, 'operations') };
const projects = ['--project', 'embedded', '--project', 'parts'];
const tests = spawn('npx', ['vitest', 'run', ...projects, ...process.argv.slice(2)], { stdio: 'inherit', env });
process.exitCode = (await new Promise<number | null>((done) => tests.once('exit', done))) ?? 1;
const recorded = readRecorded(await readFile(env.OPERATIONS_FILE, 'utf8'));
const texts = [...new Set(recorded.map(({ query }) => query))].sort();
await writeFile(new URL('recorded.json', import.meta.url), `${JSON.stringify(texts, null, 2)}\n`);
await rm(folder, { recursive: true });
