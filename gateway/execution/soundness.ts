import { type GraphQLNamedType, type GraphQLSchema, isAbstractType } from 'graphql';
import { CodedError } from '../../schema/errors.ts';
import { callText } from './argument.ts';
import { type AskedField, fieldsIn } from './asked.ts';
import { type Planned, placeOf } from './fetch.ts';
import { keysOf, requirementsOf } from './join.ts';
import { isOfType } from './subtype.ts';

/** What a plan fetches under one name at one place. */
interface Given {
  call: string;
  parent: GraphQLNamedType | undefined;
}

/** What somebody counts on to find under a name at a place: the client in the answer, a subgraph in a representation. */
interface Wanted extends Given {
  place: string;
  name: string;
}

/**
 * Refuses plans that would give something else than was asked for. The planner is known for three kinds: one name at one place is fetched with one
 * set of arguments, or from one field, though the client or an @requires counts on another; an entity is asked for with a key that is not
 * whole; something is not fetched at all.
 */
export function refuseUnsound(routed: GraphQLSchema, fields: readonly AskedField[], planned: readonly Planned[]): void {
  const asked = fields.filter(({ definitions }) => definitions.length > 0);
  const given = new Map<string, Given[]>();
  for (const { fetch, asked: fields } of planned) {
    for (const field of fields) {
      const place = placeOf(fetch, field.path);
      const known = given.get(place);
      if (known) known.push(givenBy(field));
      else given.set(place, [givenBy(field)]);
    }
  }
  for (const { path, always } of asked) {
    if (path.at(-1) === '__typename') throw unsound('only the name of the type can be called `__typename`.');
    if (always && !given.has(path.join('.'))) throw unsound(`nothing can give ${path.join(' / ')}.`);
  }
  const wanted = [...asked.map((field) => wantedAs(field, field.path.join('.'))), ...planned.flatMap((one) => required(routed, one))];
  for (const { place, name, call, parent } of wanted) {
    if (!given.get(place)?.some((one) => one.call !== call && areOneType(routed, one.parent, parent))) continue;
    throw unsound(`${place.split('.').join(' / ')} is needed twice, with different meanings: give the field \`${name}\` another alias.`);
  }
  for (const one of planned) refuseBrokenKey(routed, one);
}

function unsound(why: string): CodedError {
  return new CodedError('PLAN_UNSOUND', `The operation cannot be planned so that its answer would be right: ${why}`);
}

function givenBy({ node, definitions, parent }: AskedField): Given {
  return { call: callText(node, definitions[0]?.field.args), parent };
}

function wantedAs(field: AskedField, place: string): Wanted {
  return { ...givenBy(field), place, name: field.node.name.value };
}

/** What the fields of a fetch require of the objects they are about, with the arguments that they require it with. */
function required(routed: GraphQLSchema, { fetch, requires, asked }: Planned): Wanted[] {
  if (requires.length === 0) return [];
  const above = fetch.place.filter((step) => step !== '@');
  return asked
    .filter(({ path }) => path.length === 1)
    .flatMap(({ definitions }) => definitions)
    .flatMap(({ parent, field }) => requirementsOf(routed, field, fetch.service).flatMap((set) => fieldsIn(routed, set, parent)))
    .map((each) => wantedAs(each, [...above, ...each.path].join('.')));
}

/** True when an object may be of both types; unknown types may be anything. */
function areOneType(routed: GraphQLSchema, one: GraphQLNamedType | undefined, other: GraphQLNamedType | undefined): boolean {
  if (!one || !other || one === other) return true;
  const types = typesOf(routed, one);
  return typesOf(routed, other).some((type) => types.includes(type));
}

function typesOf(routed: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  return isAbstractType(type) ? routed.getPossibleTypes(type) : [type];
}

/** A subgraph finds an entity by one of the keys that it says it resolves, whole. What stands for an interface adds to what stands for its types. */
function refuseBrokenKey(routed: GraphQLSchema, { fetch, requires }: Planned): void {
  for (const node of requires) {
    const type = node.kind === 'InlineFragment' && node.typeCondition ? routed.getType(node.typeCondition) : undefined;
    if (!type || typesOf(routed, type).some((each) => hasWholeKey(routed, each, fetch.service, requires))) continue;
    throw unsound(`no whole key of ${type.name} can be told to who has its ${fetch.names.join(', ')}.`);
  }
}

function hasWholeKey(routed: GraphQLSchema, type: GraphQLNamedType, service: string, requires: readonly RequiredNode[]): boolean {
  const applying = requires.filter(
    (node) => node.kind === 'Field' || (node.typeCondition && isOfType(routed, type.name, node.typeCondition)),
  );
  const has = new Set(leavesOf(applying));
  const keys = keysOf(routed, type, service);
  return keys.length === 0 || keys.some((key) => key.every((leaf) => has.has(leaf)));
}

type RequiredNode = Planned['requires'][number];

function leavesOf(nodes: readonly RequiredNode[], above = ''): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'InlineFragment') return leavesOf(node.selections, above);
    const here = `${above}${node.alias ?? node.name}`;
    return node.selections ? leavesOf(node.selections, `${here}.`) : [here];
  });
}
