import { hash } from './random.ts';

/** How much goes wrong, in thousandths of all fields and lists' items. What goes wrong hangs on what is asked for, never on how often. */
export interface Faults {
  seed: string;
  /** Nothing where nothing may be. */
  nulls: number;
  /** A resolver throws. */
  errors: number;
  /** Entities nobody knows. */
  strangers: number;
  /** Nothing where there must be something, and enum values and numbers that are none. */
  lies: number;
  /** A subgraph that is away. */
  down?: string;
}

/** Everything is there. */
export const faultless: Faults = { seed: '', nulls: 0, errors: 0, strangers: 0, lies: 0 };

/** Whether this kind of fault befalls what has this key. */
export function befalls(faults: Faults, kind: 'nulls' | 'errors' | 'strangers' | 'lies', key: string): boolean {
  return faults[kind] > 0 && hash(`${kind} ${faults.seed} ${key}`) % 1_000 < faults[kind];
}
