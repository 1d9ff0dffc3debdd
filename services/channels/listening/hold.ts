import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../kit/bus/bus.ts';
import { outlasting } from '../../../kit/database.ts';
import { CodedError } from '../../../schema/errors.ts';
import { accept } from '../acceptance/accept.ts';
import type { Account, Adapter } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import type { ChannelsParts } from '../parts.ts';
import type { Failed } from '../plan.ts';
import { keepListener } from '../store/listeners.ts';
import type { AccountRow } from '../tables.ts';

/** An account that this process listens for. */
export interface Hold {
  /** The process, by the name it has in `listeners`. */
  by: string;
  adapter: Adapter;
  row: AccountRow;
  account: Account;
  /** Where it stands: all that came before is stored. */
  state: Json;
  /** Ends when the process stops, or the account is no longer its own. */
  signal: AbortSignal;
}

/** Thrown where another process, or nobody, has the account now: nothing of what came was stored. */
export class LostHold extends Error {
  override readonly name = 'LostHold';
}

/** The account with its token, where its channel has one; or why there is none. */
export function withToken({ outside }: ChannelsParts, { adapter, account }: Hold): Promise<Account | Failed> {
  return outside.tokens.give(adapter, account).catch(unanswered);
}

/** What a call is that got no answer; one that may not be made will not be next time either. */
export function unanswered(error: unknown): Failed {
  const message = error instanceof Error ? error.message : String(error);
  return { ok: false, class: error instanceof CodedError ? 'content_invalid' : 'transient', code: 'network', message };
}

/** Stores what a step brought, and where the listener stands after it: both or neither. Waits for a database that is away. */
export async function take(parts: ChannelsParts, hold: Hold, events: Inbound[], state: Json): Promise<void> {
  if (events.length === 0 && isDeepStrictEqual(state, hold.state)) return;
  await outlasting(
    () =>
      accept(parts, hold.account, events, async (tx) => {
        if (!(await keepListener(tx, hold.by, hold.row.id, state))) throw new LostHold();
      }),
    hold.signal,
  );
  hold.state = state;
}
