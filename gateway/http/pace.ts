/** Resolves when it is one's turn. */
export type Pace = () => Promise<void>;

/**
 * Lets so many begin in one turn of the event loop, the others in line behind them: when thousands connect at once, whoever asks for something
 * else meanwhile does not wait for them all.
 */
export function createPace(most: number): Pace {
  let line: (() => void)[] = [];
  let begun = 0;
  let turning = false;

  function turn(): void {
    const next = line.slice(0, most);
    line = line.slice(most);
    begun = next.length;
    for (const begin of next) begin();
    turning = next.length > 0;
    if (turning) setImmediate(turn);
  }

  return async () => {
    if (!turning) {
      turning = true;
      setImmediate(turn);
    }
    if (begun < most && line.length === 0) {
      begun += 1;
      return;
    }
    await new Promise<void>((resolve) => line.push(resolve));
  };
}
