import { fileURLToPath } from 'node:url';
import { freePort, type Pinned, startPinned } from '../gateway/process.ts';

/** A server of the bench in a process of its own. */
export interface Server {
  process: Pinned;
  /** `ws://…/graphql`. */
  url: string;
  /** Makes something happen (control.ts); `search` as `?rate=200&seconds=10`. */
  tell(body?: string, search?: string): Promise<void>;
  /** How often an event was executed so far. */
  counted(): Promise<number>;
}

/** Starts a file of this folder on a core. */
export async function startServer(file: string, core: number): Promise<Server> {
  const [port, controlPort] = [await freePort(), await freePort()];
  const control = `http://127.0.0.1:${controlPort}`;
  const path = fileURLToPath(new URL(file, import.meta.url));
  const env = { PORT: String(port), HOST: '127.0.0.1', CONTROL: String(controlPort), LIMIT_CLIENTS: '100000' };
  const process = await startPinned(core, [path], env, async () => (await fetch(`${control}/counted`)).ok);
  return {
    process,
    url: `ws://127.0.0.1:${port}/graphql`,
    tell: async (body = '', search = '') => {
      await (await fetch(`${control}/tell${search}`, { method: 'POST', body })).text();
    },
    counted: async () => Number(await (await fetch(`${control}/counted`)).text()),
  };
}
