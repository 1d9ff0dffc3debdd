import { createAlarm } from '../../../kit/alarm.ts';
import type { Subscription } from '../../../kit/bus/bus.ts';
import { isOutage } from '../../../kit/database.ts';
import type { ChannelsParts } from '../parts.ts';
import { holdDeliveries, nextDue } from '../store/outbound.ts';
import { claim, type Job, lease } from './claim.ts';
import { deliver } from './deliver.ts';
import { type Held, sharesOf } from './share.ts';

const idle = 2_000;

/** Sends what is queued, in its order for each recipient and no faster than the channel allows. Replicas share the work. */
export function startSender(parts: ChannelsParts): Subscription {
  const running = new Map<string, Held & { done: Promise<void> }>();
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

  function begin(job: Job): void {
    const { message_id: id, account_id: accountId } = job.row;
    const done = deliver(parts, job, halt.signal)
      .catch((error: unknown) => parts.log.error({ message: id, error: String(error) }, 'a try could not be recorded'))
      .finally(() => {
        running.delete(id);
        wake();
      });
    running.set(id, { accountId, channel: job.account.channel, done });
  }

  async function turn(): Promise<number> {
    rung = false;
    const jobs = await claim(parts, running.values());
    jobs.forEach(begin);
    if (jobs.length > 0) return 0;
    const next = await nextDue(parts.db, sharesOf(running.values()).full());
    return next ? Math.min(Math.max(next.getTime() - Date.now(), 5), idle) : idle;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await rest(sharesOf(running.values()).free() > 0 ? await turn() : idle);
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
      await Promise.all([...running.values()].map(({ done }) => done));
      clearTimeout(late);
      clearInterval(holding);
    },
  };
}
