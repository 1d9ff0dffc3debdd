import { isDeepStrictEqual } from 'node:util';
import type { ApiCall } from '../plan.ts';
import type { DeliveryRow } from '../tables.ts';

/** What each call of a plan gives, as a delivery remembers it. */
export type Shape = ApiCall['gives'][];

/** What the calls of a plan give; `null` for the commonest plan, which is one message. */
export function shapeOf(plan: ApiCall[]): Shape | null {
  const shape = plan.map(({ gives }) => gives);
  return shape.length === 1 && shape[0] === 'message' ? null : shape;
}

/** How many parts of the message are said once so many calls of the plan are done. */
export function partsSaid(shape: readonly string[] | null, calls: number): number {
  return (shape ?? ['message']).slice(0, calls).filter((gives) => gives === 'message').length;
}

/** How many calls must be done where a platform has so many parts of the message. */
export function callsBehind(shape: readonly string[] | null, parts: number): number {
  let said = 0;
  const index = (shape ?? ['message']).findIndex((gives) => {
    if (gives === 'message') said += 1;
    return said === parts;
  });
  if (parts === 0) return 0;
  return index < 0 ? (shape ?? ['message']).length : index + 1;
}

/**
 * The first call of a plan that is not known to be done, its length where all are. A plan of another shape than the one begun with (a deployment came
 * between) goes on behind as many parts as are said.
 */
export function firstCall({ plan, calls_done }: Pick<DeliveryRow, 'plan' | 'calls_done'>, calls: ApiCall[]): number {
  const shape = shapeOf(calls);
  const isSame = calls_done === 0 || isDeepStrictEqual(plan, shape);
  return Math.min(isSame ? calls_done : callsBehind(shape, partsSaid(plan, calls_done)), calls.length);
}

/** Whether a platform that speaks of a message, and has so many parts of it, has all of it; one that no call says is there when it is stored. */
export function isWhole({ plan }: Pick<DeliveryRow, 'plan'>, parts: number): boolean {
  return plan === null || !plan.includes('message') || callsBehind(plan, parts) >= plan.length;
}
