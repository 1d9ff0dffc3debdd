import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, getVariableValues, type OperationTypeNode } from 'graphql';
import type { Notes } from '../kit/access.ts';
import type { Meters } from '../kit/metrics.ts';
import { CodedError } from '../schema/errors.ts';
import { answer } from './answer.ts';
import type { Apollo } from './apollo.ts';
import type { Operation, ReadOperation } from './document/read.ts';
import { codeOf, graphError } from './fault.ts';
import type { Live, Stream } from './live/subscription.ts';
import type { Caller } from './principal.ts';
import type { Generation } from './supergraph/generation.ts';

/** An operation under way: one result to come, as JSON text, or a stream of them. */
export type Begun = { kind: 'single'; result: () => Promise<string> } | { kind: 'stream'; stream: Stream };

/** What a door lets in, and what ends the wait for an answer. */
export interface Door {
  kinds?: readonly `${OperationTypeNode}`[];
  signal?: AbortSignal;
  /** For the line about the request in the log. */
  notes?: Notes;
}

/** Begins any operation for a caller, or says why not: the one way in, whatever the door. */
export type Begin = (operation: Operation, caller: Caller, door?: Door) => Promise<Begun | readonly GraphQLError[]>;

interface Options {
  generation: Generation;
  apollo: Apollo;
  live: Live;
  meters: Meters;
}

/** Reads and checks operations; queries and mutations go to Apollo Server, subscriptions begin at their subgraph. */
export function createOperations({ generation, apollo, live, meters }: Options): Begin {
  const begin: Begin = async (operation, { who }, { kinds, signal, notes } = {}) => {
    const read = generation.read(operation);
    if (!('document' in read)) return read;
    const { operation: kind, name } = read.definition;
    if (notes) notes.operation = name?.value.slice(0, 100);
    if (kinds && !kinds.includes(kind)) return [graphError(elsewhere(kind))];
    const variables = coerced(generation, read, operation);
    if (Array.isArray(variables)) return variables;
    if (kind === 'subscription') {
      const stream = await live.subscribe(operation, read, who);
      return 'next' in stream ? { kind: 'stream', stream } : stream;
    }
    return { kind: 'single', result: () => answer(apollo, operation.query, { generation, read, who, variables, signal }, meters) };
  };
  return async (...given) => {
    const begun = await begin(...given);
    if (!('kind' in begun)) meters.refused.inc({ code: codeOf(begun[0]!) });
    return begun;
  };
}

function coerced({ schema }: Generation, { definition }: ReadOperation, { variables }: Operation) {
  const result = getVariableValues(schema, definition.variableDefinitions ?? [], variables ?? {}, { maxErrors: 20 });
  return result.coerced ?? result.errors.map(badVariable);
}

function badVariable({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } });
}

function elsewhere(kind: OperationTypeNode): CodedError {
  if (kind !== 'subscription') return new CodedError('METHOD_NOT_ALLOWED', 'Mutations are sent with POST.');
  const message = 'Subscriptions come over WebSocket (graphql-transport-ws), or as a POST that accepts text/event-stream';
  return new CodedError('BAD_INPUT', `${message} or multipart/mixed;subscriptionSpec=1.0.`);
}
