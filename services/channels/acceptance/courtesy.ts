import { adapterOf } from '../accounts/account.ts';
import type { Account, Adapter } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import type { ChannelsParts } from '../parts.ts';
import { recipientOf } from '../recipient.ts';
import { contactsOf } from '../store/contacts.ts';

type Of<K extends Inbound['kind']> = Extract<Inbound, { kind: K }>;

/** Does what platforms want at once, and tells who types. Nobody waits for it, and nothing is lost when it fails. */
export function oblige(parts: ChannelsParts, account: Account, events: Inbound[]): void {
  const adapter = adapterOf(parts.adapters, account.channel);
  for (const event of events) {
    const work =
      event.kind === 'call'
        ? answer(parts, adapter, account, event)
        : event.kind === 'typing'
          ? tellTyping(parts, account, event)
          : undefined;
    work?.catch((error: unknown) => parts.log.debug({ account: account.id, kind: event.kind, error: String(error) }, 'a courtesy failed'));
  }
}

async function answer(parts: ChannelsParts, adapter: Adapter, account: Account, { call }: Of<'call'>): Promise<void> {
  const outcome = await parts.outside.ask(adapter, account, () => call, adapter.read);
  if (outcome.ok === false) parts.log.debug({ account: account.id, code: outcome.code, reason: outcome.message }, 'a courtesy was refused');
}

/** Only of those who ever wrote: whoever only types is not a customer yet. */
async function tellTyping({ db, bus }: ChannelsParts, account: Account, { contact, on, at }: Of<'typing'>): Promise<void> {
  const { id: accountId, workspaceId, channel } = account;
  const known = await contactsOf(db, accountId, contact.addresses.map(recipientOf));
  const { addresses, name } = contact;
  const who = { addresses, ...(name === undefined ? {} : { name }) };
  if (known.length > 0) await bus.request('conversations.typing', { workspaceId, accountId, channel, contact: who, on, at });
}
