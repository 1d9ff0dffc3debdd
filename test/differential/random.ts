/** Numbers that look random, the same for the same seed. */
export interface Random {
  /** From 0 up to, but without, the given number. */
  below(limit: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** A generator of numbers from a seed. */
export function createRandom(seed: string): Random {
  let state = hash(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state) >>> 0;
  };
  const below = (limit: number) => next() % limit;
  return { below, chance: (percent) => below(100) < percent, pick: (from) => from[below(from.length)]! };
}

/** A number, not negative, that stands for a text. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return mix(state) >>> 0;
}

function mix(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return mixed ^ (mixed >>> 14);
}
