import type { Data } from './step.ts';

/** True for a name that a plain property read finds only where the object has it itself: not `constructor`, nor `__proto__`. */
export function isPlain(name: string): boolean {
  return !(name in Object.prototype);
}

/** The object's own property of any name; what is inherited does not count. */
export function own(source: object, name: string): unknown {
  return Object.hasOwn(source, name) ? (source as Data)[name] : undefined;
}

/** Sets the object's own property of any name: `__proto__` from a subgraph is a property like others. */
export function put(target: Data, name: string, value: unknown): void {
  if (isPlain(name)) target[name] = value;
  else Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
}

/** True for what has properties: neither a list nor a leaf. */
export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
