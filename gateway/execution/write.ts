import { isData, own } from './own.ts';
import { jsonText } from './quote.ts';
import { type FieldShape, type Fields, fieldsOf, type ObjectShape, type Shape, type Shapes } from './shape.ts';
import type { Data } from './step.ts';

/** What was found wrong with a value while the answer was written. */
export interface Fault {
  message: string;
  path: (string | number)[];
}

/** One answer being written. */
export interface Writing {
  shapes: Shapes;
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
    writing.path[depth] = field.name;
    writing.parent = field.parent;
    let written: Written;
    if (shape === 'typename') {
      if (!fields.typename) return invalid(writing, depth + 1, 'String');
      written = `"${fields.typename}"`;
    } else if (shape === 'introspection') written = writing.introspect(field);
    else {
      const value = field.plain ? source[field.name] : own(source, field.name);
      if (value === null || value === undefined) written = null;
      else written = writeValue(shape, value, writing, depth + 1);
    }
    if (typeof written === 'string') text += field.text + written;
    else if (!field.nonNull) text += field.nullText;
    else {
      if (written === null) fault(writing, depth + 1, `Cannot return null for non-nullable field ${field.parent}.${field.name}.`);
      return undefined;
    }
  }
  return `${text}}`;
}

function fieldsOfData(shape: ObjectShape, source: Data, writing: Writing, depth: number): Fields | undefined {
  const typename = source.__typename as string | undefined;
  const fields = fieldsOf(shape, typename, writing.shapes);
  if (!fields) fault(writing, depth, `Invalid __typename found for object at ${placeIn(writing, depth, shape.type.name)}.`);
  return fields;
}

function writeValue(shape: Shape, value: unknown, writing: Writing, depth: number): Written {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? JSON.stringify(value) : invalid(writing, depth, 'String');
    case 'object':
      return isData(value) ? writeObject(shape, value, writing, depth) : invalid(writing, depth, shape.type.name);
    case 'list':
      return Array.isArray(value) ? writeList(shape, value, writing, depth) : invalid(writing, depth, `[${shape.ofType}]`);
    case 'id':
      if (typeof value === 'string') return JSON.stringify(value);
      return typeof value === 'number' && isWhole(value) ? `${value}` : invalid(writing, depth, 'ID');
    case 'int':
      return typeof value === 'number' && isWhole(value) ? `${value}` : invalid(writing, depth, 'Int');
    case 'float':
      return typeof value === 'number' && Number.isFinite(value) ? `${value}` : invalid(writing, depth, 'Float');
    case 'boolean':
      return typeof value === 'boolean' ? `${value}` : invalid(writing, depth, 'Boolean');
    case 'enum':
      return (typeof value === 'string' && shape.texts.get(value)) || invalid(writing, depth, shape.name);
    case 'custom':
      return writeCustom(value, writing, depth);
  }
}

function writeCustom(value: unknown, writing: Writing, depth: number): Written {
  try {
    return jsonText(value);
  } catch {
    // It is nested deeper than can be written.
    return invalid(writing, depth, 'its own');
  }
}

function writeList(shape: Shape & { kind: 'list' }, values: readonly unknown[], writing: Writing, depth: number): Written {
  let text = '[';
  let isNull = false;
  const parent = writing.parent;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    writing.path[depth] = i;
    writing.parent = parent;
    const written = value === null || value === undefined ? null : writeValue(shape.of, value, writing, depth + 1);
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

/** A number that is written without a point or an exponent. */
function isWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 1e21;
}

function invalid(writing: Writing, depth: number, type: string): undefined {
  fault(writing, depth, `Invalid value found for ${placeIn(writing, depth, type)}.`);
}

/** The place at which the path ends, in the words of the stock executor. */
function placeIn({ path, parent }: Writing, depth: number, type: string): string {
  const last = path[depth - 1];
  return typeof last === 'number' ? `array element of type ${type} at index ${last}` : `field ${parent}.${last}`;
}

function fault({ faults, path }: Writing, depth: number, message: string): void {
  faults.push({ message, path: path.slice(0, depth) });
}
