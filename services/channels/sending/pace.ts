import type { Pace } from '../capabilities.ts';

/**
 * The generic cell rate algorithm: `freeAt` is when the lane would be empty of everything sent so far. Gives how long to wait before the
 * next send, and the lane's new `freeAt` if it is sent when that wait is over. Milliseconds.
 */
export function pace({ interval, burst }: Pace, freeAt: number, now: number): { wait: number; freeAt: number } {
  const start = Math.max(freeAt, now);
  const wait = Math.max(0, start - interval * (burst - 1) - now);
  return { wait, freeAt: start + interval };
}
