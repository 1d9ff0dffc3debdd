import { createInbox, type Msg } from '@nats-io/transport-node';
import type { Log } from '../log.ts';
import type { Subscription } from './bus.ts';
import type { Link } from './connection.ts';
import { waited } from './parking.ts';
import { toError } from './wire.ts';

const batch = 64;
const expires = 30_000;
const heartbeat = 5_000;
const silence = 3 * heartbeat;

/** Where to pull from, and what to do with what comes. */
export interface Source {
  stream: string;
  durable: string;
  /** Creates stream and consumer unless they are there. */
  ensure(): Promise<void>;
  /** Called for one message at a time; after `stop` with those that were already on their way. */
  take(msg: Msg): Promise<void>;
}

/**
 * Pulls from a durable consumer, one message in hand at a time, until stopped. It asks again after a reconnect, and when the
 * consumer turns out to be missing or silent it creates it again first. (The client's own `consume` waits half a minute there,
 * and drops what is on its way when it stops, which would hold up the partition until the ack wait is over.)
 */
export async function pull(link: Link, source: Source, log: Log): Promise<Subscription> {
  const { nc } = link;
  const inbox = createInbox();
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${source.stream}.${source.durable}`;
  const halt = new AbortController();
  let turn = 0;
  let left = 0;
  let heard = Date.now();
  let inHand = 0;
  let tail = Promise.resolve();
  let renewing: Promise<void> | undefined;

  function ask(): void {
    if (halt.signal.aborted || nc.isClosed()) return;
    turn++;
    left = batch;
    heard = Date.now();
    const wish = { batch, expires: expires * 1_000_000, idle_heartbeat: heartbeat * 1_000_000 };
    nc.publish(subject, JSON.stringify(wish), { reply: `${inbox}.${turn}` });
  }

  function hear(error: Error | null, msg: Msg): void {
    heard = Date.now();
    if (error) log.error({ err: error, consumer: source.durable }, 'the broker refuses the subscription');
    else if (msg.reply?.startsWith('$JS.ACK.')) accept(msg);
    else if (msg.subject === `${inbox}.${turn}`) obey(msg.headers?.code, msg.headers?.description);
  }

  /** 100 is a heartbeat, 404 and 408 end a wish that found nothing; all else means that the consumer is not there. */
  function obey(status?: number, description?: string): void {
    if (status === 404 || status === 408) ask();
    else if (status !== 100) renew(`${status} ${description}`);
  }

  function accept(msg: Msg): void {
    inHand++;
    tail = tail.then(() => source.take(msg)).catch(failed);
    tail = tail.then(() => void inHand--);
    left--;
    if (left <= 0) ask();
  }

  function failed(error: unknown): void {
    log.error({ err: toError(error), consumer: source.durable }, 'a delivery failed and will come again');
  }

  function renew(reason: string): void {
    renewing ??= renewed(reason).finally(() => {
      renewing = undefined;
    });
  }

  async function renewed(reason: string): Promise<void> {
    log.warn({ reason, consumer: source.durable }, 'looking for the consumer again');
    for (let wait = 100; await waited(wait, halt.signal); wait = Math.min(wait * 2, 2_000)) {
      try {
        await link.ready();
        await source.ensure();
        return ask();
      } catch (error) {
        log.warn({ err: toError(error), consumer: source.durable }, 'the consumer is not reachable, trying again');
      }
    }
  }

  await source.ensure();
  const subscription = nc.subscribe(`${inbox}.*`, { callback: hear });
  const forget = link.onBack(ask);
  const watch = setInterval(() => {
    if (inHand === 0 && Date.now() - heard > silence) renew('silence');
  }, heartbeat);
  ask();

  return {
    async stop() {
      halt.abort();
      clearInterval(watch);
      forget();
      if (!subscription.isClosed()) await subscription.drain();
      await renewing;
      await tail;
    },
  };
}
