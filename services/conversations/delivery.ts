import type { DeliveryState } from '../../schema/events.ts';

/** How far a message got, and when it got there. Times in milliseconds since the epoch. */
export interface DeliveryRecord {
  state: DeliveryState;
  sentAt?: number;
  deliveredAt?: number;
  readAt?: number;
  failedAt?: number;
  error?: { code: string; message: string };
}

const rank: Record<DeliveryState, number> = { queued: 0, sent: 1, failed: 2, delivered: 3, read: 4 };
const stamps = { sent: 'sentAt', delivered: 'deliveredAt', read: 'readAt', failed: 'failedAt' } as const;

/** Takes a report into account. State only moves forward; a time that is missing is filled in; `null` when the report says nothing new. */
export function fold(
  current: DeliveryRecord,
  report: { state: DeliveryState; at: number; error: DeliveryRecord['error'] | null },
): DeliveryRecord | null {
  if (report.state === 'queued') return null;
  const stamp = stamps[report.state];
  const ahead = rank[report.state] > rank[current.state];
  if (report.state === 'failed' && !ahead) return null;
  if (!ahead && current[stamp] !== undefined) return null;
  const next: DeliveryRecord = { ...current, [stamp]: report.at };
  if (ahead) next.state = report.state;
  if (next.state === 'failed' && report.error) next.error = report.error;
  if (next.state === 'delivered' || next.state === 'read') {
    delete next.error;
    delete next.failedAt;
  }
  return next;
}
