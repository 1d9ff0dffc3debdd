import type { DocumentNode, FormattedExecutionResult, GraphQLError } from 'graphql';
import type { Apollo } from './apollo.ts';
import type { Operation } from './document/read.ts';
import type { Live, Stream } from './live/subscription.ts';
import type { Caller } from './principal.ts';
import type { Generation } from './supergraph/generation.ts';

/** An operation under way: one result to come, or a stream of them. */
export type Begun = { document: DocumentNode } & (
  | { kind: 'single'; result: () => Promise<FormattedExecutionResult> }
  | { kind: 'stream'; stream: Stream }
);

/** Begins any operation for a caller, or says why not: what the transports beside plain HTTP have in common. */
export type Begin = (operation: Operation, caller: Caller) => Promise<Begun | readonly GraphQLError[]>;

interface Options {
  generation: Generation;
  apollo: Apollo;
  live: Live;
}

/** Queries and mutations go the way of plain HTTP; subscriptions begin at their subgraph. */
export function createOperations({ generation, apollo, live }: Options): Begin {
  async function execute({ query, operationName, variables }: Operation, { who }: Caller): Promise<FormattedExecutionResult> {
    const request = { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
    const { body } = await apollo.executeOperation(request, { contextValue: { who } });
    if (body.kind === 'single') return body.singleResult;
    throw new Error('the answer came in parts, which nobody asked for');
  }

  return async (operation, caller) => {
    const read = generation.read(operation);
    if (!('document' in read)) return read;
    const { document, definition } = read;
    if (definition.operation !== 'subscription') return { document, kind: 'single', result: () => execute(operation, caller) };
    const stream = await live.subscribe(operation, read, caller.who);
    return 'next' in stream ? { document, kind: 'stream', stream } : stream;
  };
}
