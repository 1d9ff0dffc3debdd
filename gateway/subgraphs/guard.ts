import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import type { Log } from '../../kit/log.ts';
import type { Meters } from '../../kit/metrics.ts';
import { CodedError } from '../../schema/errors.ts';
import type { CallOptions } from './transport.ts';

/** A call that may be made or not. */
export type Call = (options: CallOptions) => Promise<string>;

/** Stands before one subgraph: makes a call, or rejects with Refused at once while the subgraph is known not to answer. */
export type Guard = (options: CallOptions, call: Call) => Promise<string>;

/** A call that was not made. */
export class Refused extends CodedError {
  /** True while another call finds out whether the subgraph is back: worth another try. */
  readonly soon: boolean;
  constructor(soon: boolean) {
    super('UNAVAILABLE');
    this.soon = soon;
  }
}

/** A call that found nobody, or no answer in time. */
class Silence extends Error {}

/** After so many silences in a row no more calls are made, and after so many milliseconds one finds out whether the subgraph is back. */
const mostSilences = 5;
const rest = 1_000;
/** The most milliseconds that one call may take; and the least a call must have had for its TIMEOUT to speak against the subgraph. */
const trial = 3_000;
const fair = 1_000;
/** Calls in hand at one subgraph. Buses and pools queue them; what is behind so many would only wait for its TIMEOUT. */
const mostInHand = 1_024;

/** A circuit breaker, and a bound on the calls in hand. */
export function createGuard(service: string, log: Log, { subgraphs }: Pick<Meters, 'subgraphs'>): Guard {
  const breaker = circuitBreaker(handleType(Silence), { halfOpenAfter: rest, breaker: new ConsecutiveBreaker(mostSilences) });
  subgraphs.open.set({ subgraph: service }, 0);
  breaker.onBreak(() => {
    subgraphs.open.set({ subgraph: service }, 1);
    log.warn({ subgraph: service }, 'a subgraph does not answer: it is left alone for a while');
  });
  breaker.onReset(() => {
    subgraphs.open.set({ subgraph: service }, 0);
    log.info({ subgraph: service }, 'a subgraph answers again');
  });
  let inHand = 0;

  async function attempt(options: CallOptions, call: Call): Promise<string> {
    const onTrial = breaker.state === CircuitState.HalfOpen;
    const timeout = onTrial ? Math.min(options.timeout, trial) : options.timeout;
    try {
      return await call({ ...options, timeout });
    } catch (error) {
      const left = onTrial && options.signal?.aborted;
      throw left || isSilence(error, onTrial || timeout >= fair) ? new Silence('', { cause: error }) : error;
    }
  }

  return async (options, call) => {
    if (breaker.state === CircuitState.HalfOpen) throw new Refused(true);
    if (inHand >= mostInHand) throw new Refused(false);
    inHand++;
    try {
      return await breaker.execute(() => attempt(options, call));
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw new Refused(false);
      throw error instanceof Silence ? error.cause : error;
    } finally {
      inHand--;
    }
  };
}

function isSilence(error: unknown, hadTime: boolean): boolean {
  if (!(error instanceof CodedError)) return false;
  return error.code === 'UNAVAILABLE' || (error.code === 'TIMEOUT' && hadTime);
}
