import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const patience = 60_000;
const ticksASecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout) || 100;

/** A process that is measured. */
export interface Pinned {
  /** Milliseconds of CPU it has used, those it started included. */
  cpu(): number;
  /** Megabytes of memory it holds. */
  memory(): number;
  stop(): Promise<void>;
}

/** Whether processes can be held to a core here. */
export function canPin(): boolean {
  return spawnSync('taskset', ['--version']).status === 0;
}

/** Holds this process to a core. */
export function pinSelf(core: number): void {
  spawnSync('taskset', ['-a', '-cp', String(core), String(process.pid)]);
}

/** Starts Node on one core; ready when `isUp` says so. What it writes on standard error is shown when it does not come up. */
export async function startPinned(core: number, args: string[], env: object, isUp: () => Promise<boolean>): Promise<Pinned> {
  const own = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env };
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...args], { env: own, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      said = (said + text).slice(-4_000);
    });
  }
  const end = Date.now() + patience;
  while (!(await isUp().catch(() => false))) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`${args.join(' ')} did not come up:\n${said}`);
    }
    await sleep(100);
  }
  const pid = child.pid!;
  return { cpu: () => cpuOf(pid), memory: () => memoryOf(pid), stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(late);
}

/** User and system time of a process and of its living children. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksASecond;
  return childrenOf(pid).reduce((sum, child) => sum + cpuOf(child), own);
}

function memoryOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), Number(kilobytes) / 1_024);
}

function childrenOf(pid: number): number[] {
  const lists = readdirSync(`/proc/${pid}/task`).map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
