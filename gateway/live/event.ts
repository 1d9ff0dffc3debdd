import type { Log } from '../../kit/log.ts';
import type { Meters } from '../../kit/metrics.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Principal } from '../../kit/principal.ts';
import { continued } from '../../kit/trace.ts';
import type { ErrorCode } from '../../schema/errors.ts';
import type { Compiled } from '../execution/compile.ts';
import { type Answer, executeEvent } from '../execution/execute.ts';
import { codeOf, formatFaults, graphError, outward } from '../fault.ts';
import type { Send } from '../subgraphs/ask.ts';
import type { Executed } from './group.ts';
import type { Shown } from './line.ts';
import { pause } from './patience.ts';

/** An operation with what decides, beside the event, what is shown. */
export interface Watched {
  compiled: Compiled;
  /** Coerced. */
  variables: Record<string, unknown>;
  who: Principal;
}

/** What is shown for an event, as the bytes that are sent; `undefined` when it is not for this principal. Rejects only when the signal ends. */
export type ShowEvent = (watched: Watched, item: FeedItem, signal: AbortSignal) => Promise<Executed>;

interface Options {
  send: Send;
  log: Log;
  meters: Meters;
}

const fewTries = 3;

/** Executes subscriptions' operations over events. */
export function createEvents({ send, log, meters }: Options): ShowEvent {
  async function execute({ compiled, variables, who }: Watched, item: FeedItem, signal: AbortSignal): Promise<Answer | undefined> {
    try {
      const answer = await executeEvent(compiled, { variables, who, send, item, signal });
      // What was given up is nobody's fault.
      signal.throwIfAborted();
      return answer && { data: answer.data, errors: formatFaults(answer.errors, log) };
    } catch (error) {
      signal.throwIfAborted();
      return { data: 'null', errors: [graphError(outward(error, log)).toJSON()] };
    }
  }

  async function show(watched: Watched, item: FeedItem, signal: AbortSignal): Promise<Executed> {
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      const answer = await execute(watched, item, signal);
      signal.throwIfAborted();
      if (!answer) return told('hidden', undefined);
      if (answer.errors.length === 0) return told('ok', written(answer));
      if (item.passing || attempt >= patience(answer)) return told('errors', written(answer));
      await pause(attempt, signal);
    }
  }

  function told(outcome: 'ok' | 'errors' | 'hidden', shown: Shown): Executed {
    meters.live.executed.inc({ outcome });
    return { shown, isWhole: outcome !== 'errors' };
  }

  return (watched, item, signal) => {
    const facts = { 'parlor.field': watched.compiled.live?.field.name.value, 'parlor.event': item.name };
    return continued(item.trace, 'live event', facts, () => show(watched, item, signal));
  };
}

function written({ data, errors }: Answer): Buffer {
  return Buffer.from(errors.length > 0 ? `{"data":${data},"errors":${JSON.stringify(errors)}}` : `{"data":${data}}`);
}

/**
 * How often to try again: an event of which nothing can be shown waits for the part that is missing, so that it is not skipped; one that
 * lacks a part waits a little; and what is wrong for another reason is not worth a try.
 */
function patience({ data, errors }: Answer): number {
  const codes = errors.map((error) => codeOf(error) as ErrorCode);
  const outage = codes.some((code) => code === 'UNAVAILABLE' || code === 'TIMEOUT');
  // A subscription has one field: there is something where that is not null.
  const nothing = data === 'null' || /^\{"\w+":null\}$/.test(data);
  if (nothing) return outage ? Number.POSITIVE_INFINITY : codes.includes('INTERNAL') ? fewTries : 0;
  return outage ? fewTries : 0;
}
