import type { Msg } from '@nats-io/transport-node';
import { CodedError } from '../../schema/errors.ts';
import type { Log } from '../log.ts';
import type { BusEvent, Consumer, RetryPolicy, Subscription } from './bus.ts';
import type { Link } from './connection.ts';
import { parkFirmly } from './parking.ts';
import { pull } from './pull.ts';
import { type EventStream, partitions } from './stream.ts';
import { checkToken, decode, toError } from './wire.ts';

const ackTries = 3;
const ackPatience = 5_000;
/** Deliveries past the last try that are still handled: crashes, restarts and lost acks count as deliveries too. */
const spareDeliveries = 3;

interface Terms {
  retry: RetryPolicy;
  /** Milliseconds after which the broker gives an event to another replica when nothing is heard of it. */
  ackWait: number;
  log: Log;
}

/** One durable pull consumer for each source and partition; each has one event out at a time, so that order holds over all replicas. */
export async function consumeFrom(link: Link, stream: EventStream, consumer: Consumer, terms: Terms): Promise<Subscription> {
  for (const token of [consumer.name, ...consumer.sources]) checkToken(token);
  const halt = new AbortController();
  const opened = await Promise.allSettled(
    consumer.sources.flatMap((source) =>
      Array.from({ length: partitions }, (_, partition) => {
        const durable = `${consumer.name}-${source}-${partition}`;
        const ensure = () => stream.ensureConsumer(durable, source, partition, terms.ackWait);
        return pull(link, { stream: stream.name, durable, ensure, take: taker(link, consumer, terms, halt.signal) }, terms.log);
      }),
    ),
  );
  const pulls = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    halt.abort();
    await Promise.all(pulls.map((one) => one.stop()));
  };
  for (const result of opened) {
    if (result.status === 'fulfilled') continue;
    await stop();
    throw new CodedError('UNAVAILABLE', `The broker did not open the consumer ${consumer.name}: ${toError(result.reason).message}`);
  }
  return { stop };
}

type Outcome = '+ACK' | '+TERM' | '-NAK' | `-NAK ${string}`;

/** How one partition takes its messages: handle or park, meanwhile tell the broker that it is being worked on, then settle. */
function taker(link: Link, consumer: Consumer, terms: Terms, halt: AbortSignal): (msg: Msg) => Promise<void> {
  const { log, retry, ackWait } = terms;
  const tries = retry.waits.length + 1;
  let last: string | undefined;

  async function take(msg: Msg): Promise<void> {
    const heartbeat = setInterval(() => !link.nc.isClosed() && msg.respond('+WPI'), ackWait / 3);
    try {
      await settle(msg, await outcomeOf(msg));
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** An event comes again when its ack was lost with the connection; done is done. */
  async function outcomeOf(msg: Msg): Promise<Outcome> {
    if (halt.aborted) return '-NAK';
    const event = read(msg);
    if (!event) return '+TERM';
    if (event.id === last) return '+ACK';
    const outcome = await attempt(event, deliveries(msg));
    if (outcome === '+ACK') last = event.id;
    return outcome;
  }

  function read(msg: Msg): BusEvent | undefined {
    try {
      return decode<BusEvent>(msg.data);
    } catch (error) {
      log.error({ err: toError(error), subject: msg.subject }, 'not an event; it is dropped');
    }
  }

  async function attempt(event: BusEvent, delivery: number): Promise<Outcome> {
    if (delivery > tries + spareDeliveries) return park(event, new Error(`Delivered ${delivery} times without an outcome.`));
    try {
      await consumer.handle(event, delivery);
      return '+ACK';
    } catch (thrown) {
      const wait = retry.waits[delivery - 1];
      if (wait === undefined) return park(event, toError(thrown));
      log.warn({ err: toError(thrown), event: event.id, attempt: delivery, consumer: consumer.name }, 'event handler failed, trying again');
      return `-NAK {"delay":${wait * 1_000_000}}`;
    }
  }

  async function park(event: BusEvent, error: Error): Promise<Outcome> {
    return (await parkFirmly(consumer, event, error, halt, log)) ? '+ACK' : '-NAK';
  }

  /** Asks the broker to confirm. Unconfirmed, the event comes again after the ack wait: once more, never less. */
  async function settle(msg: Msg, outcome: Outcome): Promise<void> {
    for (let trial = 1; msg.reply; trial++) {
      try {
        await link.ready(ackPatience, halt);
        await link.during(link.nc.request(msg.reply, outcome, { timeout: ackPatience }));
        return;
      } catch (error) {
        if (trial < ackTries && !halt.aborted) continue;
        log.warn({ err: toError(error), consumer: consumer.name }, 'the broker did not confirm an ack; the event will come again');
        return;
      }
    }
  }

  return take;
}

/** `$JS.ACK.[domain.account.]stream.consumer.deliveries.stream seq.consumer seq.time.pending[.random]` */
function deliveries(msg: Msg): number {
  const words = msg.reply?.split('.') ?? [];
  return Number(words[words.length > 9 ? 6 : 4]);
}
