import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLFormattedError, isInterfaceType } from 'graphql';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import { errorCodes } from '../../schema/errors.ts';
import type { Faults } from './fault.ts';
import type { World } from './world.ts';

/** An operation with its plan, as it was asked for once. */
export interface Asked {
  document: DocumentNode;
  plan: QueryPlan;
  /** As the client sent them. */
  variables: Record<string, unknown>;
  faults: Faults;
  /** The event, for a subscription. */
  item?: FeedItem;
}

/** What an executor answered. */
export interface Outcome {
  /** The text of `data`. */
  data: string;
  errors: readonly GraphQLFormattedError[];
}

/** What Apollo's executor answered; it tells what it found wrong with the values only where nothing else is wrong. */
export interface StockOutcome extends Outcome {
  /** What it found wrong with the values. */
  invalid: readonly GraphQLFormattedError[];
}

/** Lets Apollo's executor answer; `undefined` when the event is for nobody. Rejects when it gives up altogether. */
export async function runStock(world: World, asked: Asked): Promise<StockOutcome | undefined> {
  if (asked.item && (await isSkipped(world, asked))) return undefined;
  const told = await executeStock(world, asked, true);
  const { invalid } = told.errors.length > 0 ? await executeStock(world, asked, false) : told;
  return { ...told, invalid };
}

async function isSkipped(world: World, { plan, item, faults }: Asked): Promise<boolean> {
  const node = plan.node as SubscriptionNode;
  const { serviceName, operation } = node.primary;
  if (faults.down === serviceName) return false;
  const reply = await world.subgraphs[serviceName]!(JSON.stringify({ query: operation, item }), faults);
  return reply === '{"skip":true}';
}

/** A subscription's plan as one that Apollo's executor takes: its first step is asked of its subgraph with the event. */
function carriedOut(plan: QueryPlan): QueryPlan {
  if (plan.node?.kind !== 'Subscription') return plan;
  const { primary, rest } = plan.node;
  return { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] } };
}

async function executeStock(world: World, { document, plan, variables, faults, item }: Asked, telling: boolean): Promise<StockOutcome> {
  const source = (name: string): GraphQLDataSource => ({
    process: async ({ request }) => {
      const { query, operationName } = request;
      const isOfEvent = plan.node?.kind === 'Subscription' && plan.node.primary.operation === query;
      const body = JSON.stringify({ query, variables: request.variables, operationName, item: isOfEvent ? item : undefined });
      const reply = await ask(world, name, body, faults);
      return (telling ? reply : { data: reply.data }) as never;
    },
  });
  const sources = Object.fromEntries(Object.keys(world.subgraphs).map((name) => [name, source(name)]));
  const context = buildOperationContext({ schema: world.schema, operationDocument: document });
  const request = { request: { variables }, metrics: {}, context: {}, logger: silent };
  const result = await executeQueryPlan(carriedOut(plan), sources, request as never, context, world.routed, world.api);
  const errors = (result.errors ?? []).map(({ message, path, extensions }) => ({ message, path, extensions }));
  if (result.data === undefined) throw new Error(`Apollo's executor gave up: ${errors[0]?.message}`);
  const invalid = (result.extensions?.valueCompletion ?? []) as GraphQLFormattedError[];
  return { data: JSON.stringify(result.data), errors, invalid: JSON.parse(JSON.stringify(invalid)) };
}

interface Reply {
  data?: { _entities?: ({ __typename?: string } | null)[] } | null;
  errors?: object[];
}

async function ask(world: World, name: string, body: string, faults: Faults): Promise<Reply> {
  if (faults.down === name) return { data: null, errors: [{ message: errorCodes.UNAVAILABLE, extensions: { code: 'UNAVAILABLE' } }] };
  const reply: Reply = JSON.parse(await world.subgraphs[name]!(body, faults));
  // Apollo's executor believes an @interfaceObject that says the interface's name, and then gives null for the whole object: it is spared that.
  for (const entity of reply.data?._entities ?? [])
    if (isInterfaceType(world.routed.getType(entity?.__typename ?? ''))) delete entity!.__typename;
  return reply;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
