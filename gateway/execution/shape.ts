import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLObjectType,
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
import { type Selected, type Selecting, type Selections, selectFields, selectionsIn } from './select.ts';

/** What a value of the answer must be, and how it is written. */
export type Shape = LeafShape | NestedShape;

export type NestedShape = ListShape | ObjectShape;

export type LeafShape = { name: string } & (
  | { kind: 'string' | 'id' | 'int' | 'float' | 'boolean' | 'custom' }
  | { kind: 'enum'; texts: ReadonlyMap<string, string> }
);

export interface ListShape {
  kind: 'list';
  of: Shape;
  ofNonNull: boolean;
  ofType: string;
}

/** An object: which fields it has is known by the type that it says it is of. */
export interface ObjectShape {
  kind: 'object';
  /** The type that the schema says of what is selected from. */
  type: GraphQLCompositeType;
  /** The name of the type of objects that do not say it themselves: it may be known more narrowly. */
  usual: string;
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

/** The shapes of one operation's answer. What is selected in the same places from the same type has one shape, wherever it stands. */
export interface Shapes {
  selecting: Selecting;
  root: ObjectShape;
  known: Map<string, Shape>;
  nodes: Map<FieldNode, number>;
}

/** The shapes of an answer whose root is of the type. */
export function createShapes(selecting: Selecting, type: GraphQLObjectType, selections: Selections): Shapes {
  return { selecting, root: objectShape(type, type.name, [selections]), known: new Map(), nodes: new Map() };
}

/** The shape of a composite value, in all places of the document that select from it. Its fields are looked up when they are first met. */
function objectShape(type: GraphQLCompositeType, usual: string, places: readonly Selections[]): ObjectShape {
  return { kind: 'object', type, usual, places, fields: new Map(), last: undefined, lastFields: undefined };
}

/** The fields of an object that says it is of the named type; undefined when no client knows such a type. */
export function fieldsOf(shape: ObjectShape, typename: string | undefined, shapes: Shapes): Fields | undefined {
  const name = typename || shape.usual;
  if (name === shape.last) return shape.lastFields;
  const fields = knownFields(shape, name, shapes);
  if (fields) {
    shape.last = name;
    shape.lastFields = fields;
  }
  return fields;
}

function knownFields(shape: ObjectShape, name: string, shapes: Shapes): Fields | undefined {
  const known = shape.fields.get(name);
  if (known) return known;
  const type = shapes.selecting.schema.getType(name);
  if (!isCompositeType(type)) return undefined;
  const fields = [...selectFields(shapes.selecting, shape.places, type, shape.type).values()].map((selected, index) =>
    fieldShape(type, selected, index === 0 ? '{' : ',', shapes),
  );
  const made: Fields = { typename: isObjectType(type) ? type.name : undefined, fields };
  shape.fields.set(name, made);
  return made;
}

function fieldShape(type: GraphQLNamedType, selected: Selected, mark: string, shapes: Shapes): FieldShape {
  const { name, parent } = selected;
  const text = `${mark}"${name}":`;
  const shared = { name, plain: isPlain(name), text, nullText: `${text}null`, parent: parent.name, selected };
  const field = selected.nodes[0]![0]!.name.value;
  if (field === '__typename') return { ...shared, nonNull: true, shape: 'typename' };
  if (field === '__schema' || field === '__type') return { ...shared, nonNull: false, shape: 'introspection' };
  const declared = typeOf(field, selected.declaring) ?? typeOf(field, type)!;
  const actual = getNamedType(typeOf(field, type) ?? declared);
  return { ...shared, nonNull: isNonNullType(declared), shape: shapeOf(declared, actual, selected, shapes) };
}

function typeOf(name: string, type: GraphQLNamedType): GraphQLOutputType | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name]?.type : undefined;
}

function shapeOf(type: GraphQLOutputType, actual: GraphQLNamedType, selected: Selected, shapes: Shapes): Shape {
  const nullable = nullableOf(type);
  if (isListType(nullable)) {
    const of = nullable.ofType as GraphQLOutputType;
    return { kind: 'list', of: shapeOf(of, actual, selected, shapes), ofNonNull: isNonNullType(of), ofType: String(nullableOf(of)) };
  }
  const key = isCompositeType(nullable) ? `${nullable.name} ${actual.name} ${placesText(selected, shapes)}` : String(nullable);
  const shape = shapes.known.get(key) ?? namedShape(nullable, actual, selected);
  shapes.known.set(key, shape);
  return shape;
}

function namedShape(type: GraphQLOutputType, actual: GraphQLNamedType, { nodes }: Selected): Shape {
  if (isCompositeType(type)) return objectShape(type, actual.name, nodes.map(selectionsIn));
  if (!isEnumType(type)) return { name: String(type), kind: leaves[String(type)] ?? 'custom' };
  return { kind: 'enum', name: type.name, texts: new Map(type.getValues().map(({ name }) => [name, `"${name}"`])) };
}

/** Names the places of the document that select a field. */
function placesText({ nodes }: Selected, shapes: Shapes): string {
  const numberOf = (node: FieldNode) => {
    const number = shapes.nodes.get(node) ?? shapes.nodes.size;
    shapes.nodes.set(node, number);
    return number;
  };
  return nodes.map((group) => group.map(numberOf).join()).join(' ');
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
