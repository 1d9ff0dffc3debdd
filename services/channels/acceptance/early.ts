import type { Transaction } from 'kysely';
import { type Emission, emit } from '../../../kit/outbox/emit.ts';
import type { Account } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import { registerMedia } from '../media/register.ts';
import { addKey, addPlatformIds, emptyUnsent, type Naming, takeEarly } from '../store/inbound.ts';
import type { ChannelsTables } from '../tables.ts';
import { type Altering, alteringTold } from './told.ts';

type Tx = Transaction<ChannelsTables>;
type Home = Pick<Account, 'id' | 'workspaceId' | 'channel'>;

/** What was said of a platform's message before it was known to be our message `id`: told now, and kept no longer. */
export async function tellEarly(tx: Tx, account: Home, platformId: string, id: string): Promise<Emission[]> {
  const told: Emission[] = [];
  for (const event of (await takeEarly(tx, account.id, platformId)) as Altering[]) {
    if (event.kind === 'edit') told.push(...(await tellEdit(tx, account, event, id)));
    else told.push(...alteringTold(account, event, { id, answer: false }));
  }
  return told;
}

/** Takes what a message says, or waits to say, out of every event that holds it: it was taken back. */
export async function forget(tx: Tx, account: Home, platformId: string, id: string): Promise<void> {
  for (const { key } of (await takeEarly(tx, account.id, platformId)) as Altering[]) await addKey(tx, account.id, id, key);
  await emptyUnsent(tx, account.id, [id]);
}

/** Remembers what the platform calls messages of ours; what was said of them before that is told now. */
export async function nameOurs(tx: Tx, account: Home, namings: Naming[]): Promise<void> {
  const fresh = await addPlatformIds(tx, account.id, namings);
  for (const { platformId, messageId } of namings)
    if (fresh.get(platformId)?.awaited) await emit(tx, await tellEarly(tx, account, platformId, messageId));
}

/** What a message says now; nothing where it was taken back. */
export async function tellEdit(tx: Tx, account: Home, event: Extract<Inbound, { kind: 'edit' }>, id: string): Promise<Emission[]> {
  const { unsent } = await addKey(tx, account.id, id, event.key);
  if (unsent) {
    await emptyUnsent(tx, account.id, [id]);
    return [];
  }
  const content = await registerMedia(tx, account, id, event.content, 'inbound', { from: event.contact.addresses });
  return alteringTold(account, { ...event, content }, { id, answer: false });
}
