import type { Transaction } from 'kysely';
import { emit } from '../../../kit/outbox/emit.ts';
import { standingTold } from '../acceptance/standing.ts';
import type { Account } from '../adapter.ts';
import type { Standing } from '../inbound.ts';
import type { Failed } from '../plan.ts';
import { recipientOf } from '../recipient.ts';
import { lockContacts, onePerson, putContacts } from '../store/contacts.ts';
import type { ChannelsTables, DeliveryRow } from '../tables.ts';

type Tx = Transaction<ChannelsTables>;

/** Platforms that count in seconds date what is new up to so many milliseconds back. */
const second = 1_000;

/** Writes down what a platform's refusal says of the person, and tells of it: that their window is closed, or that they do not want us. */
export async function learn(tx: Tx, account: Account, { addresses }: DeliveryRow, failure: Failed, now: number): Promise<void> {
  const to = standingIn(failure);
  if (!to && failure.class !== 'window_closed') return;
  const known = [...(await lockContacts(tx, account.id, addresses.map(recipientOf))).values()];
  const at = new Date(now);
  const lesson = to ? { standing: to, standing_at: at } : { window_until: at };
  const person = onePerson(known);
  // They wrote, or something else was told of them, after what the platform speaks of.
  if (Math.max(Number(person?.last_inbound_at ?? 0), to ? Number(person?.standing_at ?? 0) : 0) > now + second) return;
  await putContacts(
    tx,
    known.map((contact) => ({ ...contact, ...lesson })),
  );
  const data = { reason: failure.message, code: failure.code };
  if (to) await emit(tx, standingTold(account, { addresses }, { from: person?.standing ?? 'open', to }, now, data));
}

function standingIn(failure: Failed): Standing | undefined {
  return failure.standing ?? (failure.class === 'recipient_blocked' ? 'blocked' : undefined);
}
