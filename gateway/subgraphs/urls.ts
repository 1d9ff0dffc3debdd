import { type GraphQLSchema, isEnumType, Kind, valueFromASTUntyped } from 'graphql';

/** Where a supergraph says its subgraphs are, by their names; from its schema with the directives in the syntax tree. */
export function subgraphUrls(supergraph: GraphQLSchema): Record<string, string> {
  const graphs = supergraph.getType('join__Graph');
  if (!isEnumType(graphs)) return {};
  const directives = graphs.getValues().flatMap(({ astNode }) => astNode?.directives ?? []);
  const told = directives.map(({ arguments: given = [] }) =>
    Object.fromEntries(given.map(({ name, value }) => [name.value, value.kind === Kind.STRING ? value.value : valueFromASTUntyped(value)])),
  );
  return Object.fromEntries(told.map(({ name, url }) => [String(name), String(url)]));
}
