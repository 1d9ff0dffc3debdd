/** How long one call may take. */
export interface CallOptions {
  /** Milliseconds until the call fails with TIMEOUT. */
  timeout: number;
  /** Ends the call: it then fails with the signal's reason. */
  signal?: AbortSignal;
}

/** The way to the subgraphs. */
export interface Transport {
  /**
   * Calls a subgraph once, in the name of a signed principal: JSON text there, JSON text back. Rejects with a CodedError when no answer came:
   * UNAVAILABLE when there is nobody, TIMEOUT, TOO_LARGE.
   */
  call(service: string, body: string, principal: string, options: CallOptions): Promise<string>;
  /** Lets go of its connections. */
  close(): Promise<void>;
}
