import { CodedError } from '../../schema/errors.ts';
import type { Log } from '../log.ts';
import { type Bus, defaultRetry, type Json, type RetryPolicy, type Subscription } from './bus.ts';
import { type Link, openLink } from './connection.ts';
import { consumeFrom } from './delivery.ts';
import { natsRequests } from './requests.ts';
import { eventStream } from './stream.ts';
import { checkSubject, checkToken, decode, encode, headroom, toError, valued } from './wire.ts';

interface NatsOptions {
  /** `nats://[user:password@ or token@]host[:port]`, several separated by commas. */
  url: string;
  /** First word of everything it creates on the broker: lower-case letters, digits, `_` and `-`. */
  prefix?: string;
  log: Log;
  /** For consumers that bring no policy of their own. */
  retry?: RetryPolicy;
  /** Milliseconds until an event whose replica fell silent is given to another; 6,000 unless told. A replica that works on one says so in time. */
  ackWait?: number;
  /** Milliseconds to wait for the broker at the start; 10,000 unless told. */
  connectFor?: number;
}

/** The bus over NATS (server 2.9 or later) with JetStream. Rejects with UNAVAILABLE when the broker is not there in time. */
export async function natsBus(options: NatsOptions): Promise<Bus> {
  const { url, prefix = 'parlor', log, retry = defaultRetry, ackWait = 6_000, connectFor } = options;
  checkToken(prefix);
  const link = await openLink(url, log, connectFor);
  const stream = await eventStream(link, prefix);
  const requests = natsRequests(link, prefix, log);
  const live = natsLive(link, prefix, log);
  const consuming = new Set<Subscription>();
  const responding = new Set<Subscription>();
  let closing: Promise<void> | undefined;

  async function kept(set: Set<Subscription>, opening: Promise<Subscription>): Promise<Subscription> {
    const subscription = await opening;
    set.add(subscription);
    return {
      async stop() {
        await subscription.stop();
        set.delete(subscription);
      },
    };
  }

  /** Consumers first: a handler in hand may still have to ask a responder. */
  async function finish(): Promise<void> {
    await Promise.all([...consuming].map((one) => one.stop()));
    await Promise.all([...responding].map((one) => one.stop()));
    await link.close();
  }

  async function open(): Promise<void> {
    if (closing) throw new CodedError('UNAVAILABLE', 'The bus is closed.');
  }

  const serve: Bus['serve'] = (subject, handle) => open().then(() => kept(responding, requests.serve(subject, handle)));

  const bus: Bus = {
    publish: (event) => open().then(() => stream.publish(event)),
    consume: (consumer) =>
      open().then(() => kept(consuming, consumeFrom(link, stream, consumer, { retry: consumer.retry ?? retry, ackWait, log }))),
    notify: live.notify,
    listen: live.listen,
    ...valued({ exchange: requests.exchange, serve }),
    exchange: requests.exchange,
    serve,
    async ping() {
      await open();
      await link.ready(0);
      await link.during(link.nc.flush());
    },
    close() {
      closing ??= finish();
      return closing;
    },
  };
  await stream.ensure().catch(async (error: unknown) => {
    await link.close();
    throw new CodedError('UNAVAILABLE', `The broker does not serve JetStream: ${toError(error).message}`);
  });
  return bus;
}

/** Deletes what `natsBus` created under a prefix, events included: for tests, and to uninstall. */
export async function destroy({ url, prefix, log }: { url: string; prefix: string; log: Log }): Promise<void> {
  const link = await openLink(url, log);
  try {
    const stream = await eventStream(link, prefix);
    await stream.drop();
  } finally {
    await link.close();
  }
}

function natsLive(link: Link, prefix: string, log: Log): Pick<Bus, 'notify' | 'listen'> {
  const { nc } = link;
  const subjectOf = (subject: string) => `${prefix}.live.${subject}`;

  /** Not kept for a connection that is away: a notice is of now, and `onReconnect` tells of the gap. */
  function notify(subject: string, notice: Json): void {
    checkSubject(subject);
    const bytes = encode(notice, (nc.info?.max_payload ?? 1024 * 1024) - headroom, `The notice on ${subject}`);
    if (link.connected()) nc.publish(subjectOf(subject), bytes);
  }

  function listen(subject: string, onNotice: (notice: Json) => void, onReconnect?: () => void): Subscription {
    checkSubject(subject);
    const subscription = nc.subscribe(subjectOf(subject), {
      callback: (error, msg) => {
        if (error) return log.error({ err: error, subject }, 'the broker refuses the subscription');
        try {
          onNotice(decode(msg.data));
        } catch (failure) {
          log.error({ err: toError(failure), subject }, 'a listener failed');
        }
      },
    });
    const forget = onReconnect ? link.onBack(onReconnect) : undefined;
    return {
      async stop() {
        forget?.();
        subscription.unsubscribe();
      },
    };
  }

  return { notify, listen };
}
