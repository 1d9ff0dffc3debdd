import {
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { isPlain } from './own.ts';
import { type Selected, type Selecting, type Selections, selectFields } from './select.ts';

/** What a value of the answer must be, and how it is written. */
/** What a value of the answer must be, and how it is written. */
export type Shape =
  | { kind: 'string' | 'id' | 'int' | 'float' | 'boolean' | 'custom' }
  | { kind: 'enum'; name: string; texts: ReadonlyMap<string, string> }
  | { kind: 'list'; of: Shape; ofNonNull: boolean; ofType: string }
  | ObjectShape;

/** An object: which fields it has is known by the type that it says it is of. */
export interface ObjectShape {
  kind: 'object';
  /** The type that the schema says, for objects that do not say it. */
  type: GraphQLCompositeType;
  places: readonly Selections[];
  fields: Map<string, Fields>;
  /** The type that was met last, and its fields: most objects of a place are of one type. */
  last: string | undefined;
  lastFields: Fields | undefined;
}

/** The fields of an object of one type. */
export interface Fields {
  /** Its name in the answer; undefined where objects cannot be of the type. */
  typename: string | undefined;
  fields: FieldShape[];
}

export interface FieldShape {
  name: string;
  /** False where the name is also one that every object inherits. */
  plain: boolean;
  /** What stands before the value: bracket or comma, name and colon. */
  text: string;
  /** All of the field where it is null. */
  nullText: string;
  nonNull: boolean;
  /** How the value is written; or what it is of itself. */
  shape: Shape | 'typename' | 'introspection';
  /** As errors name the type that it is a field of. */
  parent: string;
  selected: Selected;
}

/** The shape of a composite value, in all places of the document that select from it. Its fields are looked up when they are first met. */
export function objectShape(type: GraphQLCompositeType, places: readonly Selections[]): ObjectShape {
  return { kind: 'object', type, places, fields: new Map(), last: undefined, lastFields: undefined };
}

/** The fields of an object that says it is of the named type; undefined when no client knows such a type. */
export function fieldsOf(shape: ObjectShape, typename: string | undefined, selecting: Selecting): Fields | undefined {
  const name = typename || shape.type.name;
  if (name === shape.last) return shape.lastFields;
  const fields = knownFields(shape, name, selecting);
  if (fields) {
    shape.last = name;
    shape.lastFields = fields;
  }
  return fields;
}

function knownFields(shape: ObjectShape, name: string, selecting: Selecting): Fields | undefined {
  const known = shape.fields.get(name);
  if (known) return known;
  const type = selecting.schema.getType(name);
  if (!isCompositeType(type)) return undefined;
  const fields = [...selectFields(selecting, shape.places, type, shape.type).values()].map((selected, index) =>
    fieldShape(type, selected, index === 0 ? '{' : ','),
  );
  const made: Fields = { typename: isObjectType(type) ? type.name : undefined, fields };
  shape.fields.set(name, made);
  return made;
}

function fieldShape(type: GraphQLNamedType, selected: Selected, mark: string): FieldShape {
  const { name, parent } = selected;
  const text = `${mark}"${name}":`;
  const shared = { name, plain: isPlain(name), text, nullText: `${text}null`, parent: parent.name, selected };
  const field = selected.nodes[0]!.name.value;
  if (field === '__typename') return { ...shared, nonNull: true, shape: 'typename' };
  if (field === '__schema' || field === '__type') return { ...shared, nonNull: false, shape: 'introspection' };
  const declared = typeOf(field, selected.declaring) ?? typeOf(field, type)!;
  const actual = getNamedType(typeOf(field, type) ?? declared);
  return { ...shared, nonNull: isNonNullType(declared), shape: shapeOf(declared, actual, selected.selections) };
}

function typeOf(name: string, type: GraphQLNamedType): GraphQLOutputType | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name]?.type : undefined;
}

function shapeOf(type: GraphQLOutputType, actual: GraphQLNamedType, places: readonly Selections[]): Shape {
  const nullable = nullableOf(type);
  if (isListType(nullable)) {
    const of = nullable.ofType as GraphQLOutputType;
    return { kind: 'list', of: shapeOf(of, actual, places), ofNonNull: isNonNullType(of), ofType: String(nullableOf(of)) };
  }
  if (isEnumType(nullable))
    return { kind: 'enum', name: nullable.name, texts: new Map(nullable.getValues().map(({ name }) => [name, `"${name}"`])) };
  if (isCompositeType(actual)) return objectShape(actual, places);
  return { kind: leaves[String(nullable)] ?? 'custom' };
}

const leaves: Record<string, 'string' | 'id' | 'int' | 'float' | 'boolean'> = {
  String: 'string',
  ID: 'id',
  Int: 'int',
  Float: 'float',
  Boolean: 'boolean',
};

function nullableOf(type: GraphQLType): GraphQLOutputType {
  return (isNonNullType(type) ? type.ofType : type) as GraphQLOutputType;
}
