import { subgraphSdl, subgraphs } from '../../../schema/sdl.ts';

/** Our own graph. */
export const parlor: Record<string, string> = Object.fromEntries(subgraphs.map((name) => [name, subgraphSdl(name)]));
