import { readFileSync } from 'node:fs';

/** The four subgraphs, by name. */
export const subgraphs = ['identity', 'conversations', 'channels', 'automation'] as const;
export type SubgraphName = (typeof subgraphs)[number];

/** A subgraph's schema: what all of them share, then what the service's own schema.graphql says. */
export function subgraphSdl(name: SubgraphName): string {
  return [new URL('common.graphql', import.meta.url), new URL(`../services/${name}/schema.graphql`, import.meta.url)]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

/** Where a generated file of this folder is. */
export function generated(file: 'supergraph.graphql' | 'api.graphql'): URL {
  return new URL(file, import.meta.url);
}
