import type { Json } from '../../../kit/bus/bus.ts';

/** Values a platform never sends and somebody else may. */
const hostile: Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  '\u0000',
  '\ud800',
  'x'.repeat(70_000),
  '9'.repeat(40),
  'data:text/html,<script>',
  [],
  [[]],
  {},
  { toString: 1, valueOf: 1, toJSON: 1 },
  { constructor: null, length: -1, 'a\u0000': 'b' },
  Array.from({ length: 500 }, () => ({})),
];

/** The value with one to three of its parts replaced, removed or doubled. */
export function mutated(value: Json, random: (limit: number) => number): Json {
  for (let count = random(3); count >= 0; count--) mutateOnce(value, random);
  return value;
}

function mutateOnce(value: Json, random: (limit: number) => number): void {
  let at: Json = value;
  while (typeof at === 'object' && at !== null) {
    const holder = at as { [name: string]: Json };
    const keys = Object.keys(holder);
    const key = keys[random(keys.length)];
    if (key === undefined) return;
    const next: Json | undefined = holder[key];
    if (random(9) === 0 || typeof next !== 'object' || next === null) {
      if (random(4) === 0) delete holder[key];
      else if (Array.isArray(at) && random(3) === 0) at.push(...at);
      else holder[key] = structuredClone(hostile[random(hostile.length)]) as Json;
      return;
    }
    at = next;
  }
}

/** The bytes with one to eight of them changed, dropped or doubled, or cut short. */
export function garbled(bytes: Uint8Array, random: (limit: number) => number): Uint8Array {
  if (random(20) === 0) return bytes.slice(0, random(bytes.length + 1));
  const list = [...bytes];
  for (let count = random(8); count >= 0; count--) {
    const at = random(list.length + 1);
    const what = random(3);
    if (what === 0) list.splice(at, 1);
    else if (what === 1) list.splice(at, 0, random(256));
    else list[at] = random(256);
  }
  return Uint8Array.from(list);
}
