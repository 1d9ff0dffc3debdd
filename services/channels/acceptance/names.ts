import type { Transaction } from 'kysely';
import { newId } from '../../../kit/id.ts';
import type { Account } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import { recipientOf } from '../recipient.ts';
import { isOf } from '../sending/report.ts';
import { addPlatformIds, expectPlatformIds, messageIds, saidBy } from '../store/inbound.ts';
import { lockDeliveries } from '../store/outbound.ts';
import type { ChannelsTables } from '../tables.ts';

type Tx = Transaction<ChannelsTables>;
type Speaking = Extract<Inbound, { kind: 'message' | 'echo' }>;

/** One message that an event names. */
export interface Named {
  id: string;
  /** It was never heard of before. */
  fresh: boolean;
  /** Something was said of it before it came, which is due now. */
  awaited: boolean;
  /** It is a message of ours that a visitor names by our id. */
  answer: boolean;
}
/** The message behind a name in the events: a platform's id, or ours; `undefined` when it is not here. */
export type Names = (name: string) => Named | undefined;

/**
 * Our ids of everything the events speak of: new ones for new messages, known ones for those they refer to. `own` tells which platform ids
 * are of deliveries. The database decides who names a message first: an echo, the platform's answer, or another event of the same message.
 */
export async function nameAll(tx: Tx, account: Account, events: Inbound[], own: ReadonlyMap<string, string>): Promise<Names> {
  const speaking = events.filter((event) => event.kind === 'message' || event.kind === 'echo');
  const known = await knownOtherwise(tx, account, speaking, own);
  const added = await addPlatformIds(
    tx,
    account.id,
    speaking.flatMap(({ kind, platformId, also = [], contact: { addresses, place }, key }) => {
      const messageId = known.get(platformId) ?? newId('message');
      const further = known.has(platformId) && !own.has(platformId);
      const by = kind === 'message' ? { by: recipientOf(addresses[0]) } : {};
      const others = also.map((other) => ({ platformId: other, messageId, place, ...by, further: true }));
      return [{ platformId, messageId, place, key, ...by, further }, ...others];
    }),
  );
  const targets = events.flatMap((event) => ('target' in event && !isOurId(event.target) ? [event] : []));
  const mentioned = events.flatMap((event) => [
    ...('platformId' in event ? [event.platformId] : []),
    ...('target' in event ? [event.target] : []),
    ...('replyTo' in event && event.replyTo ? [event.replyTo] : []),
  ]);
  let ids = await idsOf(tx, account.id, mentioned);
  const unknown = targets.filter(({ target }) => !ids.has(target));
  if (unknown.length > 0) {
    const gone = new Set(unknown.filter(({ kind }) => kind === 'unsend').map(({ target }) => target));
    const due = unknown.filter(({ target }) => !gone.has(target));
    await expectPlatformIds(tx, account.id, [...gone], 'unsent');
    await expectPlatformIds(
      tx,
      account.id,
      due.map(({ target }) => target),
      'awaited',
    );
    // What came meanwhile is here now.
    ids = await idsOf(tx, account.id, mentioned);
  }
  const ours = mentioned.filter((name) => isOurId(name) && !ids.has(name));
  const thread = await threadOf(tx, account.id, ours, events);
  return (name) => {
    const id = ids.get(name) ?? (thread.has(name) ? name : undefined);
    if (id === undefined) return undefined;
    const fresh = added.has(name) && !known.has(name);
    return { id, fresh, awaited: added.get(name)?.awaited ?? false, answer: thread.get(name) === 'answer' };
  };
}

/** Messages that are here under another of the ids their platform gave them, and those of ours; by the id they come with. */
async function knownOtherwise(
  tx: Tx,
  account: Account,
  speaking: Speaking[],
  own: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const others = await idsOf(
    tx,
    account.id,
    speaking.flatMap(({ also = [] }) => also),
  );
  const known = new Map(own);
  for (const { platformId, also = [] } of speaking) {
    const id = also.map((other) => others.get(other)).find((found) => found !== undefined);
    if (id !== undefined) known.set(platformId, id);
  }
  return known;
}

function idsOf(tx: Tx, accountId: string, names: string[]): Promise<Map<string, string>> {
  return messageIds(tx, accountId, [...new Set(names)]);
}

/** Web chat names messages by our own ids; a mail's id begins with one, and is the mail's. */
function isOurId(name: string): boolean {
  return /^msg_[0-9A-Za-z]+$/.test(name);
}

/** Which of the messages that visitors name are in their own thread: anybody can write down an id. */
async function threadOf(tx: Tx, accountId: string, names: string[], events: Inbound[]): Promise<Map<string, 'said' | 'answer'>> {
  if (names.length === 0) return new Map();
  const addresses = events.flatMap((event) => ('contact' in event ? event.contact.addresses : []));
  const recipients = addresses.map(recipientOf);
  const answers = (await lockDeliveries(tx, accountId, names)).filter((row) => isOf(row, recipients));
  const said = await saidBy(tx, accountId, names, addresses);
  return new Map([...said.map((id) => [id, 'said'] as const), ...answers.map((row) => [row.message_id, 'answer'] as const)]);
}
