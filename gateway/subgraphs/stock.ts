import type { GraphQLDataSource } from '@apollo/gateway';
import type { GraphReply } from '../../kit/graph.ts';
import type { Log } from '../../kit/log.ts';
import type { GraphContext } from '../apollo.ts';
import { outward } from '../fault.ts';
import type { Ask, Send } from './ask.ts';

/** A subgraph as Apollo's executor asks it. */
export type Source = GraphQLDataSource<GraphContext>;

/** What Apollo's executor takes as a subgraph's answer. */
export type Answer = Awaited<ReturnType<Source['process']>>;

/** Asks, and gives the reply as a value. Never rejects: what fails on the way comes as a coded error, as the subgraph's own do. */
export async function replyTo(ask: Ask, send: Send, log: Log): Promise<GraphReply> {
  try {
    return JSON.parse(await send(ask));
  } catch (error) {
    const { code, message } = outward(error, log);
    return { data: null, errors: [{ message, extensions: { code } }] };
  }
}

/** The subgraphs as data sources of Apollo's executor. */
export function createSources(send: Send, log: Log): (service: string) => Source {
  return (service) => ({
    process: async ({ request, context: { who, deadline, signal } }) => {
      const { query, operationName, variables } = request;
      const kind = query?.startsWith('mutation') ? 'mutation' : 'query';
      const body = JSON.stringify({ query, operationName, variables });
      return (await replyTo({ service, body, who, kind, deadline, signal }, send, log)) as Answer;
    },
  });
}
