import { type ConstDirectiveNode, type DocumentNode, type GraphQLNamedType, type GraphQLObjectType, Kind } from 'graphql';
import { hash } from './random.ts';

/** An object of a subgraph: its type, and which of them it is. All it says is made of that, so that subgraphs agree on it. */
export interface Thing {
  __typename: string;
  identity: string;
  /** What came with it, for the fields that need something of other subgraphs. */
  given?: Record<string, unknown>;
}

/** The interfaces that are entities, with the types that implement them. */
export type Families = ReadonlyMap<string, readonly string[]>;

const population = 6;

/** Finds the families of a graph in all of its subgraphs. */
export function familiesOf(documents: readonly DocumentNode[]): Families {
  const definitions = documents.flatMap((document) => document.definitions);
  const heads = definitions.flatMap((node) =>
    node.kind === Kind.INTERFACE_TYPE_DEFINITION && node.directives?.some(({ name }) => name.value === 'key') ? [node.name.value] : [],
  );
  const membersOf = (head: string) =>
    definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION && node.interfaces?.some(({ name }) => name.value === head) ? [node.name.value] : [],
    );
  return new Map(heads.map((head) => [head, membersOf(head)]));
}

/** The thing that a text stands for: one of few, where it is an entity. */
export function thingOf(type: GraphQLObjectType, key: string, families: Families): Thing {
  const chosen = hash(key);
  if (!isEntity(type)) return { __typename: type.name, identity: `${type.name}~${chosen.toString(36)}` };
  const [head, members] = familyOf(type.name, families);
  let number = chosen % population;
  if (members && type.name !== head) while (memberAt(head, members, number) !== type.name) number++;
  return { __typename: type.name, identity: `${head}#${number}` };
}

/** One of the things of a family. */
export function memberOf(head: string, key: string, families: Families): Thing {
  const number = hash(key) % population;
  return { __typename: memberAt(head, families.get(head)!, number), identity: `${head}#${number}` };
}

/** The entity that a representation stands for. */
export function thingOfReference(type: GraphQLNamedType, reference: Record<string, unknown>, families: Families): Thing {
  const typename = type.name;
  const [head, members] = familyOf(typename, families);
  const numbers = [...keyFields(type)].flatMap((field) => /^(?:\w+-)?(\d+)$/.exec(String(reference[field]))?.[1] ?? []);
  const number = Number(numbers[0] ?? hash(JSON.stringify(reference)) % population);
  // Where the interface is an object it is its own type, otherwise it is known which one this is.
  return {
    __typename: members && typename === head ? memberAt(head, members, number) : typename,
    identity: `${head}#${number}`,
    given: reference,
  };
}

/** An entity's number; `undefined` for what is none. */
export function numberOf({ identity }: Thing): string | undefined {
  return /#(\d+)$/.exec(identity)?.[1];
}

/** The fields at the top of a type's keys. */
export function keyFields(type: GraphQLNamedType): ReadonlySet<string> {
  const sets = (type.astNode?.directives ?? []).filter(({ name }) => name.value === 'key').flatMap(fieldSet);
  return new Set(sets);
}

/** The fields that a field needs of other subgraphs. */
export function neededFields(type: GraphQLObjectType, field: string): readonly string[] {
  return (type.getFields()[field]?.astNode?.directives ?? []).filter(({ name }) => name.value === 'requires').flatMap(fieldSet);
}

function fieldSet({ arguments: args }: ConstDirectiveNode): string[] {
  const fields = args?.find(({ name }) => name.value === 'fields')?.value;
  let text = fields?.kind === Kind.STRING ? fields.value : '';
  while (text.includes('{')) text = text.replace(/\{[^{}]*\}/g, '');
  return text.match(/\w+/g) ?? [];
}

function isEntity(type: GraphQLObjectType): boolean {
  return type.astNode?.directives?.some(({ name }) => name.value === 'key') ?? false;
}

function familyOf(typename: string, families: Families): [head: string, members: readonly string[] | undefined] {
  for (const [head, members] of families) if (head === typename || members.includes(typename)) return [head, members];
  return [typename, undefined];
}

function memberAt(head: string, members: readonly string[], number: number): string {
  return members[hash(`${head} ${number}`) % members.length]!;
}
