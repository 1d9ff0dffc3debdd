import type { GraphQLSchema } from 'graphql';
import { merge } from './merge.ts';
import { isData } from './own.ts';
import { objectsAt } from './place.ts';
import { rewrite } from './rewrite.ts';
import type { Data, EntityGroup, Fetch } from './step.ts';

/** What a subgraph is asked about for one group: each object once, however many places it has in the answer. */
export interface Gathered {
  group: EntityGroup;
  /** The objects at the place of each of the fetches. */
  targets: Data[][];
  /** For each of them its number among the representations; -1 where it needs none. */
  numbers: number[][];
  /** The texts of the representations, in the order of their numbers. */
  texts: string[];
}

/** Entities as they came, by the text of their representation. */
export type Known = Map<string, unknown>;

/** Looks up what a group must ask for; undefined when that is nothing. What is known already is taken over at once. */
export function gather(group: EntityGroup, root: Data, known: Known | undefined, routed: GraphQLSchema): Gathered | undefined {
  const seen = new Map<string, number>();
  const texts: string[] = [];
  const targets: Data[][] = [];
  const numbers: number[][] = [];
  for (const fetch of group.fetches) {
    const objects = objectsAt(root, fetch.place);
    const own: number[] = [];
    for (let i = 0; i < objects.length; i++) {
      const target = objects[i]!;
      const text = fetch.representation!.write(target);
      if (text === undefined) own.push(-1);
      else if (known?.has(text)) {
        own.push(-1);
        add(fetch, target, known.get(text), true, routed);
      } else {
        const number = seen.get(text);
        own.push(number ?? texts.length);
        if (number !== undefined) continue;
        seen.set(text, texts.length);
        texts.push(text);
      }
    }
    targets.push(objects);
    numbers.push(own);
  }
  return texts.length > 0 ? { group, targets, numbers, texts } : undefined;
}

/** Adds the entities that came to the objects they are about. */
export function spread({ group, targets, numbers, texts }: Gathered, entities: unknown, routed: GraphQLSchema): void {
  if (!Array.isArray(entities)) throw new Error('Expected "data._entities" in response to be an array');
  if (entities.length !== texts.length) throw new Error(`Expected "data._entities" to contain ${texts.length} elements`);
  const taken = new Uint8Array(texts.length);
  for (let f = 0; f < group.fetches.length; f++) {
    const objects = targets[f]!;
    for (let i = 0; i < objects.length; i++) {
      const number = numbers[f]![i]!;
      if (number < 0) continue;
      add(group.fetches[f]!, objects[i]!, entities[number], taken[number] === 1, routed);
      taken[number] = 1;
    }
  }
}

function add(fetch: Fetch, target: Data, entity: unknown, isTaken: boolean, routed: GraphQLSchema): void {
  if (!isData(entity)) return;
  if (fetch.rewrites.length > 0) merge(target, rewritten(fetch, entity, target, routed));
  else merge(target, isTaken && !fetch.shares ? structuredClone(entity) : entity);
}

/** Rewrites may depend on the type of each target: every one gets its own copy of what came. */
function rewritten(fetch: Fetch, entity: Data, target: Data, routed: GraphQLSchema): Data {
  const own = structuredClone(entity);
  own.__typename ||= target.__typename;
  rewrite(routed, fetch.rewrites, own);
  return own;
}
