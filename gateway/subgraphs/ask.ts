import type { Principal } from '../../kit/principal.ts';

/** One request to one subgraph. */
export interface Ask {
  /** The subgraph's name in the supergraph, in lower case as composition was given it. */
  service: string;
  /** The text of a JSON object with `query`, and `variables`, `operationName` and `item` where it has them. */
  body: string;
  /** Who asks, without what the answer may not depend on (gateway/visibility.ts). */
  who: Principal;
  /** A `query` may be tried again and shared with whoever asks the same at the same time; the others are sent once. */
  kind: 'query' | 'mutation' | 'event';
  /** Milliseconds since the epoch: after it nobody waits for the answer any more. */
  deadline?: number;
  /** Ends the wait, for this one who asks. */
  signal?: AbortSignal;
}

/** Sends a request, and gives the text of the JSON reply: `data`, `errors`, `skip`. Rejects with a CodedError when none came. */
export type Send = (ask: Ask) => Promise<string>;
