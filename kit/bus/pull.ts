import { createInbox, type Msg } from '@nats-io/transport-node';
import type { Log } from '../log.ts';
import type { Subscription } from './bus.ts';
import type { Link } from './connection.ts';
import { waited } from './parking.ts';
import { toError } from './wire.ts';

const batch = 64;
const shortestWish = 1_000;
const longestWish = 15_000;
const grace = 2_000;

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
 * Pulls from a durable consumer, one message in hand at a time, until stopped. Every wish is answered with messages or with its
 * expiry. A broker says nothing at all when the consumer is missing: after a reconnect, and when a wish stays unanswered, the
 * consumer is created again unless it is there. (The client's own `consume` waits half a minute there, and drops what is on its
 * way when it stops, which would hold up the partition until the ack wait is over.)
 */
export async function pull(link: Link, source: Source, log: Log): Promise<Subscription> {
  const { nc } = link;
  const inbox = createInbox();
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${source.stream}.${source.durable}`;
  const halt = new AbortController();
  let turn = 0;
  let left = 0;
  let expires = shortestWish;
  let overdue: NodeJS.Timeout | undefined;
  let inHand = 0;
  let tail = Promise.resolve();
  let renewing: Promise<void> | undefined;

  function ask(): void {
    if (halt.signal.aborted || nc.isClosed()) return;
    turn++;
    left = batch;
    clearTimeout(overdue);
    overdue = setTimeout(doubt, expires + grace);
    nc.publish(subject, JSON.stringify({ batch, expires: expires * 1_000_000 }), { reply: `${inbox}.${turn}` });
  }

  function doubt(): void {
    if (inHand > 0) overdue = setTimeout(doubt, grace);
    else renew('no answer');
  }

  function hear(error: Error | null, msg: Msg): void {
    if (error) log.error({ err: error, consumer: source.durable }, 'the broker refuses the subscription');
    else if (msg.reply?.startsWith('$JS.ACK.')) accept(msg);
    else if (msg.subject === `${inbox}.${turn}`) obey(msg.headers?.code, msg.headers?.description);
  }

  /** 404 and 408 end a wish that found nothing (more); all else means that the consumer is not there. */
  function obey(status?: number, description?: string): void {
    if (status !== 404 && status !== 408) renew(`${status} ${description}`);
    else {
      expires = Math.min(expires * 2, longestWish);
      ask();
    }
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

  /** Given up while the connection is away: its return renews. */
  async function renewed(reason: string): Promise<void> {
    log.debug({ reason, consumer: source.durable }, 'looking for the consumer again');
    expires = shortestWish;
    for (let wait = 50; await waited(wait, halt.signal); wait = Math.min(wait * 2, 2_000)) {
      if (!link.connected()) return;
      try {
        await source.ensure();
        return ask();
      } catch (error) {
        log.warn({ err: toError(error), consumer: source.durable }, 'the consumer is not reachable, trying again');
      }
    }
  }

  await source.ensure();
  const subscription = nc.subscribe(`${inbox}.*`, { callback: hear });
  const forget = link.onBack(() => renew('reconnected'));
  ask();

  return {
    async stop() {
      halt.abort();
      clearTimeout(overdue);
      forget();
      if (!subscription.isClosed()) await subscription.drain();
      await renewing;
      await tail;
    },
  };
}
