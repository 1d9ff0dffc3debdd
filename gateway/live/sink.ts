import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { CodedError } from '../../schema/errors.ts';

/** What has been written for one client and not been taken yet. */
export interface Sink {
  /** True when so much waits that no more is written. */
  isFull(): boolean;
  /** Resolves when the client has taken what waited; at once unless it is full. Never when the client is gone. */
  drained(): Promise<void>;
}

/** Where the results of one subscription go: its client, by whichever transport. */
export interface Outlet {
  sink: Sink;
  /** Writes results, each the JSON text that all who are shown the same share. */
  next(payloads: readonly Buffer[]): void;
  /** Ends the operation from our side, saying why where it did not end by itself. */
  end(reason?: CodedError): void;
}

interface Options {
  /** An answer tells of its own part of a connection that others use before and after it. */
  wire: Socket | ServerResponse;
  /** Bytes that may wait. */
  limit: number;
  /** Called once when the client takes nothing for so long (milliseconds) that it is taken for dead. */
  onStall: () => void;
  patience?: number;
}

/** Watches a connection: its client is written to only as fast as it takes. */
export function createSink({ wire, limit, onStall, patience = 60_000 }: Options): Sink {
  // Below its own mark, a stream does not tell when it has drained.
  const most = Math.max(limit, wire.writableHighWaterMark);
  let waiting: (() => void)[] = [];
  let watched = false;

  function drain(): void {
    if (watched) wire.setTimeout(0);
    watched = false;
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  }

  /** A socket's own timeout knows of what is taken of a write that is not done yet. */
  function watch(): void {
    watched = true;
    wire.setTimeout(patience);
  }

  wire.on('drain', drain);
  wire.on('timeout', () => {
    if (!watched) return;
    watched = false;
    onStall();
  });
  const isFull = () => wire.writableLength > most;
  return {
    isFull,
    drained: () => {
      if (!isFull()) return Promise.resolve();
      if (waiting.length === 0) watch();
      return new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
