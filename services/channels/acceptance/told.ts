import { newId } from '../../../kit/id.ts';
import { type Emission, emission } from '../../../kit/outbox/emit.ts';
import type { Account } from '../adapter.ts';
import type { Contact, Inbound } from '../inbound.ts';
import { recipientOf } from '../recipient.ts';
import type { Named } from './names.ts';

type Of<K extends Inbound['kind']> = Extract<Inbound, { kind: K }>;
type Home = Pick<Account, 'id' | 'workspaceId' | 'channel'>;
type Said = Of<'message' | 'echo'>;
/** What changes a message that was said. */
export type Altering = Of<'edit' | 'unsend' | 'reaction'>;

/** Who an emission is about: events of one person come in their order. */
function about(account: Home, contact: Contact) {
  const { workspaceId, id: accountId, channel } = account;
  const { addresses, name } = contact;
  const common = { key: `${accountId}:${recipientOf(addresses[0])}`, workspaceId };
  return { common, origin: { accountId, channel, contact: { addresses, ...(name === undefined ? {} : { name }) } } };
}

/** A message that was never told of; `replyTo` is one of our ids. */
export function saidTold(account: Home, event: Said, messageId: string, replyTo: string | null): Emission {
  const { common, origin } = about(account, event.contact);
  const said = { ...origin, at: event.at, messageId, content: event.content, replyTo };
  if (event.kind === 'message')
    return emission({ ...common, name: 'channels.message.received', payload: { ...said, burst: event.burst ?? null } });
  const by = event.origin === 'app' || event.origin === 'own' ? ('app' as const) : ('person' as const);
  return emission({ ...common, name: 'channels.message.echoed', payload: { ...said, by } });
}

/** What became of a message that is here. Nobody changes what another said. */
export function alteringTold(account: Home, event: Altering, { id: messageId, answer }: Pick<Named, 'id' | 'answer'>): Emission[] {
  if (answer && event.kind !== 'reaction') return [];
  const { common, origin } = about(account, event.contact);
  const told = { ...origin, at: event.at, messageId };
  switch (event.kind) {
    case 'reaction':
      return [emission({ ...common, name: 'channels.message.reacted', payload: { ...told, emoji: event.emoji } })];
    case 'edit':
      return [emission({ ...common, name: 'channels.message.edited', payload: { ...told, content: event.content } })];
    case 'unsend':
      return [emission({ ...common, name: 'channels.message.unsent', payload: told })];
  }
}

/** Something that happened with a person that is no message. */
export function eventTold(account: Home, event: Of<'event'>): Emission {
  const { common, origin } = about(account, event.contact);
  const payload = { ...origin, at: event.at, eventId: newId('event'), name: event.name, data: event.data };
  return emission({ ...common, name: 'channels.contact.noticed', payload });
}

/** The same person under a new address. */
export function movedTold(account: Home, { from, to, at }: Of<'identity_changed'>): Emission {
  const { common, origin } = about(account, from);
  return emission({ ...common, name: 'channels.contact.moved', payload: { ...origin, at, to: about(account, to).origin.contact } });
}
