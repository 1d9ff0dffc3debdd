import { readFileSync } from 'node:fs';
import type { Settings } from '../../kit/env.ts';
import { generated, type SubgraphName, subgraphs } from '../../schema/sdl.ts';

type Urls = Pick<Settings, `${Uppercase<SubgraphName>}_URL`>;

/** The supergraph with the URLs that gateways of others find in it. */
export function supergraphOf(urls: Urls): string {
  const sdl = readFileSync(generated('supergraph.graphql'), 'utf8');
  return subgraphs.reduce((text, name) => text.replace(`parlor://${name}`, urlOf(urls, name)), sdl);
}

/** Where a subgraph is. */
export function urlOf(urls: Urls, name: SubgraphName): string {
  return urls[`${name.toUpperCase() as Uppercase<SubgraphName>}_URL`];
}
