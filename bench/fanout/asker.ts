import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** What somebody saw who asked a query again and again. */
export interface Asked {
  /** Milliseconds each, the shortest first. */
  took: number[];
  failed: number;
}

/** Asks in a thread of its own, every ten milliseconds, until it is ended. */
export function startAsking(url: string, token: string): { end(): Promise<Asked> } {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url, token } });
  return {
    end: async () => {
      const { promise, resolve } = Promise.withResolvers<Asked>();
      worker.once('message', resolve);
      worker.postMessage('end');
      const asked = await promise;
      await worker.terminate();
      return asked;
    },
  };
}

async function ask({ url, token }: { url: string; token: string }): Promise<void> {
  const asked: Asked = { took: [], failed: 0 };
  let ended = false;
  parentPort!.once('message', () => {
    ended = true;
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  while (!ended) {
    const sent = performance.now();
    const body = JSON.stringify({ query: '{ viewer { kind } }' });
    const answer = await fetch(url, { method: 'POST', headers, body });
    if (!(await answer.text()).includes('"AGENT"')) asked.failed += 1;
    asked.took.push(performance.now() - sent);
    await sleep(10);
  }
  asked.took.sort((a, b) => a - b);
  parentPort!.postMessage(asked);
}

if (!isMainThread) await ask(workerData);
