import type { Transaction } from 'kysely';
import type { Emission } from '../../../kit/outbox/emit.ts';
import type { Account } from '../adapter.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Contact, Inbound } from '../inbound.ts';
import { recipientOf } from '../recipient.ts';
import { lockContacts, onePerson, putContacts } from '../store/contacts.ts';
import { moveOffers } from '../store/offers.ts';
import type { ChannelsTables, ContactRow } from '../tables.ts';
import { personAfter } from './person.ts';
import { standingTold } from './standing.ts';

type Tx = Transaction<ChannelsTables>;

/** Keeps what events say of people, by every address of theirs; gives what is to be told of a change, by event. */
export async function notePeople(
  tx: Tx,
  capabilities: Capabilities,
  account: Account,
  events: Inbound[],
): Promise<Map<Inbound, Emission[]>> {
  const about = events.flatMap((event) => {
    const contacts = contactsIn(event);
    return contacts.length > 0 ? [{ event, contacts }] : [];
  });
  const known = await lockContacts(
    tx,
    account.id,
    about.flatMap(({ contacts }) => contacts.flatMap(recipientsOf)),
  );
  const changed = new Map<string, ContactRow>();
  const told = new Map<Inbound, Emission[]>();
  for (const { event, contacts } of about) {
    const recipients = contacts.flatMap(recipientsOf);
    const before = onePerson(recipients.map((recipient) => known.get(recipient)!))!;
    const after = personAfter(before, event, capabilities);
    for (const recipient of recipients) {
      const row = { ...after, recipient };
      known.set(recipient, row);
      changed.set(recipient, row);
    }
    if (event.kind === 'identity_changed') await moveOffers(tx, account.id, recipientsOf(event.from), recipientOf(event.to.addresses[0]));
    const change = { from: before.standing, to: after.standing };
    const data = event.kind === 'standing' && event.data !== null && typeof event.data === 'object' ? event.data : {};
    told.set(event, standingTold(account, contacts[0]!, change, event.at, data));
  }
  await putContacts(tx, [...changed.values()]);
  return told;
}

/** The person an event tells something of, under their old and new addresses; nobody where it tells nothing to keep. */
function contactsIn(event: Inbound): Contact[] {
  switch (event.kind) {
    case 'message':
    case 'standing':
      return [event.contact];
    case 'echo':
      return event.origin === 'own' ? [] : [event.contact];
    case 'event': {
      const { contact, windowHours } = event;
      return contact.place === undefined && contact.abilities === undefined && windowHours === undefined ? [] : [contact];
    }
    case 'identity_changed':
      return [event.from, event.to];
    default:
      return [];
  }
}

function recipientsOf({ addresses }: Contact): string[] {
  return addresses.map(recipientOf);
}
