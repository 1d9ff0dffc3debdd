import { CodedError } from '../../schema/errors.ts';

/** Takes one more for a key, and gives it back by the result; LIMIT_EXCEEDED where a key has as many as it may. */
export type Take = (key: string) => () => void;

/** Counts what each key has at once. */
export function createQuota(most: number, refusal: string): Take {
  const taken = new Map<string, number>();
  return (key) => {
    const count = taken.get(key) ?? 0;
    if (count >= most) throw new CodedError('LIMIT_EXCEEDED', refusal);
    taken.set(key, count + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = taken.get(key)! - 1;
      if (left > 0) taken.set(key, left);
      else taken.delete(key);
    };
  };
}
