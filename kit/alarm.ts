/** Lets a loop sleep until its time is up or somebody rings. */
export interface Alarm {
  /** Wakes who sleeps; where nobody does, nothing happens. */
  ring(): void;
  /** Sleeps for some milliseconds: true when the time ran out, false when somebody rang. */
  sleep(ms: number): Promise<boolean>;
}

/** An alarm for one sleeper at a time. */
export function createAlarm(): Alarm {
  let wake: ((elapsed: boolean) => void) | undefined;
  return {
    ring: () => wake?.(false),
    sleep: async (ms) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(resolve, ms, true);
      wake = resolve;
      const elapsed = await promise;
      clearTimeout(timer);
      wake = undefined;
      return elapsed;
    },
  };
}
