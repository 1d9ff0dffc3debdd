import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { CodedError } from '../../schema/errors.ts';
import type { Log } from '../log.ts';
import { carry, within } from '../trace.ts';
import type { Bus, RequestOptions, Subscription } from './bus.ts';
import type { Link } from './connection.ts';
import { inboxes } from './inbox.ts';
import { assembly, isPart, partsOf, sendParts } from './parts.ts';
import { bounded } from './wait.ts';
import { checkSubject, tellable, toBytes, toError, told, toText } from './wire.ts';

const errorHeader = 'Parlor-Error';
const offerHeader = 'Parlor-Parts';
const traceHeader = 'traceparent';
const partPatience = 10_000;
const group = 'replicas';

/**
 * A request that fits goes as one message to the queue group. A larger one is offered first, with no body: the replica that took
 * the offer writes back an inbox of its own, and the parts go there. A reply comes to the caller's inbox, whole or in parts.
 */
export function natsRequests(link: Link, prefix: string, log: Log): Pick<Bus, 'exchange' | 'serve'> {
  const { nc } = link;
  const openInbox = inboxes(nc, log);
  const subjectOf = (subject: string) => `${prefix}.request.${subject}`;

  async function exchange(subject: string, text: string, options: RequestOptions = {}): Promise<string> {
    checkSubject(subject);
    const bytes = toBytes(text, `The request to ${subject}`);
    const { timeout = 10_000, signal } = options;
    const until = Date.now() + timeout;
    if (!link.connected()) await link.ready(timeout, signal);
    const left = { timeout: until - Date.now(), signal };
    return bounded(subject, left, (resolve, reject) => send(subject, bytes, resolve, reject));
  }

  /** Sends a request and opens the inbox for its reply; the result closes it. A connection that is lost meanwhile may lose the reply. */
  function send(subject: string, bytes: Uint8Array, resolve: (text: string) => void, reject: (error: unknown) => void): () => void {
    const assemble = assembly();
    const hear = (msg: Msg) => {
      if (msg.headers?.code === 503) reject(new CodedError('UNAVAILABLE', `Nobody responds on ${subject}.`));
      else if (msg.headers?.has(errorHeader)) reject(told({ code: msg.headers.get(errorHeader), message: msg.string() }));
      else if (msg.reply) sendParts(link, msg.reply, bytes, inbox.open).catch(reject);
      else resolveWith(isPart(msg) ? assemble(msg) : msg.data);
    };
    const resolveWith = (whole: Uint8Array | undefined) => whole && resolve(toText(whole));
    const inbox = openInbox((msg) => attempt(() => hear(msg), reject));
    const parts = partsOf(link, bytes);
    const trace = carry();
    const offer = parts > 1 ? headed(offerHeader, String(parts)) : undefined;
    const headers = trace ? headed(traceHeader, trace, offer) : offer;
    nc.publish(subjectOf(subject), offer ? undefined : bytes, { reply: inbox.subject, headers });
    const forget = link.onLost(() => reject(new CodedError('UNAVAILABLE', 'The connection to the broker was lost.')));
    return () => {
      forget();
      inbox.close();
    };
  }

  async function serve(subject: string, handle: (text: string) => Promise<string>): Promise<Subscription> {
    checkSubject(subject);
    const inHand = new Set<Promise<void>>();

    async function answer(msg: Msg): Promise<void> {
      try {
        const bytes = msg.headers?.has(offerHeader) ? await accepted(msg) : msg.data;
        const reply = toBytes(await within(msg.headers?.get(traceHeader), () => handle(toText(bytes))), `The reply of ${subject}`);
        if (partsOf(link, reply) === 1) msg.respond(reply);
        else if (msg.reply) await sendParts(link, msg.reply, reply, () => !nc.isClosed());
      } catch (error) {
        const { code, message } = tellable(error, subject, log);
        msg.respond(message, { headers: headed(errorHeader, code) });
      }
    }

    const subscription = nc.subscribe(subjectOf(subject), {
      queue: group,
      callback: (error, msg) => {
        if (error) return log.error({ err: error, subject }, 'the broker refuses the subscription');
        const done = answer(msg)
          .catch((failure: unknown) => log.error({ err: toError(failure), subject }, 'a reply could not be sent'))
          .finally(() => inHand.delete(done));
        inHand.add(done);
      },
    });
    await link.during(nc.flush());
    return {
      async stop() {
        if (!subscription.isClosed()) await subscription.drain();
        await Promise.all(inHand);
      },
    };
  }

  /** The body of a request that was offered in parts. */
  async function accepted(offer: Msg): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const assemble = assembly();
    const timer = setTimeout(() => reject(new CodedError('TIMEOUT', 'The request did not arrive whole.')), partPatience);
    const inbox = openInbox((msg) =>
      attempt(() => {
        timer.refresh();
        const whole = assemble(msg);
        if (whole) resolve(whole);
      }, reject),
    );
    try {
      offer.respond(undefined, { reply: inbox.subject });
      return await link.during(promise);
    } finally {
      clearTimeout(timer);
      inbox.close();
    }
  }

  return { exchange, serve };
}

function headed(name: string, value: string, hdrs = headers()): MsgHdrs {
  hdrs.set(name, value);
  return hdrs;
}

/** Runs inside a callback of the connection, where nothing may be thrown. */
function attempt(run: () => void, onError: (error: Error) => void): void {
  try {
    run();
  } catch (error) {
    onError(toError(error));
  }
}
