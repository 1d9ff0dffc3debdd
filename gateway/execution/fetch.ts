import type { FetchNode } from '@apollo/query-planner';
import { type GraphQLSchema, parse } from 'graphql';
import { CodedError } from '../../schema/errors.ts';
import { type AskedField, askedFields, isNested, visibilityOf } from './asked.ts';
import { compileRepresentation } from './representation.ts';
import type { Fetch, Place } from './step.ts';

/** A fetch with what its document asks for, as long as the plan is compiled. */
export interface Planned {
  fetch: Fetch;
  asked: AskedField[];
}

/** Makes one fetch of a plan ready. */
export function compileFetch(routed: GraphQLSchema, node: FetchNode, place: Place): Planned {
  if (node.contextRewrites?.length)
    throw new CodedError('BAD_INPUT', 'The operation needs @fromContext, which this gateway does not execute.');
  const { serviceName: service, operation: query, operationName, outputRewrites, inputRewrites, requires } = node;
  const asked = askedFields(routed, parse(query, { noLocation: true }));
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
    names: [...new Set(asked.filter(({ path }) => path.length === 1).map(({ path }) => path[0]!))],
    representation: requires && compileRepresentation(routed, requires, inputRewrites ?? []),
    rewrites: outputRewrites ?? [],
    shares: true,
    settled: true,
  };
  return { fetch, asked };
}

/** Finds out which fetches add to the same nested objects, and marks them. */
export function markSharing(planned: readonly Planned[]): void {
  const written = planned.map(nestedPlaces);
  planned.forEach(({ fetch }, index) => {
    const others = written.filter((_, other) => other !== index);
    const own = [...written[index]!];
    fetch.shares = own.every((place) => others.every((other) => !other.has(place)));
    fetch.settled =
      fetch.shares && own.every((place) => planned.every((other) => other.fetch === fetch || !isBelow(other.fetch.place, place)));
  });
}

function nestedPlaces({ fetch, asked }: Planned): Set<string> {
  const renamed = new Map<string, string>();
  for (const one of fetch.rewrites) if (one.kind === 'KeyRenamer') renamed.set(one.path.at(-1)!, one.renameKeyTo);
  const above = fetch.place.filter((step) => step !== '@');
  const paths = asked.filter(isNested).map(({ path }) => [...above, ...path.map((name) => renamed.get(name) ?? name)]);
  return new Set(paths.map((path) => path.join('.')));
}

function isBelow(place: Place, above: string): boolean {
  const path = place.filter((step) => step !== '@').join('.');
  return path === above || path.startsWith(`${above}.`);
}
