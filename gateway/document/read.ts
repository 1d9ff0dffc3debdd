import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  KnownFragmentNamesRule,
  NoFragmentCyclesRule,
  NoUnusedFragmentsRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  UniqueFragmentNamesRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { CodedError } from '../../schema/errors.ts';
import { fragmentsOf } from '../execution/asked.ts';
import { graphError } from '../fault.ts';
import { countTokens, type Limits } from './limit.ts';
import { createMeasure } from './measure.ts';

/** What a client asks for. */
export interface Operation {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
  extensions?: Record<string, unknown> | null;
  /** The SHA-256 of the text, in hex, instead of the text. */
  documentId?: string;
}

/** An operation that was read: its valid document, and its definition in it. */
export interface ReadOperation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  /** True when it asks for the schema. */
  introspects?: boolean;
}

/** Reads operations: either they are valid, or the errors say why not, with suggestions where they are wanted. */
export type ReadDocument = (operation: Operation, options?: { suggest?: boolean }) => ReadOperation | readonly GraphQLError[];

interface Known {
  document: DocumentNode;
  introspections: ReadonlySet<OperationDefinitionNode>;
  bytes: number;
}

const mostBytes = 67_108_864;
/** What a token comes to in memory, with its share of the syntax tree. */
const bytesOfToken = 400;
const mostErrors = 10;
const longestMessage = 500;
/** What is wrong with the fragments themselves is found before anybody follows them. */
const firstRules = [UniqueFragmentNamesRule, KnownFragmentNamesRule, NoFragmentCyclesRule, NoUnusedFragmentsRule];

/**
 * Reads each document once: counted before it is parsed, measured before it is validated, so that neither takes longer than the limits allow.
 * Those that are valid are kept, the last 64 MB of them.
 */
export function createDocuments(schema: GraphQLSchema, limits: Limits): ReadDocument {
  const measure = createMeasure(limits);
  const known = new LRUCache<string, Known>({ maxSize: mostBytes, sizeCalculation: ({ bytes }) => bytes });

  function readDocument(query: string, hideSuggestions: boolean): Known | readonly GraphQLError[] {
    const bytes = 2 * query.length + bytesOfToken * countTokens(query, limits);
    const document = parse(query);
    const introspections = measure(document);
    const conditional = conditionalRoots(document);
    if (conditional.length > 0) return conditional;
    for (const rules of [firstRules, specifiedRules]) {
      const errors = validate(schema, document, rules, { maxErrors: mostErrors, hideSuggestions });
      if (errors.length > 0) return errors;
    }
    return { document, introspections, bytes };
  }

  function attempt(query: string, hideSuggestions: boolean): Known | readonly GraphQLError[] {
    try {
      const read = readDocument(query, hideSuggestions);
      if ('document' in read) known.set(query, read);
      return 'document' in read ? read : read.map((error) => documentError(error, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED));
    } catch (error) {
      if (error instanceof CodedError) return [graphError(error)];
      if (error instanceof GraphQLError) return [documentError(error, ApolloServerErrorCode.GRAPHQL_PARSE_FAILED)];
      throw error;
    }
  }

  return ({ query, operationName }, { suggest = false } = {}) => {
    const read = known.get(query) ?? attempt(query, !suggest);
    if (!('document' in read)) return read;
    const { document, introspections } = read;
    const definition = getOperationAST(document, operationName);
    if (definition) return { document, definition, introspects: introspections.has(definition) };
    const message = operationName
      ? `The document has no operation ${operationName}.`
      : 'Say with `operationName` which operation is meant.';
    return [documentError(new GraphQLError(message), ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE)];
  };
}

/** The field of a subscription may not be conditional (graphql-spec #860), but `validate` throws on it and the planner cannot plan it. */
function conditionalRoots(document: DocumentNode): GraphQLError[] {
  const fragments = fragmentsOf(document);
  const subscriptions = document.definitions.filter(isSubscription);
  const conditional = subscriptions.filter(({ selectionSet }) => hasCondition(selectionSet, fragments, new Set()));
  const message = 'The field of a subscription cannot be under @include or @skip.';
  return conditional.map((node) => new GraphQLError(message, { nodes: node }));
}

function hasCondition({ selections }: SelectionSetNode, fragments: Map<string, FragmentDefinitionNode>, seen: Set<string>): boolean {
  return selections.some((node) => {
    if (node.directives?.some(({ name }) => name.value === 'include' || name.value === 'skip')) return true;
    if (node.kind === Kind.INLINE_FRAGMENT) return hasCondition(node.selectionSet, fragments, seen);
    if (node.kind === Kind.FIELD || seen.has(node.name.value)) return false;
    const fragment = fragments.get(node.name.value);
    return fragment ? hasCondition(fragment.selectionSet, fragments, seen.add(node.name.value)) : false;
  });
}

function isSubscription(node: DocumentNode['definitions'][number]): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.SUBSCRIPTION;
}

/** What is wrong with a document or its variables, in a few words, under a code of GraphQL. */
export function documentError({ message, nodes, source, positions }: GraphQLError, code: ApolloServerErrorCode): GraphQLError {
  return new GraphQLError(message.slice(0, longestMessage), { nodes, source, positions, extensions: { code } });
}
