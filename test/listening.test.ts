import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../kit/bus/bus.ts';
import { openGround, spring, well } from './listening/ground.ts';

let ground: Awaited<ReturnType<typeof openGround>>;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const drops = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `d${String(from + index).padStart(4, '0')}`);

test('an account is asked by one process at a time, and each drop is taken once, whoever asks', async () => {
  let now = 0;
  let most = 0;
  const busy = new Map<number, number>();
  const accounts: { id: string; name: string }[] = [];
  for (let index = 0; index < 6; index++)
    accounts.push(
      await ground.connect(well, async (after) => {
        busy.set(index, (busy.get(index) ?? 0) + 1);
        most = Math.max(most, busy.get(index) ?? 0);
        await setTimeout(5);
        busy.set(index, (busy.get(index) ?? 0) - 1);
        now += 1;
        return { drops: drops(after, Math.min(after + 3, 30)) };
      }),
    );
  await ground.start();
  await ground.start();
  for (const { id } of accounts) await expect.poll(() => ground.taken(id)).toHaveLength(30);
  for (const { id } of accounts) expect((await ground.taken(id)).toSorted()).toEqual(drops(0, 30));
  expect(most).toBe(1);
  expect(now).toBeGreaterThanOrEqual(60);
});

test('connections are shared fairly among processes, and taken over when one stops or is gone', async () => {
  const stopFirst = await ground.start();
  await ground.start();
  const accounts: { id: string; name: string }[] = [];
  for (let index = 0; index < 20; index++) accounts.push(await ground.connect(spring));
  const holders = async () => {
    const rows = await ground.db.selectFrom('listeners').select(['account_id', 'held_by']).where('held_by', 'is not', null).execute();
    return [...Map.groupBy(rows, ({ held_by }) => held_by).values()].map((each) => each.length);
  };
  const open = () => accounts.map(({ name }) => ground.platform.connected(name).length);
  await expect.poll(open).toEqual(accounts.map(() => 1));
  const [one = 0, other = 0] = await holders();
  expect([one + other, Math.min(one, other) >= 5]).toEqual([20, true]);
  await stopFirst();
  await expect.poll(open).toEqual(accounts.map(() => 1));
  await expect.poll(holders).toEqual([20]);
});

test('an account whose process died is taken over when its lease has ended, not before', async () => {
  const account = await ground.connect(spring);
  const until = new Date(Date.now() + 1_500);
  await ground.db
    .insertInto('listeners')
    .values({ account_id: account.id, state: JSON.stringify({ last: 'd0' }), held_by: 'the dead', held_until: until, problem: null })
    .execute();
  await ground.start();
  await expect.poll(() => ground.platform.connected(account.name).length).toBe(1);
  expect(Date.now()).toBeGreaterThanOrEqual(until.getTime());
  expect((await ground.listener(account.id))?.state).toEqual({ last: 'd0' });
});

test('what cannot be stored moves nothing on: it is asked for again, and nothing before or after it is lost or doubled', async () => {
  const asked: number[] = [];
  let poisoned = true;
  const account = await ground.connect(well, (after) => {
    asked.push(after);
    if (after === 2 && poisoned) {
      poisoned = asked.filter((each) => each === 2).length < 3;
      return { drops: ['d0002', 'poison'] };
    }
    return { drops: drops(after, Math.min(after + 2, 6)) };
  });
  await ground.start();
  await expect.poll(() => ground.taken(account.id)).toEqual(drops(0, 6));
  expect(asked.filter((after) => after === 2).length).toBeGreaterThanOrEqual(3);
  expect((await ground.listener(account.id))?.state).toEqual({ after: 6 });
});

test('a platform that fails is asked less and less often, which is said; and then again as ever', async () => {
  const times: number[] = [];
  let mended = false;
  const account = await ground.connect(well, (after, response): Json => {
    times.push(Date.now());
    if (mended) return { drops: drops(after, 1) };
    response.status = 503;
    return { class: 'transient' };
  });
  await ground.start();
  await expect.poll(() => times.length).toBe(4);
  expect((await ground.listener(account.id))?.problem).toContain('the platform does not answer now (transient)');
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(240);
  expect(waits[2]).toBeGreaterThan((waits[0] ?? 0) * 1.5);
  mended = true;
  await expect.poll(() => ground.taken(account.id)).toEqual(['d0000']);
  await expect.poll(async () => (await ground.listener(account.id))?.problem).toBeNull();
});

test('a platform that refuses the account, again and again, pauses it', async () => {
  const account = await ground.connect(well, () => ({ class: 'account_restricted' }));
  await ground.start();
  await expect
    .poll(() => ground.account(account.id))
    .toMatchObject({ status: 'paused', status_reason: 'account_restricted: No. (account_restricted)' });
});

test('an account that is paused or disconnected is let go of; a new one is heard at once', async () => {
  await ground.start();
  const [one, other] = [await ground.connect(spring), await ground.connect(spring)];
  const open = () => [one, other].map(({ name }) => ground.platform.connected(name).length);
  await expect.poll(open).toEqual([1, 1]);
  await ground.change(one.id, 'disconnected');
  await expect.poll(open).toEqual([0, 1]);
  await ground.change(one.id, 'active');
  await expect.poll(open).toEqual([1, 1]);
});

test('a frame is acknowledged when it is stored, and not before; a hundred come in their order', async () => {
  const account = await ground.connect(spring);
  const missing: string[] = [];
  ground.platform.whenAcknowledged(async (drop) => {
    if (!(await ground.taken(account.id)).includes(drop)) missing.push(drop);
  });
  await ground.start();
  await expect.poll(() => ground.platform.connected(account.name).length).toBe(1);
  const [socket] = ground.platform.connected(account.name);
  for (const drop of drops(0, 100)) socket?.send(drop);
  await expect.poll(() => ground.platform.acknowledged.length).toBe(100);
  expect(missing).toEqual([]);
  expect((await ground.listener(account.id))?.state).toEqual({ last: 'd0099' });
});

test('a frame that is too large ends the connection, and nothing else: another is opened', async () => {
  const account = await ground.connect(spring);
  await ground.start();
  await expect.poll(() => ground.platform.connected(account.name).length).toBe(1);
  const [first] = ground.platform.connected(account.name);
  first?.send('x'.repeat(5_000_000));
  await expect.poll(() => ground.platform.connected(account.name).some((socket) => socket !== first)).toBe(true);
  ground.platform.connected(account.name).at(-1)?.send('d0000');
  await expect.poll(() => ground.taken(account.id)).toEqual(['d0000']);
});
