import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';

/** The four subgraphs, by name. */
export const subgraphs = ['identity', 'conversations', 'channels', 'automation'] as const;
export type SubgraphName = (typeof subgraphs)[number];

/** Composes the services' schemas; throws with every composition error, one a line. */
export function compose(): { supergraph: string; api: string } {
  const definitions = subgraphs.map((name) => ({
    name,
    url: `parlor://${name}`,
    typeDefs: parse(readFileSync(new URL(`../services/${name}/schema.graphql`, import.meta.url), 'utf8')),
  }));
  const result = composeServices(definitions);
  if (result.errors) throw new Error(result.errors.map((error) => error.message).join('\n'));
  return { supergraph: result.supergraphSdl, api: `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema())}\n` };
}

/** Where a generated file of this folder is. */
export function generated(file: 'supergraph.graphql' | 'api.graphql'): URL {
  return new URL(file, import.meta.url);
}

if (import.meta.main) {
  const { supergraph, api } = compose();
  writeFileSync(generated('supergraph.graphql'), supergraph);
  writeFileSync(generated('api.graphql'), api);
}
