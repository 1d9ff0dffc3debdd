import type { GraphQLDataSource } from '@apollo/gateway';
import type { Bus, Json } from '../../kit/bus/bus.ts';
import type { GraphReply, GraphRequest } from '../../kit/graph.ts';
import type { Log } from '../../kit/log.ts';
import { type SubgraphName, subgraphs } from '../../schema/sdl.ts';
import { outward } from '../fault.ts';

/** What an execution carries: the signed principal that goes along to every subgraph. */
export interface GraphContext {
  principal: string;
}

/** Sends one request to a subgraph. Never rejects: what fails on the way comes as a coded error, as the subgraph's own do. */
export type AskSubgraph = (name: string, request: GraphRequest) => Promise<GraphReply>;

export type Sources = Record<SubgraphName, GraphQLDataSource<GraphContext>>;

/** Asks subgraphs over the bus. */
export function createAsk(bus: Bus, log: Log): AskSubgraph {
  return async (name, request) => {
    try {
      return (await bus.request(`graph.${name}`, request as unknown as Json)) as GraphReply;
    } catch (error) {
      const { code, message } = outward(error, log);
      return { data: null, errors: [{ message, extensions: { code } }] };
    }
  };
}

/** The subgraphs as data sources of Apollo's executor. */
export function createSources(ask: AskSubgraph): Sources {
  const source = (name: SubgraphName): GraphQLDataSource<GraphContext> => ({
    process: async ({ request, context }) => {
      const { query, operationName, variables } = request;
      return (await ask(name, { query: query!, operationName, variables, principal: context.principal })) as Answer;
    },
  });
  return Object.fromEntries(subgraphs.map((name) => [name, source(name)])) as Sources;
}

/** What Apollo's executor takes as a subgraph's answer. */
export type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>;
