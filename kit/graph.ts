import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { LRUCache } from 'lru-cache';
import { ulid } from 'ulid';
import { CodedError, errorCodes } from '../schema/errors.ts';
import type { Json } from './bus/bus.ts';
import { isOutage, isUnkeepable } from './database.ts';
import type { Log } from './log.ts';
import type { FeedItem } from './outbox/feed.ts';

/** A request to one subgraph, as the gateway sends it. With `item` it is one event of a subscription, and its operation selects from that. */
export interface GraphRequest {
  query: string;
  operationName?: string | null;
  variables?: { [name: string]: Json } | null;
  /** Signed by the gateway (kit/principal.ts). */
  principal: string;
  item?: FeedItem;
}

/** The GraphQL response; `skip` when the event is not for this subscriber. */
export type GraphReply = { data?: Json; errors?: Json; skip?: true };

/** Where a subscription stands: in which feed, behind which position, and in which feed it began. */
export interface Place {
  origin: string;
  topic: string;
  position: number;
}

/** A subscription field of a subgraph. */
export interface LiveField<C> {
  /** Checks rights and arguments and says where to begin: at the cursor, or at the end of the feed. */
  open(args: Record<string, unknown>, context: C): Promise<Place>;
  /** What the field gives for this event, or `null` when this subscriber does not see it. Rights are checked again here. */
  show(item: FeedItem, args: Record<string, unknown>, context: C): Promise<object | null>;
}

/** What a subgraph is made of; `C` is what its resolvers get. */
export interface SubgraphOptions<C> {
  typeDefs: string;
  resolvers: object;
  live: Record<string, LiveField<C>>;
  contextOf(principal: string): Promise<C>;
  log: Log;
}

/** The most entities one `_entities` may ask for. */
const mostEntities = 10_000;
/** Characters of documents that are kept parsed. */
const mostKept = 4 * 1024 * 1024;

/** A subgraph that answers requests; UNAUTHENTICATED without a valid principal. Documents are parsed and validated once each. */
export function createSubgraph<C extends object>(options: SubgraphOptions<C>): (request: GraphRequest) => Promise<GraphReply> {
  const { live, contextOf, log } = options;
  const schema = buildSubgraphSchema([
    { typeDefs: parse(options.typeDefs), resolvers: { DateTime: GraphQLDateTimeISO, JSON: GraphQLJSON, ...options.resolvers } as never },
  ]);
  boundEntities(schema);
  const documents = documentCache(schema);
  return async (request) => {
    const contextValue = await contextOf(request.principal);
    const known = documents(request.query);
    if (!('kind' in known)) return { errors: known.map((error) => error.toJSON()) as unknown as Json };
    try {
      const shared = {
        schema,
        document: known,
        contextValue,
        operationName: request.operationName,
        variableValues: request.variables ?? {},
      };
      if (!request.item) return reply(await execute(shared), log);
      const rootValue = await rootOf(schema, known, request.variables ?? {}, request.item, live, contextValue);
      return rootValue ? reply(await execute({ ...shared, rootValue }), log) : { skip: true };
    } catch (error) {
      return reply(
        { errors: [new GraphQLError(error instanceof Error ? error.message : 'failed', { originalError: error as Error })] },
        log,
      );
    }
  };
}

function boundEntities(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()._entities;
  const resolve = field?.resolve;
  if (!field || !resolve) return;
  field.resolve = (source, args, ...rest) => {
    if (args.representations.length > mostEntities) throw new CodedError('LIMIT_EXCEEDED', `At most ${mostEntities} entities at once.`);
    return resolve(source, args, ...rest);
  };
}

function documentCache(schema: GraphQLSchema): (query: string) => DocumentNode | readonly GraphQLError[] {
  const sizeCalculation = (_document: unknown, query: string) => query.length + 1;
  const known = new LRUCache<string, DocumentNode | readonly GraphQLError[]>({ max: 1_000, maxSize: mostKept, sizeCalculation });
  return (query) => {
    const cached = known.get(query);
    if (cached) return cached;
    let result: DocumentNode | readonly GraphQLError[];
    try {
      const document = parse(query);
      const errors = validate(schema, document);
      result = errors.length > 0 ? errors : document;
    } catch (error) {
      result = [error as GraphQLError];
    }
    known.set(query, result);
    return result;
  };
}

async function rootOf<C>(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
  item: FeedItem,
  live: Record<string, LiveField<C>>,
  context: C,
): Promise<Record<string, object> | undefined> {
  const operation = document.definitions.find((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
  const field = operation?.selectionSet.selections.find((node) => node.kind === Kind.FIELD);
  const name = field?.name.value ?? '';
  const definition = schema.getSubscriptionType()?.getFields()[name];
  if (!field || !definition || !live[name]) throw new CodedError('BAD_INPUT', `There is no subscription ${name}.`);
  const shown = await live[name].show(item, getArgumentValues(definition, field, variables), context);
  return shown ? { [name]: shown } : undefined;
}

/** Errors as the client may see them: coded ones as they are, ours under an id that is in the log. */
function reply(result: ExecutionResult, log: Log): GraphReply {
  if (!result.errors) return { data: result.data as Json };
  const errors = result.errors.map((error) => {
    const cause = error.originalError;
    if (cause instanceof CodedError) return new GraphQLError(error.message, { ...places(error), extensions: { code: cause.code } });
    if (!cause) return error;
    // A scalar that refused its value: the caller's to put right.
    if (cause instanceof GraphQLError) return new GraphQLError(error.message, { ...places(error), extensions: { code: 'BAD_INPUT' } });
    if (isUnkeepable(cause)) {
      return new GraphQLError('A text in the input has a NUL character, which cannot be kept.', {
        ...places(error),
        extensions: { code: 'BAD_INPUT' },
      });
    }
    if (isOutage(cause)) {
      log.warn({ path: error.path, error: String(cause) }, 'the database is away');
      return new GraphQLError(errorCodes.UNAVAILABLE, { ...places(error), extensions: { code: 'UNAVAILABLE' } });
    }
    const id = ulid();
    log.error({ id, path: error.path, error: cause.stack }, 'a resolver failed');
    return new GraphQLError(`Something went wrong on our side; it is logged as ${id}.`, {
      ...places(error),
      extensions: { code: 'INTERNAL', id },
    });
  });
  return { data: (result.data ?? null) as Json, errors: errors.map((error) => error.toJSON()) as unknown as Json };
}

function places({ path, nodes }: GraphQLError) {
  return { path, nodes };
}
