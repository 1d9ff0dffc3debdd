import { isData, own } from './own.ts';
import type { Data, Place } from './step.ts';

/** Where in an answer something is. */
export type Path = readonly (string | number)[];

/** All objects that are at a place now, in the order of the answer; `plain` when all names of the place are (own.ts). */
export function objectsAt(root: Data, place: Place, plain: boolean): Data[] {
  const found: Data[] = [];
  collect(root, place, plain, 0, found);
  return found;
}

function collect(from: unknown, place: Place, plain: boolean, depth: number, found: Data[]): void {
  let value = from;
  for (let at = depth; at < place.length; at++) {
    const step = place[at]!;
    if (step === '@') {
      if (!Array.isArray(value)) return;
      for (let i = 0; i < value.length; i++) collect(value[i], place, plain, at + 1, found);
      return;
    }
    if (!isData(value)) return;
    value = plain ? value[step] : own(value, step);
  }
  if (isData(value)) found.push(value);
}

/** The paths of the same objects, in the same order. */
export function pathsAt(root: Data, place: Place): Path[] {
  const found: Path[] = [];
  walk(root, place, [], found);
  return found;
}

function walk(value: unknown, place: Place, path: Path, found: Path[]): void {
  const [step, ...rest] = place;
  if (step === undefined) {
    if (isData(value)) found.push(path);
  } else if (step !== '@') {
    if (isData(value)) walk(own(value, step), rest, [...path, step], found);
  } else if (Array.isArray(value)) {
    value.forEach((element, index) => {
      walk(element, rest, [...path, index], found);
    });
  }
}
