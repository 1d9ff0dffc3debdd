/** A token bucket: `burst` at once, then one every `interval` milliseconds. */
export interface Bucket {
  full: number;
  at: number;
}

/** Takes one token of a bucket, by its name; false when there is none. */
export function take(buckets: Map<string, Bucket>, name: string, burst: number, interval: number, now: number): boolean {
  const before = buckets.get(name) ?? { full: burst, at: now };
  const full = Math.min(burst, before.full + (now - before.at) / interval);
  buckets.set(name, { full: full >= 1 ? full - 1 : full, at: now });
  return full >= 1;
}
