import type { Json } from '../../kit/bus/bus.ts';
import type { Adapter, WebhookRequest } from '../../services/channels/adapter.ts';
import type { ErrorClass } from '../../services/channels/plan.ts';

/** The moment the recorded payloads are from, in milliseconds. */
export const recordedAt = 1_789_000_000_000;

/**
 * What the conformance suite (test/channels.test.ts) has to know of a channel to try everything on it: one file `test/channels/<channel>.ts`
 * exports one, and `test/channels/all.ts` lists it. Recorded payloads are in `test/payloads/<channel>/`, named as in the docs.
 */
export interface Case {
  adapter: Adapter;
  /** The account that the recorded payloads speak of. */
  settings: { [name: string]: unknown };
  secrets: { [name: string]: string };
  /** The address of the person in the payloads, as `to` for what is sent. */
  to: { kind: string; value: string };
  /** Where they wrote (Contact.place), when sending needs it. */
  place?: Json;
  /**
   * A recorded inbound payload as the request the platform would make at `now` (milliseconds; signed then, where the signature has a time), authentic
   * for the secrets above. `name` is the file's without its ending; wrappers of the recording ({ headers, body }, { params }) are taken off here.
   */
  request(name: string, payload: Uint8Array, now: number): WebhookRequest;
  /** The recorded payloads by name, where they are not files. */
  payloads?: { [name: string]: string };
  /** What AdapterContext.document gives while these requests are verified, by URL. */
  documents?: { [url: string]: string };
  /** What each recorded inbound payload says, one row an event, in order (toMatchObject); every file that is no `_…` or `error-…` has its row. */
  samples: { [name: string]: object[] };
  /** The class of each recorded refusal (`error-….json`: { status, headers?, body }). */
  errors: { [name: string]: ErrorClass };
  /** Further refusals by hand: what the page's table names beyond the recorded ones. */
  refusals?: { status: number; headers?: { [name: string]: string }; body: unknown; class: ErrorClass }[];
  /** Signature vectors and the like: `good` must pass; the suite alters a byte, takes another secret, and sends it `old` where there is a clock. */
  vectors: {
    secrets: { [name: string]: string };
    settings?: { [name: string]: unknown };
    /** As it came; `receivedAt` is its own time. */
    request: WebhookRequest;
    /** Milliseconds after which it is refused, where the platform signs a time. */
    oldAfter?: number;
    /** The body is not signed (Apple, Teams, Telegram): altering it is not noticed. */
    bodyFree?: true;
    /** What AdapterContext.document gives, by URL. */
    documents?: { [url: string]: string };
  }[];
  /** Requests that carry no events, and what they must be answered. */
  handshakes: { request: WebhookRequest; status: number; body: string | object }[];
}
