import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { DocumentNode } from 'graphql';
import type { Log } from '../kit/log.ts';
import type { ReadOperation } from './document/read.ts';
import { formatFault } from './fault.ts';
import type { Ask } from './subgraphs/ask.ts';
import type { createSources } from './subgraphs/stock.ts';
import type { Generation } from './supergraph/generation.ts';

export type Apollo = ApolloServer<GraphContext>;

/** What an execution carries: what was read and checked before, and for whom it is. */
export interface GraphContext extends Pick<Ask, 'who' | 'deadline' | 'signal'> {
  generation: Generation;
  read: ReadOperation;
  /** Coerced. */
  variables: Record<string, unknown>;
}

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
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    documentStore: null,
    formatError: (formatted, error) => formatFault(formatted, log, error),
    logger: quiet(log),
    plugins: [
      asRead,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}

/** What was read is not parsed and validated again. */
const asRead: ApolloServerPlugin<GraphContext> = {
  requestDidStart: async () => ({
    didResolveSource: async (request) => {
      (request as { document?: DocumentNode }).document = request.contextValue.read.document;
    },
  }),
};

/** Apollo's own lines, in our log. */
function quiet(log: Log) {
  const line = (level: 'debug' | 'warn' | 'error') => (message?: unknown) => log[level]({ apollo: String(message) }, 'Apollo says');
  return { debug: line('debug'), info: line('debug'), warn: line('warn'), error: line('error') };
}
