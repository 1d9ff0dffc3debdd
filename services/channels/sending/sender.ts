import { createAlarm } from '../../../kit/alarm.ts';
import type { Subscription } from '../../../kit/bus/bus.ts';
import { isOutage } from '../../../kit/database.ts';
import { newId } from '../../../kit/id.ts';
import { emit } from '../../../kit/outbox/emit.ts';
import { adapterOf } from '../accounts/account.ts';
import type { Adapters, ChannelsParts } from '../parts.ts';
import { accountsByIds } from '../store/accounts.ts';
import { addAttempt, changeDelivery, dueDeliveries, endAttempts, holdDeliveries, lockLanes, nextDue, setLanes } from '../store/outbound.ts';
import type { AccountRow, DeliveryRow } from '../tables.ts';
import { deliver, grace, platformConnections } from './call.ts';
import { pace } from './pace.ts';
import { deliveryChanged } from './report.ts';

const atOnce = 32;
/** How long a message stays with a process that is silent: one that lives says so again and again; of one that died the end is unknown. */
const lease = 10_000;
const idle = 2_000;

/** Sends what is queued, in its order for each recipient and no faster than the channel allows. Replicas share the work. */
export function startSender(parts: ChannelsParts): Subscription {
  const connections = platformConnections();
  const running = new Map<string, Promise<void>>();
  const halt = new AbortController();
  let stopped = false;
  const alarm = createAlarm();
  let rung = false;

  const wake = () => {
    rung = true;
    alarm.ring();
  };

  async function rest(ms: number): Promise<void> {
    if (!rung && !stopped) await alarm.sleep(ms);
  }

  async function turn(): Promise<number> {
    rung = false;
    const claimed = await claim(parts, atOnce - running.size);
    for (const row of claimed) {
      const sending = deliver(parts, row, connections, halt.signal)
        .catch((error: unknown) => parts.log.error({ message: row.message_id, error: String(error) }, 'a try could not be recorded'))
        .finally(() => {
          running.delete(row.message_id);
          wake();
        });
      running.set(row.message_id, sending);
    }
    if (claimed.length > 0) return 0;
    const next = await nextDue(parts.db);
    return next ? Math.min(Math.max(next.getTime() - Date.now(), 5), idle) : idle;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await rest(running.size >= atOnce ? idle : await turn());
      } catch (error) {
        const level = isOutage(error) ? 'warn' : 'error';
        parts.log[level]({ error: String(error) }, 'the queue cannot be read now');
        await rest(idle);
      }
    }
  }

  async function hold(): Promise<void> {
    if (running.size === 0) return;
    const until = new Date(Date.now() + lease);
    await holdDeliveries(parts.db, [...running.keys()], until).catch((error: unknown) =>
      parts.log.warn({ error: String(error) }, 'what is being sent could not be held on to'),
    );
  }

  const hush = parts.bell.listen(wake);
  const holding = setInterval(hold, lease / 4);
  const loop = run();
  return {
    stop: async () => {
      hush();
      stopped = true;
      wake();
      await loop;
      const late = setTimeout(() => halt.abort(), lease);
      await Promise.all(running.values());
      clearTimeout(late);
      clearInterval(holding);
      await connections.close();
    },
  };
}

/** Takes what may leave now. What its lanes do not let through yet is due later; what was left by a crash ends as unknown. */
function claim(parts: ChannelsParts, limit: number): Promise<DeliveryRow[]> {
  return parts.change(async (tx) => {
    const now = Date.now();
    const due = await dueDeliveries(tx, new Date(now), limit);
    if (due.length === 0) return [];
    const accounts = new Map<string, AccountRow>();
    for (const [workspaceId, rows] of Map.groupBy(due, (row) => row.workspace_id)) {
      for (const account of await accountsByIds(tx, workspaceId, [...new Set(rows.map((row) => row.account_id))]))
        accounts.set(account.id, account);
    }
    const claimed: DeliveryRow[] = [];
    for (const row of due) {
      if (row.state === 'sending') {
        await endAttempts(tx, row.message_id, { outcome: 'unknown' });
        await changeDelivery(tx, row.message_id, { state: 'unknown', due_at: new Date(now + grace) });
      } else if (row.state === 'unknown') {
        const failure = {
          ok: false,
          class: 'unknown',
          code: 'no_answer',
          message: 'The platform never said whether it took this message.',
        } as const;
        await changeDelivery(tx, row.message_id, { state: 'failed' });
        await emit(tx, [deliveryChanged(row, 'failed', now, failure)]);
      } else {
        const wait = await takeLanes(parts.adapters, tx, row, accounts.get(row.account_id)!, now);
        await changeDelivery(
          tx,
          row.message_id,
          wait > 0 ? { due_at: new Date(now + wait) } : { state: 'sending', due_at: new Date(now + lease) },
        );
        if (wait > 0) continue;
        await addAttempt(tx, { id: newId('attempt'), message_id: row.message_id, at: new Date(now) });
        claimed.push(row);
      }
    }
    return claimed;
  });
}

/** How long the lanes of a delivery make it wait; when they let it through now, its place in them is taken. */
async function takeLanes(
  adapters: Adapters,
  tx: Parameters<typeof lockLanes>[0],
  row: DeliveryRow,
  account: AccountRow,
  now: number,
): Promise<number> {
  const paces = adapterOf(adapters, account.channel).capabilities.pace;
  const lanes = [
    ...(paces.account ? [{ lane: account.id, pace: paces.account }] : []),
    ...(paces.recipient ? [{ lane: `${account.id}:${row.recipient}`, pace: paces.recipient }] : []),
  ];
  if (lanes.length === 0) return 0;
  const freeAt = await lockLanes(
    tx,
    lanes.map(({ lane }) => lane),
  );
  const taken = lanes.map(({ lane, pace: allowed }) => ({ lane, ...pace(allowed, freeAt.get(lane)!, now) }));
  const wait = Math.max(...taken.map((place) => place.wait));
  if (wait <= 0) await setLanes(tx, new Map(taken.map((place) => [place.lane, place.freeAt])));
  return Math.ceil(wait);
}
