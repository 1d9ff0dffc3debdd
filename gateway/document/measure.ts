import {
  type DocumentNode,
  type FieldNode,
  getIntrospectionQuery,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../execution/asked.ts';
import { exceeded, type Limits } from './limit.ts';

/**
 * Refuses documents that are too large with their fragments written out, by throwing LIMIT_EXCEEDED; gives those of its operations that
 * introspect.
 */
export type Measure = (document: DocumentNode) => ReadonlySet<OperationDefinitionNode>;

/** The fields that stand under one name at one place of the answer. */
interface Place {
  count: number;
  below: Map<string, Place>;
}

/** Where a walk is: how deep, at which place, and how often this part of an introspection repeats; 0 outside of one. */
interface Where {
  depth: number;
  places: Map<string, Place>;
  repeats: number;
}

/** How often each list of the introspection is taken to repeat what stands below it. */
const listed = new Map([
  ['types', 100],
  ['fields', 10],
  ['directives', 10],
  ['inputFields', 5],
  ['enumValues', 5],
  ['possibleTypes', 5],
  ['args', 3],
  ['interfaces', 2],
]);
/** How many pairs of fields may stand at one place each: validation compares every two. */
const mostPairs = 20_000;
const writtenOut = ', its fragments written out';
/** How many times an operation may introspect as much as the standard introspection does. */
const mostIntrospections = 2;
const unlimited: Limits = {
  LIMIT_DEPTH: Infinity,
  LIMIT_ALIASES: Infinity,
  LIMIT_ROOT_FIELDS: Infinity,
  LIMIT_DIRECTIVES: Infinity,
  LIMIT_TOKENS: Infinity,
  LIMIT_FIELDS: Infinity,
};

/** Measures documents of which nothing is known yet, not even whether their fragments end. */
export function createMeasure(limits: Limits): Measure {
  const everything = {
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  };
  const [standard = 0] = walkAll(parse(getIntrospectionQuery(everything)), unlimited, Infinity).values();
  const mostIntrospected = mostIntrospections * standard;
  return (document) => {
    const introspections = walkAll(document, limits, mostIntrospected);
    return new Set([...introspections].flatMap(([definition, much]) => (much > 0 ? [definition] : [])));
  };
}

/**
 * Walks every operation as if its fragments were written out, and ends as soon as there is more than there may be: the walk is as bounded as
 * the limits are. Gives how much each introspects.
 */
function walkAll(document: DocumentNode, limits: Limits, mostIntrospected: number): Map<OperationDefinitionNode, number> {
  const { LIMIT_DEPTH, LIMIT_ROOT_FIELDS, LIMIT_FIELDS, LIMIT_ALIASES } = limits;
  const fragments = fragmentsOf(document);
  const within = new Set<string>();
  let steps = 0;
  let sum = { roots: 0, fields: 0, aliases: 0, pairs: 0, introspected: 0 };

  function walk({ selections }: SelectionSetNode, where: Where): void {
    for (const node of selections) {
      if (++steps > LIMIT_FIELDS * 10) throw exceeded('The document has too many fields, its fragments written out', 'LIMIT_FIELDS');
      if (node.kind === Kind.FIELD) take(node, where);
      else if (node.kind === Kind.INLINE_FRAGMENT) walk(node.selectionSet, where);
      else spread(node.name.value, where);
    }
  }

  /** A fragment that contains itself is refused by validation; here it ends. */
  function spread(name: string, where: Where): void {
    const fragment = fragments.get(name);
    if (!fragment || within.has(name)) return;
    within.add(name);
    walk(fragment.selectionSet, where);
    within.delete(name);
  }

  function take({ name: { value: name }, alias, selectionSet }: FieldNode, { depth, places, repeats }: Where): void {
    const introspects = repeats || (name === '__schema' || name === '__type' ? 1 : 0);
    const place = placeOf(places, alias?.value ?? name);
    sum.pairs += place.count++;
    sum.introspected += introspects;
    sum.fields++;
    if (alias) sum.aliases++;
    if (depth === 1) sum.roots++;
    check(introspects ? 1 : depth);
    if (!selectionSet) return;
    walk(selectionSet, { depth: depth + 1, places: place.below, repeats: introspects * (listed.get(name) ?? 1) });
  }

  function check(depth: number): void {
    if (depth > LIMIT_DEPTH) throw exceeded(`The operation is more than ${LIMIT_DEPTH} fields deep`, 'LIMIT_DEPTH');
    if (sum.roots > LIMIT_ROOT_FIELDS) throw exceeded(`The operation has more than ${LIMIT_ROOT_FIELDS} root fields`, 'LIMIT_ROOT_FIELDS');
    if (sum.aliases > LIMIT_ALIASES) throw exceeded(`The operation has more than ${LIMIT_ALIASES} aliases${writtenOut}`, 'LIMIT_ALIASES');
    if (sum.fields > LIMIT_FIELDS) throw exceeded(`The operation has more than ${LIMIT_FIELDS} fields${writtenOut}`, 'LIMIT_FIELDS');
    if (sum.pairs > mostPairs) throw exceeded('The operation asks for the same fields at the same places too often');
    if (sum.introspected > mostIntrospected) throw exceeded('The operation introspects far more than the standard introspection does');
  }

  const introspections = new Map<OperationDefinitionNode, number>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    sum = { roots: 0, fields: 0, aliases: 0, pairs: 0, introspected: 0 };
    walk(node.selectionSet, { depth: 1, places: new Map(), repeats: 0 });
    introspections.set(node, sum.introspected);
  }
  return introspections;
}

function placeOf(places: Map<string, Place>, name: string): Place {
  const known = places.get(name);
  if (known) return known;
  const place = { count: 0, below: new Map<string, Place>() };
  places.set(name, place);
  return place;
}
