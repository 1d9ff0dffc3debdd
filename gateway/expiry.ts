const longestTimer = 2 ** 31 - 1;

/** Calls back at a time (milliseconds since the epoch), however far, unless told not to. Timers alone reach 24 days. */
export function at(time: number, run: () => void): () => void {
  const rest = Math.max(time - Date.now(), 0);
  let cancel = () => clearTimeout(timer);
  const timer = setTimeout(
    () => {
      if (rest > longestTimer) cancel = at(time, run);
      else run();
    },
    Math.min(rest, longestTimer),
  ).unref();
  return () => cancel();
}
