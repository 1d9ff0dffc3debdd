import type { Json } from '../../../../kit/bus/bus.ts';
import type { Address } from '../../../../schema/events.ts';
import type { Contact } from '../../inbound.ts';
import { type Fields, fields, id, list, text } from '../read.ts';

/** Finds the person behind a phone number, a business-scoped user id, or both. */
export type FindContact = (phone: Json | undefined, userId: Json | undefined) => Contact | undefined;

/**
 * Reads the `contacts` that come beside messages. One list serves several senders, so each is matched by id; only where one
 * contact stands beside one sender do they belong together unmatched, as `wa_id` may differ from `from` (whatsapp.md §4).
 */
export function contactsIn(value: Fields): FindContact {
  const contacts = list(value.contacts).map(fields);
  const byPhone = new Map(contacts.map((contact) => [id(contact.wa_id), contact]));
  const byUser = new Map(contacts.map((contact) => [id(contact.user_id), contact]));
  const senders = new Set(list(value.messages).map((message) => `${id(fields(message).from)} ${id(fields(message).from_user_id)}`));
  const only = contacts.length === 1 && senders.size === 1 ? contacts[0] : undefined;
  return (phoneValue, userValue) => {
    const phone = id(phoneValue);
    const user = id(userValue);
    const matched = (user === undefined ? undefined : byUser.get(user)) ?? (phone === undefined ? undefined : byPhone.get(phone));
    return person(phone, user, matched ?? (only && mayBe(only, user) ? only : undefined));
  };
}

/** Phone first, as that reaches people everywhere; people with a username may have none (whatsapp.md §4). */
function person(phone: string | undefined, user: string | undefined, contact: Fields | undefined): Contact | undefined {
  const waId = id(contact?.wa_id);
  const named: [string, string | undefined][] = [
    ['wa_id', phone ?? waId],
    ['bsuid', user ?? id(contact?.user_id)],
    ['wa_id', waId === phone ? undefined : waId],
  ];
  const addresses = named.flatMap(([kind, value]): Address[] => (value === undefined ? [] : [{ kind, value }]));
  const [first, ...others] = addresses.filter((one, index) => addresses.findIndex((other) => other.value === one.value) === index);
  const profile = fields(contact?.profile);
  const name = text(profile.name) ?? text(profile.username);
  return first && { addresses: [first, ...others], ...(name === undefined ? {} : { name }) };
}

function mayBe(contact: Fields, user: string | undefined): boolean {
  const known = id(contact.user_id);
  return known === undefined || user === undefined || known === user;
}
