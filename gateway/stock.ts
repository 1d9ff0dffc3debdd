import { ApolloGateway } from '@apollo/gateway';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { Log } from '../kit/log.ts';
import { quiet } from './apollo.ts';
import type { Send } from './subgraphs/ask.ts';
import { createSources } from './subgraphs/stock.ts';
import type { Served } from './supergraph/reload.ts';

/** Apollo's own gateway with its executor over the same subgraphs: what EXECUTOR=apollo chooses, and what ours is compared with. */
export function createStockGateway({ current, onChange }: Pick<Served, 'current' | 'onChange'>, send: Send, log: Log): GatewayInterface {
  // ApolloGateway reports to its maker from its construction on, and only the environment can forbid it.
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  const sources = createSources(send, log);
  return new ApolloGateway({
    supergraphSdl: async ({ update }) => {
      const forget = onChange(({ sdl }) => update(sdl));
      return { supergraphSdl: current().sdl, cleanup: async () => forget() };
    },
    buildService: ({ name }) => sources(name),
    logger: quiet(log),
  });
}
