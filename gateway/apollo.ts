import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Log } from '../kit/log.ts';
import { CodedError } from '../schema/errors.ts';
import { fieldLimit, mostTokens } from './document/limit.ts';
import { formatFault, graphError } from './fault.ts';
import type { createSources, GraphContext } from './subgraphs/stock.ts';
import type { Generation } from './supergraph/generation.ts';

export type Apollo = ApolloServer<GraphContext>;

/** Apollo Server over Apollo's gateway, with the subgraphs behind the given sources. It sends nothing to anybody else. */
export async function startApollo(generation: Generation, sources: ReturnType<typeof createSources>, log: Log): Promise<Apollo> {
  // ApolloGateway reports to its maker from its construction on, and only the environment can forbid it.
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  const gateway = new ApolloGateway({
    supergraphSdl: generation.sdl,
    buildService: ({ name }) => sources(name),
    logger: quiet(log),
  });
  const apollo = new ApolloServer<GraphContext>({
    gateway,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: mostTokens },
    validationRules: [fieldLimit],
    formatError: (formatted, error) => formatFault(formatted, log, error),
    logger: quiet(log),
    plugins: [
      noSubscriptions,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}

/** A subscription that came as a plain request is told where it should go, rather than fail in the executor. */
const noSubscriptions: ApolloServerPlugin<GraphContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (operation?.operation !== 'subscription') return;
      const message = 'Subscriptions come over WebSocket (graphql-transport-ws), or as a POST that accepts text/event-stream.';
      throw graphError(new CodedError('BAD_INPUT', message), 400);
    },
  }),
};

/** Apollo's own lines, in our log. */
function quiet(log: Log) {
  const line = (level: 'debug' | 'warn' | 'error') => (message?: unknown) => log[level]({ apollo: String(message) }, 'Apollo says');
  return { debug: line('debug'), info: line('debug'), warn: line('warn'), error: line('error') };
}
