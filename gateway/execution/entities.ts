import { type GraphQLSchema, isObjectType } from 'graphql';
import { merge } from './merge.ts';
import { isData } from './own.ts';
import { objectsAt } from './place.ts';
import type { Form } from './representation.ts';
import { rewrite } from './rewrite.ts';
import type { Data, EntityGroup, Fetch } from './step.ts';

/** What a subgraph is asked about for one group: each object once, however many places it has in the answer. */
export interface Gathered {
  group: EntityGroup;
  /** The objects at the place of each of the fetches. */
  targets: Data[][];
  /** For each of them its number among the representations; below 0 where it asks for none. */
  numbers: number[][];
  /** The texts of the representations, in the order of their numbers. */
  texts: string[];
}

/** Entities as they came, by the text of their representation. */
export type Known = Map<string, unknown>;

/** Looks up what a group must ask for; undefined when that is nothing. What is known already is taken over at once. */
export function gather(group: EntityGroup, root: Data, known: Known | undefined, routed: GraphQLSchema): Gathered | undefined {
  const gathered: Gathered = { group, targets: [], numbers: [], texts: [] };
  const seen: Seen = { byText: new Map(), form: undefined, byKey: new Map() };
  for (const fetch of group.fetches) {
    const objects = objectsAt(root, fetch.place, fetch.plain);
    const numbers: number[] = [];
    for (let i = 0; i < objects.length; i++) {
      const target = objects[i]!;
      const number = numberOf(fetch, target, seen, gathered.texts, known);
      if (number === isKnown) add(fetch, target, known!.get(fetch.representation!.write(target)!), true, routed);
      numbers.push(number);
    }
    gathered.targets.push(objects);
    gathered.numbers.push(numbers);
  }
  return gathered.texts.length > 0 ? gathered : undefined;
}

const isKnown = -2;

/** The numbers that representations have been given. */
interface Seen {
  byText: Map<string, number>;
  /** Of the first form that has one: by the value of its key instead, which is sooner compared than the text is written. */
  byKey: Map<string, number>;
  form: Form | undefined;
}

function numberOf({ representation }: Fetch, target: Data, seen: Seen, texts: string[], known: Known | undefined): number {
  const form = representation!.formOf(target.__typename);
  const value = form?.key && (seen.form ?? form) === form ? target[form.key] : undefined;
  if (typeof value !== 'string') return numberAs(undefined, representation!.write(target), seen.byText, texts, known);
  seen.form = form;
  return seen.byKey.get(value) ?? numberAs(value, representation!.write(target), seen.byKey, texts, known);
}

function numberAs(
  key: string | undefined,
  text: string | undefined,
  seen: Map<string, number>,
  texts: string[],
  known: Known | undefined,
): number {
  if (text === undefined) return -1;
  const number = known?.has(text) ? isKnown : (seen.get(key ?? text) ?? texts.length);
  if (number === texts.length) {
    seen.set(key ?? text, number);
    texts.push(text);
  }
  return number;
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
  const { __typename: name } = entity;
  // The subgraph of an @interfaceObject says only the interface's name: what the object is, is known already.
  if (typeof name === 'string' && name !== target.__typename && target.__typename && !isObjectType(routed.getType(name))) {
    entity.__typename = undefined;
  }
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
