import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { createDocuments, type ReadDocument } from '../document/read.ts';

/** A supergraph and what is made of it. Never changes: another supergraph is another generation. */
export interface Generation {
  sdl: string;
  supergraph: Supergraph;
  /** What clients see. */
  schema: GraphQLSchema;
  /** The same with what the planner needs to know. */
  routed: GraphQLSchema;
  planner: QueryPlanner;
  read: ReadDocument;
}

/** Makes all that is made of a supergraph. */
export function createGeneration(sdl: string): Generation {
  const supergraph = Supergraph.build(sdl);
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  return {
    sdl,
    supergraph,
    schema,
    routed: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
    read: createDocuments(schema),
  };
}
