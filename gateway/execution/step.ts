import type { FetchDataRewrite } from '@apollo/query-planner';
import type { Visibility } from '../visibility.ts';
import type { Representation } from './representation.ts';

/** What a subgraph or the gateway holds as an object of the answer. */
export type Data = Record<string, unknown>;

/** The way from the root of the answer to what a fetch adds to; `@` stands for every element of a list. */
export type Place = readonly string[];

/** One thing to do for an operation, as the planner wants it. */
export type Step =
  | { kind: 'sequence'; steps: Step[] }
  | { kind: 'parallel'; steps: Step[] }
  | { kind: 'condition'; variable: string; yes: Step | undefined; no: Step | undefined }
  | { kind: 'fetch'; fetch: Fetch }
  | { kind: 'entities'; request: EntityRequest };

/** One fetch of a plan, made ready. */
export interface Fetch {
  service: string;
  kind: 'query' | 'mutation';
  /** How far its answer may be shared. */
  visibility: Visibility;
  query: string;
  operationName: string | undefined;
  /** The body up to where the variables begin. */
  prefix: string;
  variables: readonly string[];
  /** Where its answer belongs. */
  place: Place;
  /** True when none of the place's names is one that every object inherits. */
  plain: boolean;
  /** The response names it gives there. */
  names: readonly string[];
  /** What it must know of the objects there; without it, it fetches from the root. */
  representation: Representation | undefined;
  /** What it selects of entities, where that can be asked for together with others. */
  part: EntityPart | undefined;
  rewrites: readonly FetchDataRewrite[];
  /** False where another fetch adds to the same nested objects: then each object gets its own copy of what came for several. */
  shares: boolean;
  /** True when nothing else adds to what it gives, so that another fetch of the same may use it too. */
  settled: boolean;
}

/** A fetch of entities without its frame: the text of its selection, and of the definitions of its variables. */
export interface EntityPart {
  selection: string;
  definitions: readonly string[];
}

/** Fetches that select the same from entities: what one of them learns serves the others. */
export interface EntityGroup {
  fetches: Fetch[];
  /** Names what it selects, where a later request of the operation selects the same. */
  twin: string | undefined;
}

/** Entity fetches of one subgraph that go as one request. */
export interface EntityRequest {
  groups: EntityGroup[];
  /** The body up to its variables, by which of the groups have something to ask. */
  prefixes: Map<string, string>;
}
