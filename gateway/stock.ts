import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { Log } from '../kit/log.ts';
import { type GraphContext, quiet } from './apollo.ts';
import { outward } from './fault.ts';
import type { Send } from './subgraphs/ask.ts';
import type { Served } from './supergraph/reload.ts';

type Source = GraphQLDataSource<GraphContext>;
type Answer = Awaited<ReturnType<Source['process']>>;

/** Apollo's own gateway with its executor over the same subgraphs: what EXECUTOR=apollo chooses, and what ours is compared with. */
export function createStockGateway({ current, onChange }: Pick<Served, 'current' | 'onChange'>, send: Send, log: Log): GatewayInterface {
  // ApolloGateway reports to its maker from its construction on, and only the environment can forbid it.
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  return new ApolloGateway({
    supergraphSdl: async ({ update }) => {
      const forget = onChange(({ sdl }) => update(sdl));
      return { supergraphSdl: current().sdl, cleanup: async () => forget() };
    },
    buildService: ({ name }) => createSource(name, send, log),
    logger: quiet(log),
  });
}

/** A subgraph as Apollo's executor asks it. What fails on the way comes as a coded error, as the subgraph's own do. */
function createSource(service: string, send: Send, log: Log): Source {
  return {
    process: async ({ request: { query, operationName, variables }, context: { who, deadline, signal } }) => {
      const kind = query?.startsWith('mutation') ? 'mutation' : 'query';
      try {
        const body = JSON.stringify({ query, operationName, variables });
        return JSON.parse(await send({ service, body, who, kind, deadline, signal })) as Answer;
      } catch (error) {
        const { code, message } = outward(error, log);
        return { data: null, errors: [{ message, extensions: { code } }] } as unknown as Answer;
      }
    },
  };
}
