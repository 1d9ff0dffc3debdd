import type { Transaction } from 'kysely';
import { type Content, textOf } from '../../../schema/content.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Account } from '../adapter.ts';
import type { Capabilities } from '../capabilities.ts';
import { fit } from '../fit/fit.ts';
import type { Inbound } from '../inbound.ts';
import { partsSaid } from '../sending/parts.ts';
import { deliveriesInDoubt } from '../store/doubt.ts';
import { countParts } from '../store/inbound.ts';
import { lockDeliveries } from '../store/outbound.ts';
import type { ChannelsTables, DeliveryRow } from '../tables.ts';

type Tx = Transaction<ChannelsTables>;
type Echo = Extract<Inbound, { kind: 'echo' }>;
type Report = Extract<Inbound, { kind: 'delivery' }>;

/**
 * Which echoes are of messages of ours, by the platform's ids: those that carry our id; and, where the platform leaves it open, those that
 * say what we are just sending to this person, or do not know the end of. The deliveries are held: their answers come after.
 */
export async function ownEchoes(tx: Tx, capabilities: Capabilities, account: Account, events: Inbound[]): Promise<Map<string, string>> {
  const own = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'echo' || (event.origin !== 'own' && event.origin !== 'unsure') || own.has(event.platformId)) continue;
    const [named] = event.reference ? await lockDeliveries(tx, account.id, [event.reference]) : [];
    const row = named ?? (await sameInDoubt(tx, capabilities, account, event, [...own.values()]));
    if (row) own.set(event.platformId, row.message_id);
  }
  return own;
}

/** What is in doubt and says the same, where the platform may not yet have shown us all of it; `shown` are the messages of echoes before this one. */
async function sameInDoubt(
  tx: Tx,
  capabilities: Capabilities,
  account: Account,
  echo: Echo,
  shown: string[],
): Promise<DeliveryRow | undefined> {
  for (const row of await deliveriesInDoubt(tx, account.id, echo.contact.addresses)) {
    const parts = rendered(row.message_id, row.content, capabilities);
    if (!saysSame(echo.content, parts)) continue;
    const known = (await countParts(tx, account.id, row.message_id)) + shown.filter((id) => id === row.message_id).length;
    if (known < Math.max(parts.length, partsSaid(row.plan, row.plan?.length ?? 1))) return row;
  }
  return undefined;
}

function rendered(id: string, content: Content[], capabilities: Capabilities): Content[] {
  try {
    return fit({ id, content }, capabilities, null).content;
  } catch (error) {
    if (error instanceof CodedError) return content;
    throw error;
  }
}

/** Whether a platform's message says what a message of ours says, or a part of that: the same words, the same kind of file. */
export function saysSame(echo: Content[], ours: Content[]): boolean {
  return echo.length > 0 && echo.every((said) => ours.some((part) => isSame(said, part)));
}

function isSame(said: Content, part: Content): boolean {
  const [theirs, own] = [wordsOf(said), wordsOf(part)];
  if (isFile(said) || isFile(part)) return said.type === part.type && (theirs === '' || theirs === own);
  return theirs === '' ? said.type === part.type : theirs === own;
}

function isFile({ type }: Content): boolean {
  return type === 'image' || type === 'video' || type === 'audio' || type === 'file' || type === 'sticker';
}

/** Letters and digits only: platforms show markup and line ends in their own way. Emoji count where there is nothing else. */
function wordsOf(item: Content): string {
  const text = textOf([item]);
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return words === '' ? text.replace(/\s+/g, '') : words;
}

/** The platform shows us a message of ours: so it took it, whether or not its answer reached us. */
export function takenBy({ key, externalId, at, raw, contact, platformId, reference }: Echo): Report {
  return { key, externalId, at, raw, kind: 'delivery', state: 'sent', contact, platformIds: [platformId], ...(reference && { reference }) };
}
