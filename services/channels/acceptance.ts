import type { Transaction } from 'kysely';
import { newId } from '../../kit/id.ts';
import { type Emission, emission, emit } from '../../kit/outbox/emit.ts';
import type { Account } from './adapter.ts';
import type { Contact, Inbound } from './inbound.ts';
import type { ChannelsParts } from './parts.ts';
import { recipientOf } from './recipient.ts';
import { isOf, reportDeliveries } from './sending/report.ts';
import { addPlatformIds, addReceived, messageIds, putContacts, saidBy } from './store/inbound.ts';
import { lockDeliveries } from './store/outbound.ts';
import type { ChannelsTables } from './tables.ts';

type Tx = Transaction<ChannelsTables>;
type Of<K extends Inbound['kind']> = Extract<Inbound, { kind: K }>;

/** Stores an account's events and tells the others of those that are new: all of them or none. */
export function accept(parts: ChannelsParts, account: Account, events: Inbound[]): Promise<void> {
  return parts.change(async (tx) => {
    if (events.length === 0) return;
    const fresh = await addReceived(tx, account.id, events);
    const isFresh = ({ key }: Inbound) => fresh.delete(key);
    const news = events.filter(isFresh);
    const ours = await assignIds(tx, account, news);
    await putContacts(tx, account.id, lastSeen(news));
    const emissions: Emission[] = [];
    for (const event of inOrder(news)) {
      if (event.kind === 'delivery') emissions.push(...(await reportDeliveries(parts.adapters, tx, account, event)));
      else emissions.push(...told(account, event, ours));
      if (event.kind === 'echo' && event.origin === 'own')
        emissions.push(...(await reportDeliveries(parts.adapters, tx, account, takenBy(event))));
    }
    await emit(tx, emissions);
  });
}

/** What changes a message comes after what may be that message, whatever the order in the body. */
function inOrder(events: Inbound[]): Inbound[] {
  const changes = ({ kind }: Inbound) => kind === 'reaction' || kind === 'edit' || kind === 'unsend';
  return [...events.filter((event) => !changes(event)), ...events.filter(changes)];
}

/** The platform shows us our own message: so it took it, whether or not its answer reached us. */
function takenBy({ key, externalId, at, raw, contact, platformId, reference }: Of<'echo'>): Of<'delivery'> {
  return { key, externalId, at, raw, kind: 'delivery', state: 'sent', contact, platformIds: [platformId], ...(reference && { reference }) };
}

/** Our id of something an event names. `fresh`: it was never heard of before. `answer`: it is a message of ours that a visitor names. */
type Ours = (name: string) => { id: string; fresh: boolean; answer: boolean } | undefined;

/** Our ids of everything the events speak of: new ones for new messages, known ones for those they refer to. */
async function assignIds(tx: Tx, account: Account, events: Inbound[]): Promise<Ours> {
  const own = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'echo' || event.origin !== 'own' || !event.reference) continue;
    const [known] = await lockDeliveries(tx, account.id, [event.reference]);
    if (known) own.set(event.platformId, known.message_id);
  }
  const speaking = events.filter((event) => event.kind === 'message' || event.kind === 'echo');
  const pairs = speaking.map(({ platformId }) => ({ platformId, messageId: own.get(platformId) ?? newId('message') }));
  // What was taken back before it came is known from now on: when it comes, it is not shown.
  const gone = events.filter((event) => event.kind === 'unsend' && !isOurId(event.target)) as Of<'unsend'>[];
  pairs.push(...gone.map(({ target }) => ({ platformId: target, messageId: newId('message') })));
  const added = await addPlatformIds(tx, account.id, pairs);
  const mentioned = events.flatMap((event) => [
    ...('platformId' in event && !added.has(event.platformId) ? [event.platformId] : []),
    ...('target' in event ? [event.target] : []),
    ...('replyTo' in event && event.replyTo ? [event.replyTo] : []),
  ]);
  const ids = await messageIds(tx, account.id, [...new Set(mentioned)]);
  for (const { platformId, messageId } of pairs) if (added.has(platformId) && !ids.has(platformId)) ids.set(platformId, messageId);
  const named = await threadOf(tx, account.id, mentioned.filter(isOurId), events);
  return (name) => {
    const answer = named.get(name) === 'answer';
    const id = ids.get(name) ?? (named.has(name) ? name : undefined);
    return id === undefined ? undefined : { id, answer, fresh: added.has(name) && !own.has(name) };
  };
}

/** Web chat names messages by our own ids. */
function isOurId(name: string): boolean {
  return name.startsWith('msg_');
}

/** Which of the messages that visitors name are in their own thread: anybody can write down an id. */
async function threadOf(tx: Tx, accountId: string, names: string[], events: Inbound[]): Promise<Map<string, 'said' | 'answer'>> {
  if (names.length === 0) return new Map();
  const addresses = events.flatMap((event) => ('contact' in event ? event.contact.addresses : []));
  const recipients = addresses.map(recipientOf);
  const answers = (await lockDeliveries(tx, accountId, names)).filter((row) => isOf(row, recipients));
  const prefixes = addresses.map(({ value }) => `${value}:`);
  const said = await saidBy(tx, accountId, names, prefixes);
  return new Map([...said.map((id) => [id, 'said'] as const), ...answers.map((row) => [row.message_id, 'answer'] as const)]);
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
function told(account: Account, event: Exclude<Inbound, Of<'delivery'>>, ours: Ours): Emission[] {
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
        return [
          emission({
            name: 'channels.message.received',
            key: key(event.contact),
            workspaceId,
            payload: { ...said, burst: event.burst ?? null },
          }),
        ];
      const by = event.origin === 'person' ? ('person' as const) : ('app' as const);
      return [emission({ name: 'channels.message.echoed', key: key(event.contact), workspaceId, payload: { ...said, by } })];
    }
    case 'reaction':
    case 'edit':
    case 'unsend': {
      const target = ours(event.target);
      // Nobody changes what another said.
      if (!target || (target.answer && event.kind !== 'reaction')) return [];
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
    case 'typing':
    case 'standing':
    case 'call':
    case 'account':
    case 'unknown':
      return [];
  }
}
