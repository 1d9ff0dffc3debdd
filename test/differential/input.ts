import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
} from 'graphql';
import type { Random } from './random.ts';

/** Writes arguments' values, and the variables they need. */
export interface Inputs {
  /** A value for a place of this type: a literal or a variable. */
  write(type: GraphQLInputType): string;
  /** A value for the `if` of a directive. */
  condition(): string;
  /** The definitions of the variables written so far, in parentheses; nothing when there are none. */
  definitions(): string;
}

/** Makes up inputs by a schema. */
export function createInputs(random: Random): Inputs {
  const variables: { name: string; type: string; text: string }[] = [];

  function declare(type: string, byDefault?: string): string {
    const text = `${type}${byDefault === undefined ? '' : ` = ${byDefault}`}`;
    const known = variables.filter((variable) => variable.text === text);
    if (known.length > 0 && random.chance(60)) return `$${random.pick(known).name}`;
    const name = `v${variables.length}`;
    variables.push({ name, type, text });
    return `$${name}`;
  }

  function variable(type: GraphQLInputType): string {
    const bare = String(type).replace(/!$/, '');
    if (isNonNullType(type)) return random.chance(20) ? declare(bare, literal(type, false)) : declare(String(type));
    return declare(random.chance(20) ? `${bare}!` : bare, random.chance(35) ? literal(type, false) : undefined);
  }

  function literal(type: GraphQLInputType, free: boolean): string {
    const within = (inner: GraphQLInputType) => (free ? write(inner) : literal(inner, false));
    if (isNonNullType(type)) return present(type.ofType, within);
    return random.chance(10) ? 'null' : present(type, within);
  }

  function present(type: GraphQLInputType, within: (type: GraphQLInputType) => string): string {
    if (isListType(type)) {
      if (random.chance(15)) return literal(type.ofType, false);
      return `[${Array.from({ length: random.below(3) }, () => within(type.ofType))}]`;
    }
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (!isInputObjectType(type)) return print(scalar(type, random));
    const fields = Object.values(type.getFields()).filter(
      (field) => (isNonNullType(field.type) && field.defaultValue === undefined) || random.chance(random.chance(20) ? 60 : 30),
    );
    return `{${fields.map((field) => `${field.name}: ${within(field.type)}`)}}`;
  }

  function write(type: GraphQLInputType): string {
    return random.chance(35) ? variable(type) : literal(type, true);
  }

  return {
    write,
    condition: () => {
      if (random.chance(30)) return String(random.chance(50));
      return random.chance(30) ? declare('Boolean!', String(random.chance(50))) : declare('Boolean!');
    },
    definitions: () => (variables.length > 0 ? `(${variables.map(({ name, text }) => `$${name}: ${text}`).join(', ')})` : ''),
  };
}

/** Values for the variables of an operation; `null` and nothing at all too, where they may be. */
export function writeVariables(schema: GraphQLSchema, document: DocumentNode, random: Random): Record<string, unknown> {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const values: Record<string, unknown> = {};
  for (const { variable, type, defaultValue } of operation?.variableDefinitions ?? []) {
    const inputType = typeFromAST(schema, type as never) as GraphQLInputType;
    const required = isNonNullType(inputType) && !defaultValue;
    const value = required || random.chance(75) ? made(inputType, random, 3) : undefined;
    // An operation may have it for @include, which the stock executor then fails at.
    const isNoCondition = value === null && defaultValue && String(inputType) === 'Boolean';
    if (value !== undefined && !isNoCondition) values[variable.name.value] = value;
  }
  return values;
}

function made(type: GraphQLInputType, random: Random, depth: number): unknown {
  if (isNonNullType(type)) return made(type.ofType, random, depth) ?? made(type, random, depth);
  if (random.chance(15)) return null;
  if (isListType(type)) {
    if (random.chance(10)) return made(type.ofType, random, depth);
    return Array.from({ length: random.below(3) }, () => made(type.ofType, random, depth));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (!isInputObjectType(type)) return scalar(type, random);
  const fields = Object.values(type.getFields()).filter(
    (field) => (isNonNullType(field.type) && field.defaultValue === undefined) || (depth > 0 && random.chance(40)),
  );
  return Object.fromEntries(fields.map((field) => [field.name, made(field.type, random, depth - 1)]));
}

function scalar(type: GraphQLInputType, random: Random): unknown {
  switch (String(type)) {
    case 'Int':
      return random.pick([0, 1, 3, -7, 2_147_483_647]);
    case 'Float':
      return random.pick([0, 1, -2.5, 1e30]);
    case 'Boolean':
      return random.chance(50);
    case 'ID':
      return random.pick(['one', 'two', '3']);
    case 'String':
      return random.pick(['text', '"quoted" \\ $v0', 'ø🦊\n', '']);
    case 'DateTime':
      return '2026-11-22T10:00:00.000Z';
    default:
      return random.pick<unknown>(['text', 4, true, {}, [], { a: [1, { b: null }], c: 'x' }]);
  }
}

/** A value as a document has it. */
function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, each]) => `${name}: ${print(each)}`)}}`;
}
