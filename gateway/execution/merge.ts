import { isData, own, put } from './own.ts';
import type { Data } from './step.ts';

/** Adds what a subgraph answered to what is known. Nested objects that are new are taken as they are, so that several may share them. */
export function merge(target: Data, source: Data): void {
  for (const name in source) {
    // The one name by which an object reaches what all inherit; from others a plain read finds functions at worst, which come from no subgraph.
    if (name === '__proto__') {
      put(target, name, joined(own(target, name), own(source, name)));
      continue;
    }
    const value = source[name];
    if (value === undefined) continue;
    const known = target[name];
    target[name] = typeof known === 'object' && known !== null ? joined(known, value) : value;
  }
}

/** Both values as one; where they cannot be joined, the later one. */
function joined(known: unknown, value: unknown): unknown {
  if (known === value) return known;
  if (isData(value)) {
    if (!isData(known)) return value;
    merge(known, value);
    return known;
  }
  if (!Array.isArray(value) || !Array.isArray(known) || value.length !== known.length) return value;
  for (let i = 0; i < value.length; i++) known[i] = joinedElement(known[i], value[i]);
  return known;
}

function joinedElement(known: unknown, value: unknown): unknown {
  return Array.isArray(known) || isData(known) ? joined(known, value) : value;
}
