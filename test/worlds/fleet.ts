import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './port.ts';

/** The commands a deployment is made of, by the name a part is killed and started by; the same as in docker-compose.yml. */
export const commands = {
  embedded: { parlor: 'start.ts' },
  distributed: {
    identity: 'services/identity/main.ts',
    conversations: 'services/conversations/main.ts',
    channels: 'services/channels/main.ts',
    automation: 'services/automation/main.ts',
    gateway: 'gateway/main.ts',
  },
};

/** Processes of one deployment. */
export interface Fleet {
  url: string;
  parts: string[];
  /** Ends a process as a crash would, and resolves when it is gone. */
  kill(part: string): Promise<void>;
  /** Tells a process to stop, and resolves with its exit code when it has. */
  terminate(part: string): Promise<number | null>;
  start(part: string): void;
  /** Resolves when every part serves. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs the processes of a deployment, each with the environment given, and waits until they serve; `hear` is told each line of their logs. */
export async function startFleet(
  kind: keyof typeof commands,
  environment: Record<string, string>,
  hear?: (line: string) => void,
): Promise<Fleet> {
  const files: Record<string, string> = commands[kind];
  const parts = Object.keys(files);
  const port = await freePort();
  const places = Object.assign({}, ...(await Promise.all(parts.map(placeOf))));
  const { NATS_URL: _nats, DATABASE_URL: _database, ...inherited } = process.env;
  const env = { ...inherited, LOG_LEVEL: 'error', ...places, ...environment, PORT: String(port), HOST: '127.0.0.1' };
  const running = new Map<string, ChildProcess>();
  const url = `http://127.0.0.1:${port}`;

  const start = (part: string) => {
    const child = spawn('node', [files[part]!], { cwd: root, env, stdio: ['ignore', 'ignore', hear ? 'pipe' : 'inherit'] });
    if (hear) createInterface(child.stderr!).on('line', hear);
    running.set(part, child);
  };
  const end = async (part: string, signal: NodeJS.Signals) => {
    const child = running.get(part);
    running.delete(part);
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    return child.exitCode;
  };
  const kill = async (part: string) => void (await end(part, 'SIGKILL'));
  const terminate = (part: string) => end(part, 'SIGTERM');
  const stop = async () => void (await Promise.all(parts.map(terminate)));
  /** A process that ended though nobody told it to. */
  const ended = () => [...running].find(([, child]) => child.exitCode !== null || child.signalCode !== null)?.[0];
  const ready = () => untilReady(url, ended);
  for (const part of parts) start(part);
  try {
    await ready();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, parts, kill, terminate, start, ready, stop };
}

/** Where a service listens for HTTP, for itself and for the gateway. */
async function placeOf(part: string): Promise<Record<string, string>> {
  const port = await freePort();
  const name = part.toUpperCase();
  return { [`${name}_PORT`]: String(port), [`${name}_URL`]: `http://127.0.0.1:${port}/graphql` };
}

/** Asks until the gateway says that every part can serve; fails after a minute with what it said last, or when a part ended by itself. */
async function untilReady(url: string, ended: () => string | undefined): Promise<void> {
  let said = 'nothing';
  for (const end = Date.now() + 60_000; Date.now() < end; await setTimeout(50)) {
    const part = ended();
    if (part) throw new Error(`${part} ended by itself: what it wrote on standard error says why`);
    try {
      const answer = await fetch(`${url}/health/ready`);
      said = await answer.text();
      if (answer.ok) return;
    } catch (error) {
      said = String(error);
    }
  }
  throw new Error(`${url} did not become ready: ${said}`);
}
