import { once } from 'node:events';
import type { Poll } from '../adapter.ts';
import type { ChannelsParts } from '../parts.ts';
import type { ApiCall, ApiReply, Failed } from '../plan.ts';
import { isFailed } from '../sending/outside.ts';
import { type Hold, take, unanswered, withToken } from './hold.ts';

/** Steps of a round, so that no answer keeps a process busy for ever; what is left comes in the next. */
const most = 1_000;

/** One round: asks until there is nothing more to ask. Gives the platform's refusal, where it refused or did not answer. */
export async function pollRound(parts: ChannelsParts, hold: Hold, poll: Poll): Promise<Failed | null> {
  let { account } = hold;
  let reply: ApiReply | null = null;
  for (let steps = 0; steps < most && !hold.signal.aborted; steps++) {
    let step = poll.step(hold.state, reply, account, Date.now());
    if (step.call && hold.adapter.token && account.token === undefined) {
      const ready = await withToken(parts, hold);
      if (isFailed(ready)) return ready;
      account = ready;
      step = poll.step(hold.state, reply, account, Date.now());
    }
    await take(parts, hold, step.events, step.state);
    if (step.failed?.class === 'auth_invalid') parts.outside.tokens.drop(account);
    if (step.failed) return step.failed;
    if (!step.call) return null;
    const answer = await answered(parts, { ...hold, account }, step.call);
    if (answer === null || isFailed(answer)) return answer;
    reply = answer;
  }
  return null;
}

/** The answer to a call; nobody waits for it who is told to stop. */
async function answered({ outside }: ChannelsParts, { account, signal }: Hold, call: ApiCall): Promise<ApiReply | Failed | null> {
  const over = new AbortController();
  const stopped = once(signal, 'abort', { signal: over.signal }).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([outside.call(account, call).catch(unanswered), stopped]);
  } finally {
    over.abort();
  }
}
