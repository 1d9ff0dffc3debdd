import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlatform, type Platform } from '../sending/platform.ts';
import { found, secret } from '../sending/world.ts';
import { freePort } from '../worlds/port.ts';

const file = fileURLToPath(new URL('../sending/process.ts', import.meta.url));

describe('a plan of several calls', () => {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlor-plan-'));
  let platform: Platform;
  let child: ChildProcess | undefined;
  let url: string;
  const start = async () => {
    const settings = { DATA_DIR, PORT: new URL(url).port, SANDBOX_PORT: '0', PARLOR_SECRET: secret, LOG_LEVEL: 'error' };
    child = spawn('node', [file], { env: { ...process.env, ...settings }, stdio: ['ignore', 'ignore', 'inherit'] });
    const ready = () =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(ready, { timeout: 60_000 }).toBe(true);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child?.kill(signal)) await once(child, 'exit');
  };
  beforeAll(async () => {
    platform = await openPlatform();
    url = `http://127.0.0.1:${await freePort()}`;
  });
  afterAll(async () => {
    await end('SIGTERM');
    platform.close();
    rmSync(DATA_DIR, { recursive: true, force: true });
  });

  test('goes on after SIGKILL with the call that was on its way, and what the calls before it gave', async () => {
    await start();
    const { loft, say, fate } = await found(url, platform);
    loft.next('/say', { until: new Promise(() => undefined) });
    const id = await say('album of ana');
    await expect.poll(() => loft.count('/say')).toBe(1);
    await end('SIGKILL');
    await start();
    const attempts = [{ outcome: 'UNKNOWN' }, { outcome: 'ACCEPTED' }];
    await expect.poll(() => fate(id), { timeout: 60_000 }).toMatchObject({ state: 'SENT', attempts });
    expect([loft.count('/open'), loft.count('/say'), loft.said.length]).toEqual([1, 2, 1]);
    const [before, after] = loft.calls.filter(({ path }) => path === '/say').map(({ body }) => body);
    expect(after).toBe(before);
  });
});
