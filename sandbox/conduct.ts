import { z } from 'zod';

/** What can be made to go wrong, each with a probability. */
export const faultNames = [
  'rate_limit',
  'server_error',
  'slow',
  'lost_request',
  'lost_answer',
  'token_revoked',
  'duplicate_webhooks',
  'reordered_webhooks',
] as const;
/** One of them. */
export type FaultName = (typeof faultNames)[number];

const probability = z.number().min(0).max(1);
/** What the settings endpoint takes; only what is given changes, `faults` as a whole. */
export const conductChange = z.strictObject({
  account: z.string().optional(),
  receipts: z.enum(['auto', 'none']).optional(),
  latency: z.number().int().min(0).max(600_000).optional(),
  faults: z.partialRecord(z.enum(faultNames), probability).optional(),
  slowness: z.number().int().min(0).max(600_000).optional(),
  seed: z.number().int().optional(),
  fault: z
    .strictObject({
      next: z.number().int().min(0).default(1),
      status: z.number().int().min(400).max(599).default(500),
      error: z.record(z.string(), z.json()).optional(),
      headers: z.record(z.string(), z.string()).default({}),
      lost: z.enum(['request', 'answer']).optional(),
    })
    .nullable()
    .optional(),
});

/** How a platform behaves towards one account. Kept in memory only: a restart is well again. */
export interface Conduct {
  /** `none`: the person's phone is off; nothing is delivered or read. */
  receipts: 'auto' | 'none';
  /** Milliseconds before each API answer. */
  latency: number;
  /** What the next API calls meet that change something. */
  fault: Fault | null;
  /** What any API call or webhook may meet. */
  faults: Partial<Record<FaultName, number>>;
  /** Milliseconds that a `slow` call takes longer. */
  slowness: number;
  /** Once the token is revoked it stays so, until `faults` are set again. */
  revoked: boolean;
  /** Where a repeatable draw stands; none: chance. */
  seed?: number;
}

/** `lost`: the connection breaks before the call counts (`request`) or after it did (`answer`). */
export interface Fault {
  next: number;
  status: number;
  error?: Record<string, unknown>;
  headers: Record<string, string>;
  lost?: 'request' | 'answer';
}

/** A platform in good health. */
export function soundConduct(): Conduct {
  return { receipts: 'auto', latency: 0, fault: null, faults: {}, slowness: 2_000, revoked: false };
}

/** Takes over what a change gives. */
export function change(conduct: Conduct, given: Omit<z.infer<typeof conductChange>, 'account'>) {
  const changed = Object.entries(given).filter(([, value]) => value !== undefined);
  Object.assign(conduct, structuredClone(Object.fromEntries(changed)));
  if (given.faults) conduct.revoked = false;
}

/** The fault this call meets, if any; counts it. */
export function meet(conduct: Conduct): Fault | null {
  const fault = conduct.fault;
  if (!fault || fault.next < 1) return null;
  fault.next -= 1;
  if (fault.next === 0) conduct.fault = null;
  return fault;
}

/** Whether a named fault strikes now. Only those with a probability between 0 and 1 use up a draw. */
export function strikes(conduct: Conduct, name: FaultName): boolean {
  if (name === 'token_revoked' && conduct.revoked) return true;
  const likely = conduct.faults[name] ?? 0;
  const struck = likely > 0 && (likely === 1 || draw(conduct) < likely);
  if (struck && name === 'token_revoked') conduct.revoked = true;
  return struck;
}

/** The next number of a seed's row (mulberry32), or one of chance. */
function draw(conduct: Conduct): number {
  if (conduct.seed === undefined) return Math.random();
  conduct.seed = (conduct.seed + 0x6d2b79f5) | 0;
  let t = Math.imul(conduct.seed ^ (conduct.seed >>> 15), 1 | conduct.seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
