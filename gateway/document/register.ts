import { Supergraph } from '@apollo/federation-internals';
import {
  buildASTSchema,
  concatAST,
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoUnusedFragmentsRule,
  type OperationDefinitionNode,
  parse,
  print,
  Source,
  separateOperations,
  specifiedRules,
  validate,
  valueFromASTUntyped,
} from 'graphql';
import { z } from 'zod';
import type { Settings } from '../../kit/env.ts';
import { createCosts } from './cost.ts';
import { sha256 } from './hash.ts';
import type { Limits } from './limit.ts';
import { createDocuments, type ReadOperation } from './read.ts';
import type { Safelist } from './safelist.ts';

/** A file of a frontend: GraphQL, or a manifest of operations (JSON) as Apollo's tools write it. */
export interface DocumentFile {
  path: string;
  text: string;
}

/** Something about the files that must be put right; its message has one line for each place. */
export class RegisterError extends Error {
  override readonly name = 'RegisterError';
}

export type Register = (files: readonly DocumentFile[]) => Safelist;

const manifest = z.object({ operations: z.array(z.object({ name: z.string(), body: z.string() })) });
const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

/**
 * Makes a safelist of the operations in some files: each becomes a document of its own, with the fragments it needs from wherever they are.
 * Throws a RegisterError with one line for everything that is wrong, `file:line:column` first.
 */
export function createRegister(supergraph: string, settings: Limits & Pick<Settings, 'LIMIT_COST'>): Register {
  const schema = Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema();
  const costOf = createCosts(buildASTSchema(parse(supergraph), { assumeValid: true, assumeValidSDL: true }));
  const read = createDocuments(schema, settings);

  /** What the gateway would say of it; nothing when it would run. */
  function refusal(body: string): string | undefined {
    const operation = read({ query: body }, { suggest: true });
    if (!('document' in operation)) return operation[0]!.message;
    const cost = costOf(operation, assumedVariables(operation));
    return cost > settings.LIMIT_COST ? `It costs ${cost}, and may cost ${settings.LIMIT_COST} (LIMIT_COST).` : undefined;
  }

  return (files) => {
    const written = files.filter(({ path }) => !path.endsWith('.json'));
    const named = [...separated(schema, written), ...files.filter(({ path }) => path.endsWith('.json')).flatMap(listed)];
    const wrong = named.flatMap(({ at, body }) => {
      const reason = refusal(body);
      return reason ? [`${at}: ${reason}`] : [];
    });
    if (wrong.length > 0) throw new RegisterError(wrong.join('\n'));
    return Object.fromEntries(named.map(({ name, body }) => [sha256(body), { name, body }]));
  };
}

interface Named {
  /** Where it comes from, for whoever must put it right. */
  at: string;
  name: string;
  body: string;
}

function separated(schema: GraphQLSchema, files: readonly DocumentFile[]): Named[] {
  const document = concatAST(files.map(parseFile));
  const nameless = operationsOf(document).filter(({ name }) => !name);
  const errors = [
    ...nameless.map((node) => new GraphQLError('An operation must have a name to be registered.', { nodes: node })),
    ...(nameless.length > 0 ? [] : validate(schema, document, rules)),
  ];
  if (errors.length > 0) throw new RegisterError(errors.map(lineOf).join('\n'));
  const documents = separateOperations(document);
  return operationsOf(document).map((node) => {
    const name = node.name!.value;
    return { at: placeOf(new GraphQLError('', { nodes: node })), name, body: printed(documents[name]!) };
  });
}

function listed({ path, text }: DocumentFile): Named[] {
  try {
    return manifest.parse(JSON.parse(text)).operations.map((operation) => ({ ...operation, at: `${path}: ${operation.name}` }));
  } catch {
    throw new RegisterError(`${path}: not a manifest: a JSON object with \`operations\`, each with \`name\` and \`body\``);
  }
}

function parseFile({ path, text }: DocumentFile): DocumentNode {
  try {
    return parse(new Source(text, path));
  } catch (error) {
    throw error instanceof GraphQLError ? new RegisterError(lineOf(error)) : error;
  }
}

/** The same text in whatever order the files were read. */
function printed({ definitions }: DocumentNode): string {
  const [operation, fragments] = [definitions.filter(isOperation), definitions.filter((node) => !isOperation(node))];
  return [...operation.map(print), ...fragments.map(print).sort()].join('\n\n');
}

function operationsOf({ definitions }: DocumentNode): OperationDefinitionNode[] {
  return definitions.filter(isOperation);
}

function isOperation(node: DefinitionNode): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function lineOf(error: GraphQLError): string {
  return `${placeOf(error)}: ${error.message}`;
}

function placeOf({ source, nodes, locations }: GraphQLError): string {
  const { line = 1, column = 1 } = locations?.[0] ?? {};
  return `${source?.name ?? nodes?.[0]?.loc?.source.name}:${line}:${column}`;
}

/** Variables as they are when only what has a default is given; and everything that can be included is. */
function assumedVariables({ definition: { variableDefinitions = [] } }: ReadOperation): Record<string, unknown> {
  const given = variableDefinitions.map(({ variable, type, defaultValue }) => [
    variable.name.value,
    defaultValue ? valueFromASTUntyped(defaultValue) : print(type).startsWith('Boolean') || undefined,
  ]);
  return Object.fromEntries(given);
}
