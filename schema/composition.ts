import { writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';
import { generated, subgraphSdl, subgraphs } from './sdl.ts';

/** Composes the services' schemas; throws with every composition error, one a line. */
export function compose(): { supergraph: string; api: string } {
  const definitions = subgraphs.map((name) => ({
    name,
    url: `parlor://${name}`,
    typeDefs: parse(subgraphSdl(name)),
  }));
  const result = composeServices(definitions);
  if (result.errors) throw new Error(result.errors.map((error) => error.message).join('\n'));
  return { supergraph: result.supergraphSdl, api: `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema())}\n` };
}

if (import.meta.main) {
  const { supergraph, api } = compose();
  writeFileSync(generated('supergraph.graphql'), supergraph);
  writeFileSync(generated('api.graphql'), api);
}
