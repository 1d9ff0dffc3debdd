import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql';
import { fieldLimit, mostTokens } from './limit.ts';

/** What a client asks for. */
export interface Operation {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
  extensions?: Record<string, unknown> | null;
}

/** An operation that was read: its valid document, and its definition in it. */
export interface ReadOperation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
}

/** Reads operations: either they are valid, or the errors say why not. */
export type ReadDocument = (operation: Operation) => ReadOperation | readonly GraphQLError[];

const mostDocuments = 1_000;

/** Reads each document once; the last thousand are kept. */
export function createDocuments(schema: GraphQLSchema): ReadDocument {
  const known = new Map<string, DocumentNode | readonly GraphQLError[]>();
  return ({ query, operationName }) => {
    const document = known.get(query) ?? readDocument(schema, query);
    known.delete(query);
    if (known.size >= mostDocuments) known.delete(known.keys().next().value!);
    known.set(query, document);
    if (!('kind' in document)) return document;
    const definition = getOperationAST(document, operationName);
    if (definition) return { document, definition };
    const message = operationName
      ? `The document has no operation ${operationName}.`
      : 'Say with `operationName` which operation is meant.';
    return [coded(new GraphQLError(message), ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE)];
  };
}

function readDocument(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query, { maxTokens: mostTokens });
    const conditional = conditionalRoots(document);
    const errors = conditional.length > 0 ? conditional : validate(schema, document, [...specifiedRules, fieldLimit]);
    if (errors.length === 0) return document;
    return errors.map((error) => coded(error, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED));
  } catch (error) {
    if (error instanceof GraphQLError) return [coded(error, ApolloServerErrorCode.GRAPHQL_PARSE_FAILED)];
    throw error;
  }
}

/** The field of a subscription may not be conditional (graphql-spec #860), but `validate` throws on it and the planner cannot plan it. */
function conditionalRoots(document: DocumentNode): GraphQLError[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
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

function coded({ message, nodes, source, positions }: GraphQLError, code: ApolloServerErrorCode): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
