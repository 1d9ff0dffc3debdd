import type { Adapter, WebhookRequest } from '../../services/channels/adapter.ts';
import type { ErrorClass } from '../../services/channels/plan.ts';

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
  place?: object;
  /** A recorded inbound payload as the request the platform would make, authentic for the secrets above. `name` without its ending. */
  request(name: string, payload: Uint8Array): WebhookRequest;
  /** What each recorded inbound payload says, one row an event, in order (toMatchObject); every file that is no `_…` or `error-…` has its row. */
  samples: { [name: string]: object[] };
  /** The class of each recorded refusal (`error-….json`: { status, headers?, body }). */
  errors: { [name: string]: ErrorClass };
  /** Further refusals by hand: what the page's table names beyond the recorded ones. */
  refusals?: { status: number; headers?: { [name: string]: string }; body: unknown; class: ErrorClass }[];
  /** Signature vectors and the like: `good` must pass; the suite alters a byte, takes another secret, and sends it `old` where there is a clock. */
  vectors: { secrets: { [name: string]: string }; settings?: { [name: string]: unknown }; request: WebhookRequest; oldAfter?: number }[];
  /** Requests that carry no events, and what they must be answered. */
  handshakes: { request: WebhookRequest; status: number; body: string | object }[];
}
