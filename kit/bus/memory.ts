import { CodedError } from '../../schema/errors.ts';
import type { Log } from '../log.ts';
import {
  type Bus,
  type BusEvent,
  type Consumer,
  defaultRetry,
  type Json,
  type RequestOptions,
  type RetryPolicy,
  type Subscription,
} from './bus.ts';
import { type Lanes, openLanes } from './lanes.ts';
import { bounded } from './wait.ts';
import {
  checkEvent,
  checkSize,
  checkSubject,
  checkToken,
  decode,
  encode,
  largestMessage,
  largestRequest,
  sourceOf,
  tellable,
  told,
  valued,
} from './wire.ts';

interface MemoryOptions {
  log?: Log;
  /** For consumers that bring no policy of their own. */
  retry?: RetryPolicy;
}

interface Replica {
  handle(text: string): Promise<string>;
  inHand: Set<Promise<unknown>>;
}

/** The bus inside one process. It carries bytes or text, like a broker, so that nothing works here that would not on the wire. */
export function memoryBus({ log, retry = defaultRetry }: MemoryOptions = {}): Bus {
  const events = memoryEvents(retry, log);
  const live = memoryLive(log);
  const requests = memoryRequests(log);
  let closing: Promise<void> | undefined;

  /** Consumers first: a handler in hand may still have to ask a responder. */
  async function finish(): Promise<void> {
    await events.stop();
    await requests.stop();
    live.stop();
  }

  return {
    publish: events.publish,
    consume: events.consume,
    notify: live.notify,
    listen: live.listen,
    ...valued(requests),
    exchange: requests.exchange,
    serve: requests.serve,
    async ping() {
      if (closing) throw new CodedError('UNAVAILABLE', 'The bus is closed.');
    },
    close() {
      closing ??= finish();
      return closing;
    },
  };
}

function memoryEvents(retry: RetryPolicy, log?: Log) {
  const consumers = new Map<Lanes, Consumer>();
  /** Consumers that have stopped, by name, and not come back: what is for them waits where it is, as it would at a broker. */
  const away = new Map<string, Consumer>();
  const flights = new Map<string, Promise<void>>();
  let stopped = false;

  async function publish(event: BusEvent): Promise<void> {
    checkEvent(event);
    const bytes = encode(event, largestMessage, `The event ${event.id}`);
    if (stopped) throw new CodedError('UNAVAILABLE', 'The bus is closed.');
    const flight = flights.get(event.id) ?? fly(event, bytes).finally(() => flights.delete(event.id));
    flights.set(event.id, flight);
    await flight;
  }

  async function fly(event: BusEvent, bytes: Uint8Array): Promise<void> {
    const source = sourceOf(event);
    const missing = [...away.values()].find(({ sources }) => sources.includes(source));
    if (missing) throw new CodedError('UNAVAILABLE', `${missing.name} does not listen now: ${event.name} waits for it.`);
    const listening = [...consumers].filter(([, consumer]) => consumer.sources.includes(source));
    const landed = await Promise.allSettled(listening.map(([lanes]) => lanes.push(event.key, bytes)));
    for (const landing of landed) if (landing.status === 'rejected') throw landing.reason;
  }

  async function consume(consumer: Consumer): Promise<Subscription> {
    for (const token of [consumer.name, ...consumer.sources]) checkToken(token);
    if (stopped) throw new CodedError('UNAVAILABLE', 'The bus is closed.');
    const lanes = openLanes(consumer, consumer.retry ?? retry, log);
    consumers.set(lanes, consumer);
    away.delete(consumer.name);
    return {
      async stop() {
        consumers.delete(lanes);
        const others = [...consumers.values()].some(({ name }) => name === consumer.name);
        if (!others) away.set(consumer.name, consumer);
        await lanes.stop();
      },
    };
  }

  async function stop(): Promise<void> {
    stopped = true;
    await Promise.all([...consumers.keys()].map((lanes) => lanes.stop()));
  }

  return { publish, consume, stop };
}

function memoryLive(log?: Log) {
  const listeners = new Map<object, { subject: string; onNotice: (notice: Json) => void }>();

  function notify(subject: string, notice: Json): void {
    checkSubject(subject);
    const bytes = encode(notice, largestMessage, `The notice on ${subject}`);
    for (const [token, listener] of listeners) if (listener.subject === subject) setImmediate(deliver, token, bytes);
  }

  function deliver(token: object, bytes: Uint8Array): void {
    const listener = listeners.get(token);
    try {
      listener?.onNotice(decode(bytes));
    } catch (error) {
      log?.error({ err: error, subject: listener?.subject }, 'a listener failed');
    }
  }

  function listen(subject: string, onNotice: (notice: Json) => void): Subscription {
    checkSubject(subject);
    const token = {};
    listeners.set(token, { subject, onNotice });
    return {
      async stop() {
        listeners.delete(token);
      },
    };
  }

  return { notify, listen, stop: () => listeners.clear() };
}

function memoryRequests(log?: Log) {
  const groups = new Map<string, Replica[]>();

  async function exchange(subject: string, text: string, options: RequestOptions = {}): Promise<string> {
    checkSubject(subject);
    checkSize(text, largestRequest, `The request to ${subject}`);
    const group = groups.get(subject);
    const replica = group?.shift();
    if (!group || !replica) throw new CodedError('UNAVAILABLE', `Nobody responds on ${subject}.`);
    group.push(replica);
    return bounded(subject, options, (resolve, reject) => {
      answer(replica, subject, text).then(resolve, reject);
    });
  }

  function answer(replica: Replica, subject: string, text: string): Promise<string> {
    const reply = (async () => {
      try {
        return checkSize(await replica.handle(text), largestRequest, `The reply of ${subject}`);
      } catch (error) {
        throw told(tellable(error, subject, log));
      }
    })();
    const forget = () => replica.inHand.delete(settled);
    const settled: Promise<boolean> = reply.then(forget, forget);
    replica.inHand.add(settled);
    return reply;
  }

  async function serve(subject: string, handle: Replica['handle']): Promise<Subscription> {
    checkSubject(subject);
    const replica: Replica = { handle, inHand: new Set() };
    groups.set(subject, [...(groups.get(subject) ?? []), replica]);
    return { stop: () => leave(subject, replica) };
  }

  async function leave(subject: string, replica: Replica): Promise<void> {
    const rest = (groups.get(subject) ?? []).filter((other) => other !== replica);
    if (rest.length > 0) groups.set(subject, rest);
    else groups.delete(subject);
    await Promise.all(replica.inHand);
  }

  async function stop(): Promise<void> {
    await Promise.all([...groups].flatMap(([subject, group]) => group.map((replica) => leave(subject, replica))));
  }

  return { exchange, serve, stop };
}
