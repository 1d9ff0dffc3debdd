import { outlasting } from '../../../kit/database.ts';
import type { ChannelsParts } from '../parts.ts';
import type { Failed } from '../plan.ts';
import { changeDelivery, lockDeliveries } from '../store/outbound.ts';
import type { Job } from './claim.ts';
import { look } from './lookup.ts';
import { isFailed } from './outside.ts';
import { firstCall } from './parts.ts';
import type { Prepared } from './prepare.ts';
import { goOn } from './progress.ts';
import { firstLook, giveUp, grace, isSameDoubt, mostRepeats, record } from './record.ts';

/** When a platform is asked what became of a call, in milliseconds since that is unknown; what it does not know after the last was not done. */
const looks = [firstLook, 4_000, 10_000];

/** What is to be done about a delivery of which nobody knows whether its last call was taken. */
type Step = { do: 'again'; tries: number } | { do: 'wait'; until: number } | { do: 'give up' } | { do: 'take'; platformId: string };

/** Finds out what became of the last call of a delivery, in the way that this call says: nothing is done twice blindly. */
export async function resolve(parts: ChannelsParts, job: Job, prepared: Prepared | Failed, stopping: AbortSignal): Promise<void> {
  const step = await nextStep(parts, job, prepared, Date.now());
  const { account_id, message_id } = job.row;
  if (step.do === 'take' && !isFailed(prepared))
    return void (await outlasting(
      () => record(parts, job, prepared, firstCall(job.row, prepared.plan), { ok: true, platformId: step.platformId }, true),
      stopping,
    ));
  await outlasting(
    () =>
      parts.change(async (tx) => {
        const [row] = await lockDeliveries(tx, account_id, [message_id]);
        // An echo or a status told of it meanwhile, and somebody may be sending what is left.
        if (!row || !isSameDoubt(row, job.row)) return;
        if (step.do === 'give up') return giveUp(tx, row, Date.now());
        if (step.do === 'wait') return changeDelivery(tx, message_id, { due_at: new Date(step.until) });
        if (step.do !== 'again') return;
        await goOn(tx, row, row.calls_done);
        return changeDelivery(tx, message_id, { tries: step.tries });
      }),
    stopping,
  );
}

async function nextStep(parts: ChannelsParts, { row }: Job, prepared: Prepared | Failed, now: number): Promise<Step> {
  const since = row.doubt_since?.getTime() ?? now;
  const call = isFailed(prepared) ? undefined : prepared.plan[firstCall(row, prepared.plan)];
  const again: Step = row.tries + 1 < mostRepeats ? { do: 'again', tries: row.tries + 1 } : { do: 'give up' };
  // What has no calls left, or may be called again, needs no finding out.
  if (!isFailed(prepared) && !call) return { do: 'again', tries: row.tries };
  if (call?.unanswered === 'repeat') return again;
  const end = call?.unanswered === 'lost' ? since : since + grace;
  const enough: Step = now < end ? { do: 'wait', until: end } : { do: 'give up' };
  if (isFailed(prepared) || call?.unanswered !== 'lookup' || !call.lookup) return enough;
  const found = await look(parts, prepared, row, call.lookup, call.headers);
  if (found) return { do: 'take', platformId: found };
  const surely = found === null && now >= since + looks.at(-1)!;
  if (surely) return again;
  const next = looks.find((wait) => since + wait > now);
  return now < end ? { do: 'wait', until: next === undefined ? now + firstLook : since + next } : enough;
}
