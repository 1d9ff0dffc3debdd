import {
  type DocumentNode,
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { createInputs, type Inputs } from './input.ts';
import type { Random } from './random.ts';

const keywords = { query: 'query', mutation: 'mutation', subscription: 'subscription' };
/** Names that every object in JavaScript knows already. */
const strangeNames = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length'];
const introspections = [
  '__schema { queryType { name } directives { name args { name } } }',
  '__type(name: "Query") { kind name fields { name type { name ofType { kind } } } }',
];

/** Writes an operation that the schema allows; `undefined` when it did not get one right in some tries. */
export function writeOperation(schema: GraphQLSchema, random: Random, kind: OperationTypeNode): DocumentNode | undefined {
  for (let attempt = 0; attempt < 12; attempt++) {
    const document = parse(draft(schema, random, kind), { noLocation: true });
    if (validate(schema, document, undefined, { maxErrors: 1 }).length === 0) return document;
  }
  return undefined;
}

interface Draft {
  schema: GraphQLSchema;
  random: Random;
  inputs: Inputs;
  fragments: { name: string; on: GraphQLCompositeType; text: string }[];
  /** How each field was asked for under each name: where it is asked for again, so that the two merge. */
  spellings: Map<string, string>;
  /** How many selections may still be made. */
  left: number;
}

function draft(schema: GraphQLSchema, random: Random, kind: OperationTypeNode): string {
  const inputs = createInputs(random);
  const state: Draft = { schema, random, inputs, fragments: [], spellings: new Map(), left: random.chance(8) ? 120 : 8 + random.below(32) };
  const root = schema.getRootType(kind)!;
  const depth = 2 + random.below(5);
  const selections =
    kind === 'subscription'
      ? `{ ${field(state, root, random.pick(Object.values(root.getFields())), depth, false)} }`
      : selectionSet(state, root, depth);
  const fragments = state.fragments.map(({ name, on, text }) => `fragment ${name} on ${on.name} ${text}`);
  return [`${keywords[kind]} Drawn${inputs.definitions()} ${selections}`, ...fragments].join('\n');
}

function selectionSet(state: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = state;
  const wanted = 1 + random.below(5);
  const selections: string[] = [];
  while (selections.length < wanted && (selections.length === 0 || state.left > 0)) {
    state.left--;
    selections.push(selection(state, type, depth));
  }
  if (type === schema.getQueryType() && random.chance(2)) selections.push(random.pick(introspections));
  return `{ ${selections.join(' ')} }`;
}

function selection(state: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random } = state;
  if (random.chance(isAbstractType(type) ? 50 : 10)) return fragment(state, type, depth);
  if (isUnionType(type) || random.chance(8)) return random.chance(20) ? `typename_a: __typename${condition(state, 10)}` : '__typename';
  const fields = Object.values(type.getFields());
  const fitting = depth > 0 && state.left > 0 ? fields : fields.filter((each) => isLeafType(getNamedType(each.type)));
  return fitting.length > 0 ? field(state, type, random.pick(fitting), depth, true) : '__typename';
}

function field(
  state: Draft,
  parent: GraphQLCompositeType,
  definition: GraphQLField<unknown, unknown>,
  depth: number,
  free: boolean,
): string {
  const { random } = state;
  const { name } = definition;
  const aliases = random.chance(8) ? strangeNames : [`${name}_a`, `${name}_b`, `${name}_${parent.name}`];
  const alias = random.chance(30) ? random.pick(aliases) : name;
  const key = `${alias} ${parent.name}.${name}`;
  const spelling = state.spellings.get(key) ?? `${alias === name ? name : `${alias}: ${name}`}${argumentsOf(state, definition)}`;
  state.spellings.set(key, spelling);
  const named = getNamedType(definition.type);
  const below = isCompositeType(named) ? ` ${selectionSet(state, named, depth - 1)}` : '';
  return `${spelling}${free ? condition(state, 10) : ''}${below}`;
}

function argumentsOf({ random, inputs }: Draft, { args }: GraphQLField<unknown, unknown>): string {
  const given = args.filter(({ type, defaultValue }) => (isNonNullType(type) && defaultValue === undefined) || random.chance(50));
  return given.length > 0 ? `(${given.map(({ name, type }) => `${name}: ${inputs.write(type)}`).join(', ')})` : '';
}

function fragment(state: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = state;
  const composite = Object.values(schema.getTypeMap()).filter(isCompositeType);
  const overlapping = composite.filter((each) => !each.name.startsWith('__') && doTypesOverlap(schema, type, each));
  const on = random.pick(overlapping);
  // Without it the stock executor forgets what an object is when a fragment on an interface surrounds one on the object's own type.
  const reminder = isObjectType(type) && isAbstractType(on) ? '__typename ' : '';
  return `${reminder}...${random.chance(35) ? inline(state, type, on, depth) : named(state, on, depth)}`;
}

function inline(state: Draft, type: GraphQLCompositeType, on: GraphQLCompositeType, depth: number): string {
  const within = state.random.chance(15) ? type : on;
  return `${within === type ? '' : ` on ${on.name}`}${condition(state, 20)} ${selectionSet(state, within, depth)}`;
}

function named(state: Draft, on: GraphQLCompositeType, depth: number): string {
  const { random } = state;
  const known = state.fragments.filter((each) => each.on === on);
  if (known.length > 0 && random.chance(40)) return `${random.pick(known).name}${condition(state, 20)}`;
  const text = selectionSet(state, on, depth);
  const name = `F${state.fragments.length}`;
  state.fragments.push({ name, on, text });
  return `${name}${condition(state, 20)}`;
}

function condition({ random, inputs }: Draft, percent: number): string {
  if (!random.chance(percent)) return '';
  const first = ` @${random.pick(['include', 'skip'])}(if: ${inputs.condition()})`;
  return random.chance(10) ? `${first} @${first.includes('skip') ? 'include' : 'skip'}(if: ${inputs.condition()})` : first;
}
