/** Remembers for a while what was made for a key, the last `most` keys of them. What failed is made anew. */
export function createMemo<V>(milliseconds: number, most: number): (key: string, make: () => Promise<V>) => Promise<V> {
  const known = new Map<string, { value: Promise<V>; until: number }>();
  return (key, make) => {
    const found = known.get(key);
    if (found && found.until > Date.now()) return found.value;
    known.delete(key);
    if (known.size >= most) known.delete(known.keys().next().value!);
    const entry = { value: make(), until: Date.now() + milliseconds };
    known.set(key, entry);
    entry.value.catch(() => {
      if (known.get(key) === entry) known.delete(key);
    });
    return entry.value;
  };
}
