import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import { newId } from '../../kit/id.ts';
import { type Address, address } from '../../schema/events.ts';
import { adapterOf, openAccount } from './accounts/account.ts';
import { optionOf } from './option.ts';
import type { ChannelsParts } from './parts.ts';
import type { Outbound } from './plan.ts';
import { recipientOf } from './recipient.ts';
import { accountsByIds } from './store/accounts.ts';
import { contactsOf, onePerson } from './store/contacts.ts';
import { namesOf } from './store/names.ts';

const target = z.object({ workspaceId: z.string(), accountId: z.string(), addresses: z.tuple([address], address) });
const typing = target.extend({ on: z.boolean(), author: z.enum(['person', 'automation']) });
const reading = target.extend({ messageId: z.string() });

type Head = Pick<Outbound, 'id' | 'to' | 'place' | 'lastInbound'>;
type Courtesy = Extract<Outbound, { kind: 'typing' | 'read' }>;

/** `channels.typing`: shows the customer that somebody types, where the channel can. */
export async function showTyping(parts: ChannelsParts, body: Json): Promise<Json> {
  const { on, author, ...to } = typing.parse(body);
  return oblige(parts, to, 'typing', author, (head) => ({ ...head, author, kind: 'typing', on }));
}

/** `channels.read`: tells the platform up to which message the customer was read, where it takes that. */
export async function showRead(parts: ChannelsParts, body: Json): Promise<Json> {
  const { messageId, ...to } = reading.parse(body);
  const last = (await namesOf(parts.db, to.accountId, messageId)).at(-1);
  return last ? oblige(parts, to, 'read', 'person', (head) => ({ ...head, author: 'person', kind: 'read', target: last })) : null;
}

/** Makes the calls, where the channel has them and the person may be written to. That it failed is told to whoever asked. */
async function oblige(
  parts: ChannelsParts,
  { workspaceId, accountId, addresses }: z.infer<typeof target>,
  what: 'typing' | 'read',
  author: 'person' | 'automation',
  say: (head: Head) => Courtesy,
): Promise<Json> {
  const { db, adapters, outside } = parts;
  const [row] = await accountsByIds(db, workspaceId, [accountId]);
  if (!row) return null;
  const adapter = adapterOf(adapters, row.channel);
  if (!adapter.capabilities.does[what]) return null;
  const person = onePerson(await contactsOf(db, accountId, addresses.map(recipientOf)));
  if (!optionOf(adapter.capabilities, row, person, author, Date.now()).open) return null;
  const to = addresses as [Address, ...Address[]];
  const lastInbound = person?.last_platform_id ? { lastInbound: person.last_platform_id } : {};
  const message = say({ id: newId('change'), to, place: (person?.place ?? null) as Json, ...lastInbound });
  const account = openAccount(row, parts);
  for (const index of adapter.render(message, account).keys()) {
    const outcome = await outside.ask(adapter, account, (ready) => adapter.render(message, ready)[index]!, adapter.read);
    if (outcome.ok === false) throw new Error(`${outcome.class}: ${outcome.message} (${outcome.code})`);
  }
  return null;
}
