import type { Transaction } from 'kysely';
import { emit } from '../../../kit/outbox/emit.ts';
import { nameOurs } from '../acceptance/early.ts';
import type { ChannelsParts } from '../parts.ts';
import type { ApiCall, Failed } from '../plan.ts';
import { countParts } from '../store/inbound.ts';
import { addOffer, passOffer } from '../store/offers.ts';
import { changeDelivery, dropAttempts, endAttempts, isOpenAttempt, lockDeliveries } from '../store/outbound.ts';
import type { ChannelsTables, DeliveryRow } from '../tables.ts';
import type { Job } from './claim.ts';
import type { Outcome } from './deliver.ts';
import { backoff, isOpen, verdict } from './delivery.ts';
import { learn } from './lesson.ts';
import { partsSaid, shapeOf } from './parts.ts';
import { pauseAccount } from './pause.ts';
import type { Prepared } from './prepare.ts';
import { goOn, progressed } from './progress.ts';

type Tx = Transaction<ChannelsTables>;

/** How long an end stays open that an echo or a status may tell. */
export const grace = 30_000;
/** Until a platform is first asked what became of a call. */
export const firstLook = 1_500;
/** A call that may be made again without doing it twice is made so often at most. */
export const mostRepeats = 6;

/** Nobody knows, and nobody will. */
export const noAnswer: Failed = {
  ok: false,
  class: 'unknown',
  code: 'no_answer',
  message: 'The platform never said whether it took this message.',
};

/**
 * Writes down how a call of a plan ended, and what follows from it; `index` -1: there is nothing to call, storing it was it. `alone`: it was found
 * out, and nobody makes the calls after it now. Gives whether whoever made the call is still the one who makes the next.
 */
export function record(
  parts: ChannelsParts,
  job: Job,
  prepared: Prepared,
  index: number,
  outcome: Outcome,
  alone = false,
): Promise<boolean> {
  const now = Date.now();
  const { plan } = prepared;
  return parts.change(async (tx) => {
    const [row] = await lockDeliveries(tx, job.row.account_id, [job.row.message_id]);
    if (!row || (alone && !isSameDoubt(row, job.row))) return false;
    const isOurs = !alone && (await isOpenAttempt(tx, job.attempt));
    // Somebody else has it since our lease ended.
    if (!alone && !isOurs && isOpen(row) && !isSameDoubt(row, { calls_done: Math.max(index, 0) })) {
      if (outcome.ok === true) await named(tx, row, prepared, outcome);
      return false;
    }
    const goOnAlone = async () => (index < plan.length - 1 && isOpen(row) ? goOn(tx, row, index + 1) : undefined);
    if (outcome.ok === true) {
      await taken(tx, row, prepared, index, outcome, now);
      if (!isOurs) await goOnAlone();
      return isOurs;
    }
    const id = [row.message_id];
    if (outcome.ok === 'unknown') await endAttempts(tx, id, { outcome: 'unknown', error_message: outcome.message });
    else await endAttempts(tx, id, refusedBy(outcome));
    if (!isOpen(row)) return false;
    // An echo or a status came before this answer and says that the platform has it.
    const said = partsSaid(shapeOf(plan), index);
    if (plan[index]?.gives === 'message' && row.kind === 'message' && (await countParts(tx, row.account_id, row.message_id)) > said) {
      await taken(tx, row, prepared, index, { ok: true }, now);
      await goOnAlone();
    } else if (outcome.ok === 'unknown') await lose(tx, row, plan[index]!, now);
    else {
      await learn(tx, prepared.account, row, outcome, now);
      await follow(parts, tx, job, row, outcome, now);
    }
    return false;
  });
}

/** Whether nobody has moved a delivery on since its end was unknown. */
export function isSameDoubt(row: DeliveryRow, { calls_done }: Pick<DeliveryRow, 'calls_done'>): boolean {
  return row.state === 'unknown' && row.calls_done === calls_done;
}

/** Writes down why a delivery came to no call. */
export function refuse(parts: ChannelsParts, job: Job, failure: Failed): Promise<void> {
  const now = Date.now();
  return parts.change(async (tx) => {
    const [row] = await lockDeliveries(tx, job.row.account_id, [job.row.message_id]);
    if (!row || !(await isOpenAttempt(tx, job.attempt))) return;
    await endAttempts(tx, [row.message_id], refusedBy(failure));
    if (isOpen(row)) await follow(parts, tx, job, row, failure, now);
  });
}

/** Lets a delivery wait whose lanes let its next call through later. What came to no call was no try. */
export function putBack(
  parts: ChannelsParts,
  { row: { account_id, message_id }, attempt }: Job,
  wait: number,
  called: boolean,
): Promise<void> {
  return parts.change(async (tx) => {
    const [row] = await lockDeliveries(tx, account_id, [message_id]);
    if (row?.state !== 'sending' || !(await isOpenAttempt(tx, attempt))) return;
    if (called) await endAttempts(tx, [message_id], { outcome: 'accepted' });
    else await dropAttempts(tx, message_id);
    await changeDelivery(tx, message_id, { state: 'queued', due_at: new Date(Date.now() + wait) });
  });
}

/** Nobody will ever know. */
export async function giveUp(tx: Tx, row: DeliveryRow, now: number): Promise<void> {
  await changeDelivery(tx, row.message_id, { state: 'failed', doubt_since: null });
  await emit(tx, progressed(row, 'failed', now, noAnswer));
}

/** The platform has what this call says: with the last call the delivery is done. */
async function taken(
  tx: Tx,
  row: DeliveryRow,
  prepared: Prepared,
  index: number,
  outcome: Extract<Outcome, { ok: true }>,
  now: number,
): Promise<void> {
  const id = row.message_id;
  const { plan, choices } = prepared;
  const { kept } = outcome;
  await named(tx, row, prepared, outcome);
  const done = {
    plan: shapeOf(plan),
    calls_done: index + 1,
    ...(kept && Object.keys(kept).length > 0 ? { kept: JSON.stringify(kept) } : {}),
  };
  if (index < plan.length - 1) return changeDelivery(tx, id, done);
  await endAttempts(tx, [id], { outcome: 'accepted' });
  if (choices.length > 0) await addOffer(tx, row, choices);
  else if (row.kind === 'message') await passOffer(tx, row);
  const sent = row.sent_at ? {} : { sent_at: new Date(now) };
  await changeDelivery(tx, id, { ...done, ...sent, ...(isOpen(row) ? { state: 'sent', doubt_since: null } : {}) });
  if (isOpen(row)) await emit(tx, progressed(row, 'sent', now));
}

/** Remembers what the platform calls the part that a call said. */
async function named(
  tx: Tx,
  row: DeliveryRow,
  { account, place }: Prepared,
  { platformId }: Extract<Outcome, { ok: true }>,
): Promise<void> {
  if (platformId) await nameOurs(tx, account, [{ platformId, messageId: row.message_id, place }]);
}

/** No answer came: what follows is the call's to say. */
async function lose(tx: Tx, row: DeliveryRow, { unanswered }: ApiCall, now: number): Promise<void> {
  const id = row.message_id;
  const tries = row.tries + 1;
  if (unanswered === 'lost' || (unanswered === 'repeat' && tries >= mostRepeats)) return giveUp(tx, row, now);
  if (unanswered === 'repeat') {
    const due_at = new Date(now + backoff('transient', tries, Math.random()));
    return changeDelivery(tx, id, { state: 'queued', tries, due_at, doubt_since: null });
  }
  const wait = unanswered === 'lookup' ? firstLook : grace;
  return changeDelivery(tx, id, { state: 'unknown', doubt_since: new Date(now), due_at: new Date(now + wait) });
}

function refusedBy(failure: Failed) {
  return { outcome: 'refused' as const, error_class: failure.class, error_code: failure.code, error_message: failure.message };
}

/** Acts on a refusal as its class says. */
async function follow({ log }: ChannelsParts, tx: Tx, job: Job, row: DeliveryRow, failure: Failed, now: number): Promise<void> {
  const id = row.message_id;
  const tries = row.tries + 1;
  const next = verdict(failure, tries, Math.random());
  switch (next.do) {
    case 'retry':
      return changeDelivery(tx, id, { state: 'queued', tries, due_at: new Date(now + next.wait), doubt_since: null });
    case 'pause': {
      await changeDelivery(tx, id, { state: 'queued', due_at: new Date(now), doubt_since: null });
      return pauseAccount(tx, log, job.account, failure);
    }
    case 'fail':
      await changeDelivery(tx, id, { state: 'failed', tries, doubt_since: null });
      return void (await emit(tx, progressed(row, 'failed', now, failure)));
  }
}
