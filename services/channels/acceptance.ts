import type { Transaction } from 'kysely';
import { newId } from '../../kit/id.ts';
import { type Emission, emission, emit } from '../../kit/outbox/emit.ts';
import type { Parts } from '../../kit/service.ts';
import type { Account, Contact, Inbound } from './adapter.ts';
import { reportDeliveries } from './report.ts';
import { addPlatformIds, addReceived, messageIds, putContacts } from './store/inbound.ts';
import { lockDeliveries } from './store/outbound.ts';
import type { ChannelsTables } from './tables.ts';

type Tx = Transaction<ChannelsTables>;
type Of<K extends Inbound['kind']> = Extract<Inbound, { kind: K }>;

/** The text by which a person's messages and deliveries on an account are told from others'. */
export function recipientOf({ kind, value }: { kind: string; value: string }): string {
  return `${kind}:${value}`;
}

/** Stores an account's events and tells the others of those that are new: all of them or none. */
export function accept(parts: Parts<ChannelsTables>, account: Account, events: Inbound[]): Promise<void> {
  return parts.change(async (tx) => {
    if (events.length === 0) return;
    const fresh = await addReceived(tx, account.id, events);
    const isFresh = ({ key }: Inbound) => fresh.delete(key);
    const news = events.filter(isFresh);
    const ours = await assignIds(tx, account, news);
    await putContacts(tx, account.id, lastSeen(news));
    const emissions: Emission[] = [];
    for (const event of news) {
      if (event.kind === 'delivery') emissions.push(...(await reportDeliveries(tx, account, event)));
      else emissions.push(...told(account, event, ours));
    }
    await emit(tx, emissions);
  });
}

/** Our ids of everything the events speak of: new ones for new messages, known ones for those they refer to. */
async function assignIds(
  tx: Tx,
  account: Account,
  events: Inbound[],
): Promise<(platformId: string) => { id: string; fresh: boolean } | undefined> {
  const own = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'echo' || event.origin !== 'own' || !event.reference) continue;
    const [known] = await lockDeliveries(tx, account.id, [event.reference]);
    if (known) own.set(event.platformId, known.message_id);
  }
  const speaking = events.filter((event) => event.kind === 'message' || event.kind === 'echo');
  const pairs = speaking.map(({ platformId }) => ({ platformId, messageId: own.get(platformId) ?? newId('message') }));
  const added = await addPlatformIds(tx, account.id, pairs);
  const mentioned = events.flatMap((event) => [
    ...('platformId' in event && !added.has(event.platformId) ? [event.platformId] : []),
    ...('target' in event ? [event.target] : []),
    ...('replyTo' in event && event.replyTo ? [event.replyTo] : []),
  ]);
  const ids = await messageIds(tx, account.id, [...new Set(mentioned)]);
  for (const { platformId, messageId } of pairs) if (added.has(platformId) && !ids.has(platformId)) ids.set(platformId, messageId);
  // Web chat refers to messages by our own ids, and only to those of the visitor's own thread.
  const threads = await lockDeliveries(
    tx,
    account.id,
    mentioned.filter((id) => id.startsWith('msg_')),
  );
  const mine = new Set(threads.map((row) => row.message_id));
  return (platformId) => {
    const id = ids.get(platformId) ?? (mine.has(platformId) ? platformId : undefined);
    return id === undefined ? undefined : { id, fresh: added.has(platformId) && !own.has(platformId) };
  };
}

/** When each person last did something, by every address they have. */
function lastSeen(events: Inbound[]): Map<string, number> {
  const seen = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== 'message') continue;
    for (const address of event.contact.addresses) {
      const recipient = recipientOf(address);
      seen.set(recipient, Math.max(seen.get(recipient) ?? 0, event.at));
    }
  }
  return seen;
}

/** What the others are told of an event. Nothing of one that speaks of a message we never saw. */
function told(account: Account, event: Exclude<Inbound, Of<'delivery'>>, ours: Awaited<ReturnType<typeof assignIds>>): Emission[] {
  const { workspaceId, id: accountId, channel } = account;
  const origin = (contact: Contact) => ({ accountId, channel, contact, at: event.at });
  const key = (contact: Contact) => `${accountId}:${recipientOf(contact.addresses[0])}`;
  switch (event.kind) {
    case 'message':
    case 'echo': {
      const message = ours(event.platformId)!;
      if (!message.fresh) return [];
      const replyTo = event.replyTo ? (ours(event.replyTo)?.id ?? null) : null;
      const said = { ...origin(event.contact), messageId: message.id, content: event.content, replyTo };
      if (event.kind === 'message')
        return [emission({ name: 'channels.message.received', key: key(event.contact), workspaceId, payload: said })];
      const by = event.origin === 'person' ? ('person' as const) : ('app' as const);
      return [emission({ name: 'channels.message.echoed', key: key(event.contact), workspaceId, payload: { ...said, by } })];
    }
    case 'reaction':
    case 'edit':
    case 'unsend': {
      const target = ours(event.target);
      if (!target) return [];
      const about = { ...origin(event.contact), messageId: target.id };
      const common = { key: key(event.contact), workspaceId };
      if (event.kind === 'reaction')
        return [emission({ ...common, name: 'channels.message.reacted', payload: { ...about, emoji: event.emoji } })];
      if (event.kind === 'edit')
        return [emission({ ...common, name: 'channels.message.edited', payload: { ...about, content: event.content } })];
      return [emission({ ...common, name: 'channels.message.unsent', payload: about })];
    }
    case 'event': {
      const payload = { ...origin(event.contact), eventId: newId('event'), name: event.name, data: event.data };
      return [emission({ name: 'channels.contact.noticed', key: key(event.contact), workspaceId, payload })];
    }
    case 'identity_changed':
      return [
        emission({ name: 'channels.contact.moved', key: key(event.from), workspaceId, payload: { ...origin(event.from), to: event.to } }),
      ];
    case 'account':
    case 'unknown':
      return [];
  }
}
