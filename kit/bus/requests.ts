import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { CodedError } from '../../schema/errors.ts';
import type { Log } from '../log.ts';
import type { Json, RequestOptions, Subscription } from './bus.ts';
import type { Link } from './connection.ts';
import { inboxes } from './inbox.ts';
import { assembly, isPart, partsOf, sendParts } from './parts.ts';
import { checkSubject, decode, encode, largestRequest, tellable, toError, told } from './wire.ts';

const errorHeader = 'Parlor-Error';
const offerHeader = 'Parlor-Parts';
const partPatience = 10_000;
const group = 'replicas';

/** Requests over the broker. */
export interface Requests {
  request(subject: string, body: Json, options?: RequestOptions): Promise<Json>;
  respond(subject: string, handle: (body: Json) => Promise<Json>): Promise<Subscription>;
}

/**
 * A request that fits goes as one message to the queue group. A larger one is offered first, with no body: the replica that took
 * the offer writes back an inbox of its own, and the parts go there. A reply comes to the caller's inbox, whole or in parts.
 */
export function natsRequests(link: Link, prefix: string, log: Log): Requests {
  const { nc } = link;
  const openInbox = inboxes(nc, log);
  const subjectOf = (subject: string) => `${prefix}.request.${subject}`;

  async function request(subject: string, body: Json, { timeout = 10_000 }: RequestOptions = {}): Promise<Json> {
    checkSubject(subject);
    const bytes = encode(body, largestRequest, `The request to ${subject}`);
    const until = Date.now() + timeout;
    await link.ready(timeout);
    const { promise, resolve, reject } = Promise.withResolvers<Json>();
    const assemble = assembly();
    const hear = (msg: Msg) => {
      if (msg.headers?.code === 503) reject(new CodedError('UNAVAILABLE', `Nobody responds on ${subject}.`));
      else if (msg.headers?.has(errorHeader)) reject(told({ code: msg.headers.get(errorHeader), message: msg.string() }));
      else if (msg.reply) sendParts(link, msg.reply, bytes, inbox.open).catch(reject);
      else resolveWith(isPart(msg) ? assemble(msg) : msg.data);
    };
    const resolveWith = (whole: Uint8Array | undefined) => whole && resolve(decode(whole));
    const inbox = openInbox((msg) => attempt(() => hear(msg), reject));
    const timer = setTimeout(() => reject(new CodedError('TIMEOUT', `${subject} did not answer in ${timeout} ms.`)), until - Date.now());
    try {
      const parts = partsOf(link, bytes);
      if (parts === 1) nc.publish(subjectOf(subject), bytes, { reply: inbox.subject });
      else nc.publish(subjectOf(subject), undefined, { reply: inbox.subject, headers: headed(offerHeader, String(parts)) });
      return await link.during(promise);
    } finally {
      clearTimeout(timer);
      inbox.close();
    }
  }

  async function respond(subject: string, handle: (body: Json) => Promise<Json>): Promise<Subscription> {
    checkSubject(subject);
    const inHand = new Set<Promise<void>>();

    async function answer(msg: Msg): Promise<void> {
      try {
        const bytes = msg.headers?.has(offerHeader) ? await accepted(msg) : msg.data;
        const reply = encode(await handle(decode(bytes)), largestRequest, `The reply of ${subject}`);
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

  return { request, respond };
}

function headed(name: string, value: string): MsgHdrs {
  const hdrs = headers();
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
