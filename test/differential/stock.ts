import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
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

/** Lets Apollo's executor answer. Rejects when it gives up altogether. */
export async function runStock(world: World, asked: Asked): Promise<StockOutcome> {
  const told = await executeStock(world, asked, true);
  const { invalid } = told.errors.length > 0 ? await executeStock(world, asked, false) : told;
  return { ...told, invalid };
}

async function executeStock(world: World, { document, plan, variables, faults }: Asked, telling: boolean): Promise<StockOutcome> {
  const source = (name: string): GraphQLDataSource => ({
    process: async ({ request }) => {
      const body = JSON.stringify({ query: request.query, variables: request.variables, operationName: request.operationName });
      const reply = await ask(world, name, body, faults);
      return (telling ? reply : { data: reply.data }) as never;
    },
  });
  const sources = Object.fromEntries(Object.keys(world.subgraphs).map((name) => [name, source(name)]));
  const context = buildOperationContext({ schema: world.schema, operationDocument: document });
  const request = { request: { variables }, metrics: {}, context: {}, logger: silent };
  const result = await executeQueryPlan(plan, sources, request as never, context, world.routed, world.api);
  const errors = (result.errors ?? []).map(({ message, path, extensions }) => ({ message, path, extensions }));
  if (result.data === undefined) throw new Error(`Apollo's executor gave up: ${errors[0]?.message}`);
  const invalid = (result.extensions?.valueCompletion ?? []) as GraphQLFormattedError[];
  return { data: JSON.stringify(result.data), errors, invalid: JSON.parse(JSON.stringify(invalid)) };
}

async function ask(world: World, name: string, body: string, faults: Faults): Promise<{ data?: unknown; errors?: object[] }> {
  if (faults.down === name) return { data: null, errors: [{ message: errorCodes.UNAVAILABLE, extensions: { code: 'UNAVAILABLE' } }] };
  return JSON.parse(await world.subgraphs[name]!(body, faults));
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
