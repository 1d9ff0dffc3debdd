import type { CodedError } from '../../schema/errors.ts';

/** JSON as it travels: what is put in comes out equal, and nothing else can be put in. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A durable event on the bus. `key` orders it: events of one key arrive in the order they were published, each published after
 * the publish before it resolved.
 */
export interface BusEvent {
  /** Unique; a second publish of the same id is one event. */
  id: string;
  /** `service.noun.participle`, the schema of `payload` in schema/events.ts. */
  name: string;
  key: string;
  workspaceId: string;
  /** ISO 8601 with milliseconds. */
  at: string;
  payload: Json;
  /** The W3C traceparent of what made it happen, where that was traced. */
  trace?: string;
}

/** How often an event is tried again before it is parked; the waits in milliseconds, one for each redelivery. */
export interface RetryPolicy {
  waits: number[];
}

/** Who wants durable events: under one name, whatever the number of replicas, each event goes to one of them. */
export interface Consumer {
  /** The consuming service: replicas share its events, other services get their own copy. */
  name: string;
  /** The publishing services it listens to. */
  sources: string[];
  /** Done when it resolves; a rejection is redelivered after the next wait. A broker that crashed may send what was handled again, as attempt 1. */
  handle(event: BusEvent, attempt: number): Promise<void>;
  /** Called once after the last try; the event is let go only when this resolves. */
  park(event: BusEvent, error: Error): Promise<void>;
  retry?: RetryPolicy;
}

/** Something that listens or works until it is stopped. */
export interface Subscription {
  /** Takes no more; resolves when what is in hand is finished. */
  stop(): Promise<void>;
}

/** How long an answer may take. */
export interface RequestOptions {
  /** Milliseconds until the request fails with TIMEOUT; 10,000 unless told. */
  timeout?: number;
  /** Ends the wait: the request then fails with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * What services say to each other. Two implementations, one contract suite (test/bus.test.ts):
 * `memoryBus` inside one process, `natsBus` over NATS with JetStream.
 */
export interface Bus {
  /** Resolves when the event is safe: stored by the broker, or (memory) handled or parked by every consumer. */
  publish(event: BusEvent): Promise<void>;
  consume(consumer: Consumer): Promise<Subscription>;

  /** A live notice: at most once, to whoever listens now. `subject` is dot-separated tokens of letters, digits, `_` and `-`. */
  notify(subject: string, notice: Json): void;
  /** `onReconnect` tells that notices may have been missed. */
  listen(subject: string, onNotice: (notice: Json) => void, onReconnect?: () => void): Subscription;

  /**
   * Asks one replica that responds on `subject`. Fails with a CodedError: UNAVAILABLE when nobody responds, TIMEOUT,
   * TOO_LARGE, or the code the responder threw. Request and reply may be larger than the broker's payload limit.
   */
  request(subject: string, body: Json, options?: RequestOptions): Promise<Json>;
  /** Answers requests, one replica of the queue group each. A thrown CodedError reaches the caller with its code; any other as INTERNAL. */
  respond(subject: string, handle: (body: Json) => Promise<Json>): Promise<Subscription>;
  /** `request` for those who have JSON as text and want it as text: the bus parses nothing. Each may meet `request` and `respond` on the other side. */
  exchange(subject: string, text: string, options?: RequestOptions): Promise<string>;
  /** `respond` with texts. */
  serve(subject: string, handle: (text: string) => Promise<string>): Promise<Subscription>;

  /** Resolves when the broker answers; rejects with UNAVAILABLE otherwise. */
  ping(): Promise<void>;
  /** Finishes what is in hand, then lets go of the connection. */
  close(): Promise<void>;
}

/** For an event that fails by itself; what fails because a part is away is not counted (kit/outbox/consume.ts). */
export const defaultRetry: RetryPolicy = { waits: [100, 500, 2_000, 5_000, 15_000] };

/** How a thrown error travels in a reply. */
export type WireError = { code: CodedError['code']; message: string };
