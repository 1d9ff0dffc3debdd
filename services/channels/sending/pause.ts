import type { Transaction } from 'kysely';
import type { Log } from '../../../kit/log.ts';
import type { Failed } from '../plan.ts';
import { accountById, changeAccount } from '../store/accounts.ts';
import type { AccountRow, ChannelsTables } from '../tables.ts';

/**
 * Pauses an account that its platform refuses to serve, and says why; what is to be sent waits until it is mended. Not where it was mended or
 * stopped since `used` was read: then the refusal was of what is no longer used.
 */
export async function pauseAccount(tx: Transaction<ChannelsTables>, log: Log, used: AccountRow, failure: Failed): Promise<void> {
  const now = await accountById(tx, used.id);
  if (now?.status !== 'active' || now.secrets !== used.secrets) return;
  const reason = `${failure.class}: ${failure.message} (${failure.code})`;
  log.error({ account: used.id, reason }, 'a channel account was paused: its messages wait until it is mended');
  await changeAccount(tx, used.id, { status: 'paused', status_reason: reason });
}
