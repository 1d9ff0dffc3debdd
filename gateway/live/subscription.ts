import { ApolloServerErrorCode } from '@apollo/server/errors';
import { type FormattedExecutionResult, GraphQLError, getArgumentValues, getVariableValues } from 'graphql';
import type { Bus, Json } from '../../kit/bus/bus.ts';
import type { Log } from '../../kit/log.ts';
import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Operation, ReadOperation } from '../document/read.ts';
import { graphError, outward } from '../fault.ts';
import type { Sign } from '../principal.ts';
import type { Send } from '../subgraphs/ask.ts';
import type { createSources } from '../subgraphs/stock.ts';
import type { Generation } from '../supergraph/generation.ts';
import { createEvents, type Subscribed } from './event.ts';
import { type Feeds, openFeeds } from './feed.ts';
import { follow, place } from './follow.ts';
import { createPlanning, type LivePlan } from './plan.ts';

/** The results of a subscription. Nothing is fetched before it is asked for, so a slow client holds up nobody but itself. */
export interface Stream extends AsyncGenerator<FormattedExecutionResult, void, void> {
  /** Ends the stream; its last result says why. */
  end(reason: CodedError): void;
}

export interface Live {
  /** Begins a subscription, or says why not. */
  subscribe(operation: Operation, read: ReadOperation, who: Principal): Promise<Stream | readonly GraphQLError[]>;
  /** Ends every subscription with UNAVAILABLE: clients subscribe again elsewhere, behind their last cursor. */
  stop(): void;
}

export interface LiveOptions {
  bus: Bus;
  generation: Generation;
  send: Send;
  sources: ReturnType<typeof createSources>;
  sign: Sign;
  log: Log;
  /** Milliseconds after which a subscription that hears nothing looks into the store. */
  idle?: number;
}

/** The subscriptions of this gateway. */
export function createLive(options: LiveOptions): Live {
  const { bus, generation, sign, log } = options;
  const planLive = createPlanning(generation);
  const show = createEvents(options);
  const feeds: Feeds = openFeeds(bus, options.idle);
  const running = new Set<AbortController>();
  const stopping = new CodedError('UNAVAILABLE', 'This gateway is stopping: subscribe again behind your last cursor.');
  let stopped = false;

  async function open({ service, definition, field }: LivePlan, variables: Record<string, unknown>, who: Principal) {
    const args = getArgumentValues(definition, field, variables) as { [name: string]: Json };
    const request = { action: 'open', principal: await sign(who), field: definition.name, args };
    return place.parse(await bus.request(`live.${service}`, request));
  }

  async function* results(subscribed: Subscribed, start: ReturnType<typeof place.parse>, control: AbortController) {
    const { signal } = control;
    const { service } = subscribed.plan;
    try {
      for await (const item of follow({ bus, feeds, sign, service, place: start, who: subscribed.who, signal })) {
        const result = await show(subscribed, item, signal);
        if (result) yield result;
      }
      if (signal.reason instanceof CodedError) yield refused(signal.reason);
    } catch (error) {
      const reason: unknown = signal.aborted ? signal.reason : outward(error, log);
      if (reason instanceof CodedError) yield refused(reason);
    } finally {
      running.delete(control);
    }
  }

  async function subscribe({ query, variables }: Operation, read: ReadOperation, who: Principal) {
    const { coerced, errors } = getVariableValues(generation.schema, read.definition.variableDefinitions ?? [], variables ?? {});
    if (errors) return errors.map(badVariable);
    try {
      if (stopped) throw stopping;
      const plan = planLive(read);
      const start = await open(plan, coerced, who);
      const control = new AbortController();
      running.add(control);
      if (stopped) control.abort(stopping);
      return streamOf(results({ plan, query, variables: coerced, who }, start, control), control, () => running.delete(control));
    } catch (error) {
      return [graphError(outward(error, log))];
    }
  }

  function stop(): void {
    stopped = true;
    for (const control of running) control.abort(stopping);
  }

  return { subscribe, stop };
}

/** A generator that can be ended while it waits, which a bare one cannot. */
function streamOf(inner: AsyncGenerator<FormattedExecutionResult, void, void>, control: AbortController, forget: () => void): Stream {
  const leave = () => {
    control.abort();
    forget();
  };
  const stream: Stream = {
    next: () => inner.next(),
    return: (value) => {
      leave();
      return inner.return(value);
    },
    throw: (error) => {
      leave();
      return inner.throw(error);
    },
    end: (reason) => control.abort(reason),
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => {
      await stream.return();
    },
  };
  return stream;
}

function refused({ code, message }: CodedError): FormattedExecutionResult {
  return { errors: [{ message, extensions: { code } }] };
}

function badVariable({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } });
}
