import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { directiveOf } from '../directive.ts';
import { fragmentsOf } from '../execution/asked.ts';
import type { ReadOperation } from './read.ts';

/**
 * What an operation costs at most, with coerced variables: each object one, or what `@cost` says, as many times as the lists it stands in are
 * long by their slicing arguments and `@listSize`; ten for each mutation. Of the types something may have, the dearest counts.
 */
export type CostOf = (operation: ReadOperation, variables: Record<string, unknown>) => number;

type Cost = (variables: Record<string, unknown>) => number;
/** Works out one value of a cost from values that stand before it. */
type Step = (values: Float64Array, variables: Record<string, unknown>) => number;
/** Fields below a connection that are as long as the connection was asked to be: their names, and where their length stands. */
interface Sized {
  fields: readonly string[];
  step: number;
}

const most = Number.MAX_SAFE_INTEGER;
/** The length of a list of which nothing is said. */
const unsaid = 10;
const ofMutation = 10;

/** Costs by the directives of a supergraph; each operation is compiled once. */
export function createCosts(routed: GraphQLSchema): CostOf {
  const known = new WeakMap<OperationDefinitionNode, Cost>();
  return (operation, variables) => {
    let cost = known.get(operation.definition);
    if (!cost) {
      cost = compileCost(routed, operation);
      known.set(operation.definition, cost);
    }
    return cost(variables);
  };
}

/** Every selection set, at every type it may stand at, becomes one step behind the steps it needs: nothing is worked out twice. */
function compileCost(routed: GraphQLSchema, { document, definition }: ReadOperation): Cost {
  const fragments = fragmentsOf(document);
  const steps: Step[] = [];
  const known = new Map<SelectionSetNode, Map<string, number>>();

  function add(step: Step): number {
    return steps.push(step) - 1;
  }

  function addSet(set: SelectionSetNode, type: GraphQLNamedType, sized?: Sized): number {
    const key = `${type.name} ${sized?.step}`;
    const ofSet = known.get(set) ?? new Map<string, number>();
    known.set(set, ofSet);
    const found = ofSet.get(key);
    if (found !== undefined) return found;
    const index = isAbstractType(type)
      ? add(dearest(routed.getPossibleTypes(type).map((possible) => addSet(set, possible, sized))))
      : add(sum(set.selections.map((node) => under(node, addSelection(node, type as GraphQLObjectType, sized)))));
    ofSet.set(key, index);
    return index;
  }

  function addSelection(node: SelectionNode, type: GraphQLObjectType, sized?: Sized): Step {
    if (node.kind === Kind.FIELD) return addField(node, type, sized);
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node;
    const condition = fragment.typeCondition && routed.getType(fragment.typeCondition.name.value);
    const applies = !condition || condition === type || (isAbstractType(condition) && routed.isSubType(condition, type));
    return applies ? at(addSet(fragment.selectionSet, type, sized)) : () => 0;
  }

  function addField(node: FieldNode, parent: GraphQLObjectType, sized?: Sized): Step {
    const field = parent.getFields()[node.name.value];
    if (!field) return () => 0;
    const said = directiveOf<ListSize>(routed, 'listSize', field.astNode);
    const length = said ? add(lengthOf(node, field, said)) : undefined;
    const below = said?.sizedFields && length !== undefined ? { fields: said.sizedFields, step: length } : undefined;
    const times = below || !isListType(getNullableType(field.type)) ? one : lengthIn(node.name.value, length, sized);
    const inner = node.selectionSet ? at(addSet(node.selectionSet, getNamedType(field.type), below)) : () => 0;
    const own = weightOf(routed, field);
    const once = argumentsOf(routed, field, node) + (parent === routed.getMutationType() ? ofMutation : 0);
    return (values, variables) => Math.min(once + times(values, variables) * (own + inner(values, variables)), most);
  }

  const last = addSet(definition.selectionSet, routed.getRootType(definition.operation)!);
  return (variables) => {
    const values = new Float64Array(steps.length);
    for (let index = 0; index <= last; index++) values[index] = Math.min(steps[index]!(values, variables), most);
    return values[last]!;
  };
}

const one: Step = () => 1;

function at(index: number): Step {
  return (values) => values[index]!;
}

function dearest(indexes: number[]): Step {
  return (values) => indexes.reduce((cost, index) => Math.max(cost, values[index]!), 0);
}

function sum(parts: Step[]): Step {
  return (values, variables) => parts.reduce((cost, part) => cost + part(values, variables), 0);
}

/** What is under @skip or @include costs only where it is asked for. */
function under({ directives = [] }: SelectionNode, cost: Step): Step {
  const conditions = directives.filter(({ name: { value } }) => value === 'skip' || value === 'include');
  if (conditions.length === 0) return cost;
  return (values, variables) => {
    const asked = conditions.every(({ name, arguments: given }) => plainOf(given?.[0], variables) === (name.value === 'include'));
    return asked ? cost(values, variables) : 0;
  };
}

function lengthIn(name: string, own: number | undefined, sized: Sized | undefined): Step {
  if (own !== undefined) return at(own);
  return sized?.fields.includes(name) ? at(sized.step) : () => unsaid;
}

interface ListSize {
  assumedSize?: number;
  slicingArguments?: readonly string[];
  sizedFields?: readonly string[];
}

/** The greatest of the slicing arguments that are given, or of their defaults; else the assumed length. */
function lengthOf(node: FieldNode, field: GraphQLField<unknown, unknown>, { assumedSize = unsaid, slicingArguments = [] }: ListSize): Step {
  const slicing = slicingArguments.map((name) => ({
    given: node.arguments?.find((argument) => argument.name.value === name),
    otherwise: field.args.find((argument) => argument.name === name)?.defaultValue,
  }));
  return (_, variables) => {
    const lengths = slicing
      .map(({ given, otherwise }) => plainOf(given, variables) ?? otherwise)
      .filter((length): length is number => typeof length === 'number');
    return lengths.length > 0 ? Math.max(0, ...lengths) : assumedSize;
  };
}

/** An argument that is a number or a truth value; `undefined` where it is anything else, or not given. */
function plainOf(argument: ArgumentNode | undefined, variables: Record<string, unknown>): unknown {
  switch (argument?.value.kind) {
    case Kind.VARIABLE:
      return variables[argument.value.name.value] ?? undefined;
    case Kind.INT:
      return Number(argument.value.value);
    case Kind.BOOLEAN:
      return argument.value.value;
    default:
      return undefined;
  }
}

function weightOf(routed: GraphQLSchema, field: GraphQLField<unknown, unknown>): number {
  const type = getNamedType(field.type);
  const said = directiveOf<Weight>(routed, 'cost', field.astNode) ?? directiveOf<Weight>(routed, 'cost', type.astNode);
  return said?.weight ?? (isCompositeType(type) ? 1 : 0);
}

function argumentsOf(routed: GraphQLSchema, field: GraphQLField<unknown, unknown>, { arguments: given = [] }: FieldNode): number {
  return field.args
    .filter(({ name }) => given.some((argument) => argument.name.value === name))
    .reduce((cost, { astNode }) => cost + (directiveOf<Weight>(routed, 'cost', astNode)?.weight ?? 0), 0);
}

interface Weight {
  weight: number;
}
