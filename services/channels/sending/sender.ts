import type { Subscription } from '../../../kit/bus/bus.ts';
import { idle, startLoop } from '../../../kit/loop.ts';
import type { ChannelsParts } from '../parts.ts';
import { holdDeliveries, nextDue } from '../store/outbound.ts';
import { claim, type Job, lease } from './claim.ts';
import { deliver } from './deliver.ts';
import { type Held, sharesOf } from './share.ts';

/** Sends what is queued, in its order for each recipient and no faster than the channel allows. Replicas share the work. */
export function startSender(parts: ChannelsParts): Subscription {
  const running = new Map<string, Held & { done: Promise<void> }>();
  const halt = new AbortController();

  function begin(job: Job): void {
    const { message_id: id, account_id: accountId } = job.row;
    const done = deliver(parts, job, halt.signal)
      .catch((error: unknown) => parts.log.error({ message: id, error: String(error) }, 'a try could not be recorded'))
      .finally(() => {
        running.delete(id);
        loop.wake();
      });
    running.set(id, { accountId, channel: job.account.channel, done });
  }

  const shares = () => sharesOf([...parts.adapters.keys()], running.values());

  async function turn(): Promise<number> {
    if (shares().free() <= 0) return idle;
    const jobs = await claim(parts, running.values());
    jobs.forEach(begin);
    if (jobs.length > 0) return 0;
    const next = await nextDue(parts.db, shares().full());
    return next ? Math.max(next.getTime() - Date.now(), 5) : idle;
  }

  async function hold(): Promise<void> {
    if (running.size === 0) return;
    const until = new Date(Date.now() + lease);
    await holdDeliveries(parts.db, [...running.keys()], until).catch((error: unknown) =>
      parts.log.warn({ error: String(error) }, 'what is being sent could not be held on to'),
    );
  }

  const holding = setInterval(hold, lease / 4);
  const loop = startLoop({ bell: parts.bell, log: parts.log, turn, complaint: 'the queue cannot be read now' });
  return {
    stop: async () => {
      await loop.stop();
      const late = setTimeout(() => halt.abort(), lease);
      await Promise.all([...running.values()].map(({ done }) => done));
      clearTimeout(late);
      clearInterval(holding);
    },
  };
}
