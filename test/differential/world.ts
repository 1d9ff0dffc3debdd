import { composeServices } from '@apollo/composition';
import { operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { buildASTSchema, type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { createSubgraph, type Subgraph } from './subgraph.ts';
import { familiesOf } from './thing.ts';

/** A supergraph with subgraphs that make everything up, always in the same way. */
export interface World {
  /** What clients see. */
  schema: GraphQLSchema;
  /** The whole supergraph. */
  routed: GraphQLSchema;
  /** What clients see, as Apollo's executor takes it. */
  api: Schema;
  plan(document: DocumentNode): QueryPlan;
  subgraphs: Record<string, Subgraph>;
}

/** Composes subgraphs, given as SDL by name. */
export function createWorld(sources: Record<string, string>): World {
  const parsed = Object.entries(sources).map(([name, sdl]) => ({ name, typeDefs: parse(sdl) }));
  const composed = composeServices(parsed);
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  const supergraph = Supergraph.build(composed.supergraphSdl);
  const api = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  const families = familiesOf(parsed.map(({ typeDefs }) => typeDefs));
  const subgraphs = parsed.map(({ name, typeDefs }) => [name, createSubgraph(typeDefs, families)] as const);
  return {
    schema: api.toGraphQLJSSchema(),
    routed: buildASTSchema(parse(composed.supergraphSdl), { assumeValid: true, assumeValidSDL: true }),
    api,
    plan: (document) => planner.buildQueryPlan(operationFromDocument(api, document)),
    subgraphs: Object.fromEntries(subgraphs),
  };
}
