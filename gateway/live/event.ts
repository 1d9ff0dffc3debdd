import { executeQueryPlan } from '@apollo/gateway';
import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import type { GraphReply } from '../../kit/graph.ts';
import type { Log } from '../../kit/log.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Principal } from '../../kit/principal.ts';
import type { ErrorCode } from '../../schema/errors.ts';
import { subgraphs } from '../../schema/sdl.ts';
import { formatFault } from '../fault.ts';
import type { Send } from '../subgraphs/ask.ts';
import { type Answer, type createSources, replyTo, type Source } from '../subgraphs/stock.ts';
import type { Generation } from '../supergraph/generation.ts';
import { pause } from './patience.ts';
import type { LivePlan } from './plan.ts';

/** One client's subscription: what decides, beside the event, what the client is shown. */
export interface Subscribed {
  plan: LivePlan;
  query: string;
  /** Coerced. */
  variables: Record<string, unknown>;
  who: Principal;
}

/** What a client is shown for an event; `undefined` when it is not for this client. Rejects only when the signal ends. */
export type ShowEvent = (subscribed: Subscribed, item: FeedItem, signal: AbortSignal) => Promise<FormattedExecutionResult | undefined>;

interface Options {
  generation: Generation;
  send: Send;
  sources: ReturnType<typeof createSources>;
  log: Log;
}

const fewTries = 3;

/** Executes subscriptions' operations over events. */
export function createEvents({ generation, send, sources, log }: Options): ShowEvent {
  async function show(subscribed: Subscribed, item: FeedItem): Promise<FormattedExecutionResult | undefined> {
    const { primary, service } = subscribed.plan;
    const used = Object.entries(subscribed.variables).filter(([name]) => primary.variableUsages?.includes(name));
    const variables = Object.fromEntries(used);
    const body = JSON.stringify({ query: primary.operation, operationName: primary.operationName, variables, item });
    const first = await replyTo({ service, body, who: subscribed.who, kind: 'event' }, send, log);
    return first.skip ? undefined : complete(subscribed, first);
  }

  /** Runs the whole plan, with what is known already as the answer to its first step. */
  async function complete({ plan, query, variables, who }: Subscribed, first: GraphReply): Promise<FormattedExecutionResult> {
    const { primary, service, steps, context } = plan;
    const source = sources(service);
    const seeded: Source = {
      process: async (options) => (options.request.query === primary.operation ? (first as Answer) : source.process(options)),
    };
    const request = { request: { query, variables }, document: undefined, queryHash: '', metrics: {}, context: { who }, logger: log };
    const result = await executeQueryPlan(
      steps,
      Object.fromEntries(subgraphs.map((name) => [name, name === service ? seeded : sources(name)])),
      request as unknown as RequestContext,
      context,
      generation.routed,
      generation.supergraph.apiSchema(),
    );
    return format(result.data, result.errors);
  }

  function format(data: FormattedExecutionResult['data'], errors: readonly GraphQLError[] | undefined): FormattedExecutionResult {
    if (!errors?.length) return { data };
    return { data: data ?? null, errors: errors.map((error) => formatFault(error.toJSON(), log, error)) };
  }

  return async (subscribed, item, signal) => {
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      const result = await show(subscribed, item);
      if (!result?.errors || attempt >= patience(result)) return result;
      await pause(attempt, signal);
    }
  };
}

/**
 * How often to try again: an event of which nothing can be shown waits for the part that is missing, so that it is not skipped; one that
 * lacks a part waits a little; and what is wrong for another reason is not worth a try.
 */
function patience({ data, errors = [] }: FormattedExecutionResult): number {
  const codes = errors.map(({ extensions }) => extensions?.code as ErrorCode);
  const outage = codes.some((code) => code === 'UNAVAILABLE' || code === 'TIMEOUT');
  const nothing = !data || Object.values(data).every((value) => value === null);
  if (nothing) return outage ? Number.POSITIVE_INFINITY : codes.includes('INTERNAL') ? fewTries : 0;
  return outage ? fewTries : 0;
}

type RequestContext = Parameters<typeof executeQueryPlan>[2] & { context: object };
