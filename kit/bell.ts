/** Lets one part of a service tell another, in the same process, that there is work now. Missing a ring costs time, never work. */
export interface Bell {
  ring(): void;
  /** Calls back on every ring; the result stops it. */
  listen(onRing: () => void): () => void;
}

/** A bell that nobody waits for yet. */
export function createBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring: () => {
      for (const listener of listeners) listener();
    },
    listen: (onRing) => {
      listeners.add(onRing);
      return () => listeners.delete(onRing);
    },
  };
}
