import { writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';
import { lint } from './lint.ts';
import { generated, subgraphSdl, subgraphs } from './sdl.ts';

/** Composes the services' schemas; throws with everything that is wrong, one a line. */
export function compose(): { supergraph: string; api: string } {
  const definitions = subgraphs.map((name) => ({
    name,
    url: `parlor://${name}`,
    typeDefs: parse(subgraphSdl(name)),
  }));
  const result = composeServices(definitions);
  if (result.errors) throw new Error(result.errors.map((error) => error.message).join('\n'));
  const wrong = lint(result.supergraphSdl).filter(({ level }) => level === 'error');
  if (wrong.length > 0) throw new Error(wrong.map(({ at, message }) => `${at}: ${message}`).join('\n'));
  return { supergraph: result.supergraphSdl, api: `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema())}\n` };
}

if (import.meta.main) {
  const { supergraph, api } = compose();
  writeFileSync(generated('supergraph.graphql'), supergraph);
  writeFileSync(generated('api.graphql'), api);
  for (const { at, message } of lint(supergraph)) process.stdout.write(`${at}: ${message}\n`);
}
