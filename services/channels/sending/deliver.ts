import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { outlasting } from '../../../kit/database.ts';
import { since } from '../../../kit/metrics.ts';
import { continued, part } from '../../../kit/trace.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Account, Adapter } from '../adapter.ts';
import type { ChannelsParts } from '../parts.ts';
import type { ApiCall, Failed, Sent } from '../plan.ts';
import { changeDelivery } from '../store/outbound.ts';
import type { Job } from './claim.ts';
import { neverArrived } from './delivery.ts';
import { resolve } from './doubt.ts';
import { filled, type Kept, keptFrom } from './kept.ts';
import { bookLanes, laneOf, lanesOf } from './lane.ts';
import { isFailed } from './outside.ts';
import { firstCall, shapeOf } from './parts.ts';
import { type Prepared, prepare } from './prepare.ts';
import { putBack, record, refuse } from './record.ts';

/** How a call ended: the platform's word, with what it gave for later calls, or none. */
export type Outcome = (Sent & { kept?: Kept }) | Failed | { ok: 'unknown'; message: string };

/** So long a call may wait for its lanes while it holds its place among what is on its way. */
const patience = 2_000;

/** Works on one delivery: makes its calls in order from the first that was not accepted yet, or finds out what became of the last. */
export function deliver(parts: ChannelsParts, job: Job, stopping: AbortSignal): Promise<void> {
  const facts = { 'parlor.message.id': job.row.message_id, 'parlor.account.id': job.row.account_id };
  return continued(job.row.trace, 'channels.deliver', facts, async () => {
    const prepared = await outlasting(() => prepare(parts, job), stopping);
    if (job.row.state === 'unknown') return resolve(parts, job, prepared, stopping);
    if (isFailed(prepared)) return outlasting(() => refuse(parts, job, prepared), stopping);
    return callAll(parts, job, prepared, stopping);
  });
}

async function callAll(parts: ChannelsParts, job: Job, prepared: Prepared, stopping: AbortSignal): Promise<void> {
  const { row } = job;
  let ready = prepared;
  let kept: Kept = row.kept;
  const shape = shapeOf(ready.plan);
  if (!isDeepStrictEqual(shape, row.plan)) await outlasting(() => changeDelivery(parts.db, row.message_id, { plan: shape }), stopping);
  // The lanes of the account and the recipient let the delivery through for its first part.
  let paid = true;
  let renewed = ready.adapter.token === null;
  if (ready.plan.length === 0) return void (await outlasting(() => record(parts, job, ready, -1, { ok: true }), stopping));
  const first = firstCall(row, ready.plan);
  if (first === ready.plan.length) return void (await outlasting(() => record(parts, job, ready, first - 1, { ok: true }), stopping));
  for (let index = first; index < ready.plan.length; index++) {
    const call = ready.plan[index]!;
    const says = call.gives === 'message';
    const wait = await pass(parts, job, ready, call, says && !paid);
    if (wait > 0) return outlasting(() => putBack(parts, job, wait, index > first), stopping);
    if (says) paid = false;
    const outcome = await perform(parts, ready, call, kept);
    if (!renewed && outcome.ok === false && outcome.class === 'auth_invalid') {
      renewed = true;
      parts.outside.tokens.drop(ready.account);
      const again = await outlasting(() => prepare(parts, job), stopping);
      if (isFailed(again)) return outlasting(() => refuse(parts, job, again), stopping);
      ready = again;
      paid ||= says;
      index -= 1;
      continue;
    }
    const settled: Outcome = call.optional && outcome.ok !== true ? { ok: true } : outcome;
    if (settled.ok === true) kept = { ...kept, ...settled.kept };
    const so = ready;
    const isOurs = await outlasting(() => record(parts, job, so, index, settled.ok === true ? { ...settled, kept } : settled), stopping);
    if (settled.ok !== true || !isOurs) return;
  }
}

/** Waits until the lanes of a call let it through. Gives milliseconds where that takes too long to wait for. */
async function pass(parts: ChannelsParts, { row }: Job, { adapter }: Prepared, call: ApiCall, counts: boolean): Promise<number> {
  const lanes = [...(counts ? lanesOf(adapter, row) : []), ...laneOf(adapter, row, call)];
  if (lanes.length === 0) return 0;
  const wait = await parts.change((tx) => bookLanes(tx, lanes, Date.now(), patience));
  if (wait > patience) return wait;
  if (wait > 0) await setTimeout(wait);
  return 0;
}

/** Makes one call, timed and traced. */
async function perform(parts: ChannelsParts, { adapter, account }: Prepared, call: ApiCall, kept: Kept): Promise<Outcome> {
  const { channel } = account;
  const start = performance.now();
  const outcome = await part('channels.call', { 'parlor.channel': channel }, () => attempt(parts, adapter, account, call, kept));
  const name = outcome.ok === true ? 'accepted' : outcome.ok === false ? outcome.class : 'unknown';
  parts.meters.deliveries.observe({ channel, outcome: name }, since(start));
  return outcome;
}

async function attempt({ outside }: ChannelsParts, adapter: Adapter, account: Account, call: ApiCall, kept: Kept): Promise<Outcome> {
  const whole = filled(call, kept);
  if (!whole) return { ok: false, class: 'unknown', code: 'nothing_kept', message: 'The platform did not say what the next call needs.' };
  try {
    const reply = await outside.call(account, whole);
    const outcome = adapter.read(reply, whole);
    if (outcome.ok) return { ...outcome, kept: keptFrom(whole, reply) };
    // What it did before is done.
    return outcome.class === 'already_done' ? { ok: true, kept: keptFrom(whole, reply) } : outcome;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof CodedError)
      return { ok: false, class: error.code === 'UNAVAILABLE' ? 'transient' : 'content_invalid', code: error.code, message };
    if (neverArrived(error)) return { ok: false, class: 'transient', code: 'network', message };
    return { ok: 'unknown', message };
  }
}
