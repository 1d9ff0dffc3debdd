import { z } from 'zod';

/** What the settings endpoint takes; only what is given changes. */
export const conductChange = z.strictObject({
  account: z.string().optional(),
  receipts: z.enum(['auto', 'none']).optional(),
  latency: z.number().int().min(0).max(600_000).optional(),
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
  /** What the next API calls meet. */
  fault: Fault | null;
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
  return { receipts: 'auto', latency: 0, fault: null };
}

/** The fault this call meets, if any; counts it. */
export function meet(conduct: Conduct): Fault | null {
  const fault = conduct.fault;
  if (!fault || fault.next < 1) return null;
  fault.next -= 1;
  if (fault.next === 0) conduct.fault = null;
  return fault;
}

/** Meta's body for a fault: the one asked for, whole or without its envelope, or else a transient one (samples/messenger/error-transient.json). */
export function faultBody(fault: Fault): object {
  if (fault.error) return 'error' in fault.error ? fault.error : { error: fault.error };
  const message = 'An unexpected error has occurred. Please retry your request later.';
  return { error: { message, type: 'OAuthException', code: 2, is_transient: true, fbtrace_id: 'SandboxFault' } };
}
