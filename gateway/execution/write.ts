import { type Escapes, quote } from './escape.ts';
import { isData, own } from './own.ts';
import { jsonText } from './quote.ts';
import {
  type FieldShape,
  type Fields,
  fieldsOf,
  type LeafShape,
  type ListShape,
  type NestedShape,
  type ObjectShape,
  type Shape,
  type Shapes,
} from './shape.ts';
import type { Data } from './step.ts';

/** What was found wrong with a value while the answer was written. */
export interface Fault {
  message: string;
  path: (string | number)[];
}

/** One answer being written. */
export interface Writing {
  shapes: Shapes;
  escapes: Escapes;
  /** The text of a root field that the schema answers itself. */
  introspect(field: FieldShape): string;
  /** Where the writer is; only as long as the depth it is at. */
  path: (string | number)[];
  faults: Fault[];
  parent: string;
}

/**
 * JSON text of a value; `null` where there is none, `undefined` where there is none because of a fault that is on record already. At `depth` the path
 * ends. One pass: what is not as the schema says becomes null there, or at the next place above that may be null.
 */
type Written = string | null | undefined;

/** JSON text of an object and all below it. */
export function writeObject(shape: ObjectShape, source: Data, writing: Writing, depth: number): Written {
  const fields = fieldsOfData(shape, source, writing, depth);
  if (!fields) return undefined;
  const list = fields.fields;
  if (list.length === 0) return '{}';
  let text = '';
  for (let i = 0; i < list.length; i++) {
    const field = list[i]!;
    const shape = field.shape;
    let written: Written;
    if (shape === 'typename') {
      // An object of an interface object whose own type nobody could tell is as one that is not there; so it is for the stock executor.
      if (!fields.typename) return undefined;
      written = `"${fields.typename}"`;
    } else if (shape === 'introspection') written = writing.introspect(field);
    else {
      const value = field.plain ? source[field.name] : own(source, field.name);
      if (value === null || value === undefined) written = null;
      else if (shape.kind === 'object' || shape.kind === 'list') written = writeNested(shape, value, at(writing, depth, field), depth + 1);
      else written = writeLeaf(shape, value, writing.escapes) ?? invalid(at(writing, depth, field), depth + 1, shape.name);
    }
    if (typeof written === 'string') text += field.text + written;
    else if (!field.nonNull) text += field.nullText;
    else {
      if (written === null)
        fault(at(writing, depth, field), depth + 1, `Cannot return null for non-nullable field ${field.parent}.${field.name}.`);
      return undefined;
    }
  }
  return `${text}}`;
}

/** The same, at a field. */
function at(writing: Writing, depth: number, { name, parent }: FieldShape): Writing {
  writing.path[depth] = name;
  writing.parent = parent;
  return writing;
}

function fieldsOfData(shape: ObjectShape, source: Data, writing: Writing, depth: number): Fields | undefined {
  const fields = fieldsOf(shape, source.__typename as string | undefined, writing.shapes);
  if (!fields) fault(writing, depth, `Invalid __typename found for object at ${placeIn(writing, depth, shape.type.name)}.`);
  return fields;
}

function writeNested(shape: NestedShape, value: unknown, writing: Writing, depth: number): Written {
  if (shape.kind === 'object') return isData(value) ? writeObject(shape, value, writing, depth) : invalid(writing, depth, shape.type.name);
  return Array.isArray(value) ? writeList(shape, value, writing, depth) : invalid(writing, depth, `[${shape.ofType}]`);
}

/** Nothing where the value is not one of its type. */
function writeLeaf(shape: LeafShape, value: unknown, escapes: Escapes): string | undefined {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? quote(escapes, value) : undefined;
    case 'id':
      return typeof value === 'string' ? quote(escapes, value) : writeWhole(value);
    case 'int':
      return writeWhole(value);
    case 'float':
      return typeof value === 'number' && Number.isFinite(value) ? `${value}` : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? `${value}` : undefined;
    case 'enum':
      return typeof value === 'string' ? shape.texts.get(value) : undefined;
    case 'custom':
      return typeof value === 'string' ? quote(escapes, value) : writeCustom(value);
  }
}

/** A number, where it is written without a point or an exponent. */
function writeWhole(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}` : undefined;
}

function writeCustom(value: unknown): string | undefined {
  try {
    return jsonText(value);
  } catch {
    // It is nested deeper than can be written.
    return undefined;
  }
}

function writeList(shape: ListShape, values: readonly unknown[], writing: Writing, depth: number): Written {
  let text = '[';
  let isNull = false;
  const parent = writing.parent;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    writing.path[depth] = i;
    writing.parent = parent;
    const written = value === null || value === undefined ? null : writeElement(shape.of, value, writing, depth + 1);
    if (i > 0) text += ',';
    if (typeof written === 'string') text += written;
    else if (!shape.ofNonNull) text += 'null';
    else {
      isNull = true;
      if (written === null) fault(writing, depth + 1, `Cannot return null for non-nullable ${placeIn(writing, depth + 1, shape.ofType)}.`);
    }
  }
  return isNull ? undefined : `${text}]`;
}

function writeElement(shape: Shape, value: unknown, writing: Writing, depth: number): Written {
  if (shape.kind === 'object' || shape.kind === 'list') return writeNested(shape, value, writing, depth);
  return writeLeaf(shape, value, writing.escapes) ?? invalid(writing, depth, shape.name);
}

function invalid(writing: Writing, depth: number, type: string): undefined {
  fault(writing, depth, `Invalid value found for ${placeIn(writing, depth, type)}.`);
}

/** The place at which the path ends, in the words of the stock executor. */
function placeIn({ path, parent }: Writing, depth: number, type: string): string {
  const last = path[depth - 1];
  return typeof last === 'number' ? `array element of type ${type} at index ${last}` : `field ${parent}.${last}`;
}

/** So many are told: whoever sees them knows enough. */
const mostFaults = 200;

function fault({ faults, path }: Writing, depth: number, message: string): void {
  if (faults.length < mostFaults) faults.push({ message, path: path.slice(0, depth) });
}
