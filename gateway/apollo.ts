import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Log } from '../kit/log.ts';
import type { ReadOperation } from './document/read.ts';
import type { Compiled } from './execution/compile.ts';
import { execute } from './execution/execute.ts';
import { formatFault } from './fault.ts';
import type { Ask, Send } from './subgraphs/ask.ts';
import type { Generation } from './supergraph/generation.ts';
import type { Served } from './supergraph/reload.ts';

export type Apollo = ApolloServer<GraphContext>;

/** What an execution carries: what was read, checked and made ready before, and for whom it is. */
export interface GraphContext extends Pick<Ask, 'who' | 'deadline' | 'signal'> {
  generation: Generation;
  read: ReadOperation;
  /** Absent where the stock executor makes its own plan. */
  compiled?: Compiled;
  /** Coerced. */
  variables: Record<string, unknown>;
}

/** The data of an answer as it was written: Apollo Server carries it, and nobody writes it a second time. */
export class WrittenData {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  /** For whoever looks into it all the same, as a plugin of Apollo Server may. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** Apollo Server over a gateway. It reads nothing that was read before, and sends nothing to anybody else. */
export async function startApollo(gateway: GatewayInterface, log: Log): Promise<Apollo> {
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

/** Our own executor, as a gateway under Apollo Server: it executes what was made ready, on the generation on which it was. */
export function createGateway({ current, onChange }: Pick<Served, 'current' | 'onChange'>, send: Send): GatewayInterface {
  const listeners = new Set<Parameters<NonNullable<GatewayInterface['onSchemaLoadOrUpdate']>>[0]>();
  let forget = () => {};
  const tell = ({ schema, sdl }: Generation) => {
    for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: sdl });
  };
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => {
      tell(current());
      forget = onChange(tell);
      return {
        executor: async ({ context }) => {
          const { compiled, who, variables, deadline, signal } = context as GraphContext;
          if (!compiled) throw new Error('an operation was not made ready');
          const { data, errors } = await execute(compiled, { who, variables, deadline, signal, send });
          return { data: new WrittenData(data) as unknown as Record<string, unknown>, errors: graphErrors(errors) };
        },
      };
    },
    stop: async () => forget(),
  };
}

function graphErrors(errors: readonly GraphQLFormattedError[]): GraphQLError[] | undefined {
  return errors.length > 0 ? errors.map(({ message, ...rest }) => new GraphQLError(message, rest)) : undefined;
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
export function quiet(log: Log) {
  const line = (level: 'debug' | 'warn' | 'error') => (message?: unknown) => log[level]({ apollo: String(message) }, 'Apollo says');
  return { debug: line('debug'), info: line('debug'), warn: line('warn'), error: line('error') };
}
