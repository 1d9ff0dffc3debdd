import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type ASTNode, type GraphQLSchema, getOperationAST, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { CodedError } from '../../schema/errors.ts';
import { type AskedField, askedFields, fragmentsOf, isNested, visibilityOf } from './asked.ts';
import { isPlain } from './own.ts';
import { compileRepresentation } from './representation.ts';
import type { EntityPart, Fetch, Place } from './step.ts';

/** A fetch with what its document asks for, as long as the plan is compiled. */
export interface Planned {
  fetch: Fetch;
  requires: readonly QueryPlanSelectionNode[];
  asked: AskedField[];
}

/** Makes one fetch of a plan ready. */
export function compileFetch(routed: GraphQLSchema, node: FetchNode, place: Place): Planned {
  if (node.contextRewrites?.length)
    throw new CodedError('BAD_INPUT', 'The operation needs @fromContext, which this gateway does not execute.');
  if (node.requires && node.variableUsages?.includes(representations)) {
    throw new CodedError('BAD_INPUT', 'A variable cannot be called `representations` here: give it another name.');
  }
  const { serviceName: service, operation: query, operationName, outputRewrites, inputRewrites, requires } = node;
  const document = parse(query);
  const definition = getOperationAST(document)!;
  const asked = askedFields(routed, definition, fragmentsOf(document));
  const name = operationName ? `,"operationName":${JSON.stringify(operationName)}` : '';
  const fetch: Fetch = {
    service,
    kind: node.operationKind === 'mutation' ? 'mutation' : 'query',
    visibility: visibilityOf(asked),
    query,
    operationName,
    prefix: `{"query":${JSON.stringify(query)}${name},"variables":{`,
    variables: node.variableUsages ?? [],
    place,
    plain: place.every(isPlain),
    names: [...new Set(asked.filter(({ path }) => path.length === 1).map(({ path }) => path[0]!))],
    representation: requires && compileRepresentation(routed, requires, inputRewrites ?? []),
    part: requires && document.definitions.length === 1 ? partOf(definition, query) : undefined,
    rewrites: outputRewrites ?? [],
    shares: true,
    settled: true,
  };
  return { fetch, requires: requires ?? [], asked };
}

const representations = 'representations';

function partOf({ selectionSet, variableDefinitions = [] }: OperationDefinitionNode, query: string): EntityPart | undefined {
  const [field, ...others] = selectionSet.selections;
  if (others.length > 0 || field?.kind !== Kind.FIELD || !field.selectionSet) return undefined;
  const textOf = ({ loc }: ASTNode) => query.slice(loc!.start, loc!.end);
  const own = variableDefinitions.filter(({ variable }) => variable.name.value !== representations);
  if (own.some(({ variable }) => variable.name.value.startsWith(`_${representations}`))) return undefined;
  return { selection: textOf(field.selectionSet), definitions: own.map(textOf) };
}

/** Finds out which fetches add to the same nested objects, and marks them. */
export function markSharing(planned: readonly Planned[]): void {
  const written = new Map<string, number>();
  const places = planned.map(nestedPlaces);
  for (const place of places.flatMap((each) => [...each])) written.set(place, (written.get(place) ?? 0) + 1);
  const visited = new Set(planned.flatMap(({ fetch }) => [...prefixesOf(fetch)]));
  planned.forEach(({ fetch }, index) => {
    const own = [...places[index]!];
    fetch.shares = own.every((place) => written.get(place) === 1);
    fetch.settled = fetch.shares && own.every((place) => !visited.has(place));
  });
}

/** The nested objects of the answer, and what may be such, that a fetch gives. */
function nestedPlaces({ fetch, asked }: Planned): Set<string> {
  return new Set(asked.filter(isNested).map(({ path }) => placeOf(fetch, path)));
}

/** Where in the answer, apart from places in lists, a fetch gives what it asks for at a path. */
export function placeOf({ place, rewrites }: Fetch, path: readonly string[]): string {
  const above = place.filter((step) => step !== '@');
  const renamed = rewrites.length > 0 ? path.map((name) => renamedTo(rewrites, name)) : path;
  return [...above, ...renamed].join('.');
}

function renamedTo(rewrites: Fetch['rewrites'], name: string): string {
  const renamer = rewrites.find((one) => one.kind === 'KeyRenamer' && one.path.at(-1) === name);
  return renamer?.kind === 'KeyRenamer' ? renamer.renameKeyTo : name;
}

function* prefixesOf({ place }: Fetch): Iterable<string> {
  const steps = place.filter((step) => step !== '@');
  for (let length = 1; length <= steps.length; length++) yield steps.slice(0, length).join('.');
}
