import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { DocumentNode, FormattedExecutionResult } from 'graphql';
import type { Log } from '../kit/log.ts';
import { CodedError } from '../schema/errors.ts';
import type { ReadOperation } from './document/read.ts';
import type { Compiled } from './execution/compile.ts';
import { execute, type Run } from './execution/execute.ts';
import { formatFault, formatFaults, graphError } from './fault.ts';
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

/** Apollo Server over a gateway. It reads nothing that was read before, and sends nothing to anybody else but to subgraphs. */
export async function startApollo(gateway: GatewayInterface, send: Send, log: Log): Promise<Apollo> {
  const apollo = new ApolloServer<GraphContext>({
    gateway,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    documentStore: null,
    formatError: (formatted, error) => formatFault(formatted, log, error),
    logger: quiet(log),
    plugins: [
      asMadeReady(send, log),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}

/** What Apollo Server knows of our graph. What it executes was made ready before, and is answered without its gateway. */
export function createGateway({ current, onChange }: Pick<Served, 'current' | 'onChange'>): GatewayInterface {
  const listeners = new Set<Parameters<NonNullable<GatewayInterface['onSchemaLoadOrUpdate']>>[0]>();
  let forget = () => {};
  const tell = ({ schema, sdl }: Generation) => {
    for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: sdl });
  };
  const executor = async () => {
    throw new Error('an operation was not made ready');
  };
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => {
      tell(current());
      forget = onChange(tell);
      return { executor };
    },
    stop: async () => forget(),
  };
}

/**
 * What was read is not parsed and validated again, and what was made ready is executed by us. Not behind the gateway's interface: what Apollo
 * Server makes for that keeps every answer alive until the next full collection of garbage, which costs more than all the rest of it.
 */
function asMadeReady(send: Send, log: Log): ApolloServerPlugin<GraphContext> {
  return {
    requestDidStart: async () => ({
      didResolveSource: async (request) => {
        (request as { document?: DocumentNode }).document = request.contextValue.read.document;
      },
      responseForOperation: async ({ contextValue: { compiled, ...run } }) => {
        if (!compiled) return null;
        const singleResult = await resultOf(compiled, { ...run, send }, log);
        return { http: { status: undefined, headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
      },
    }),
  };
}

async function resultOf(compiled: Compiled, run: Run, log: Log): Promise<FormattedExecutionResult> {
  try {
    const { data, errors } = await execute(compiled, run);
    const written = new WrittenData(data) as unknown as Record<string, unknown>;
    if (errors.length === 0) return { data: written };
    // What ended because nobody waits for it is nobody's fault.
    if (run.signal?.aborted) return { data: null, errors: [graphError(new CodedError('TIMEOUT'))] };
    return { data: written, errors: formatFaults(errors, log) };
  } catch (error) {
    return { data: null, errors: [formatFault({ message: 'the execution failed' }, log, error)] };
  }
}

/** Apollo's own lines, in our log. */
export function quiet(log: Log) {
  const line = (level: 'debug' | 'warn' | 'error') => (message?: unknown) => log[level]({ apollo: String(message) }, 'Apollo says');
  return { debug: line('debug'), info: line('debug'), warn: line('warn'), error: line('error') };
}
