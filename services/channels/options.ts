import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import { address } from '../../schema/events.ts';
import { adapterOf } from './accounts/account.ts';
import { type Option, optionOf } from './option.ts';
import type { ChannelsParts } from './parts.ts';
import { recipientOf } from './recipient.ts';
import { accountsByIds } from './store/accounts.ts';
import { onePerson } from './store/contacts.ts';
import { contactsAmong } from './store/names.ts';
import { approvedTemplates } from './store/templates.ts';
import type { TemplateRow } from './tables.ts';

const asked = z.object({
  workspaceId: z.string(),
  targets: z.array(z.object({ accountId: z.string(), addresses: z.array(address).min(1) })),
  author: z.enum(['person', 'automation']),
});

/** `channels.options`: what may be said to each target now, and by which templates; in their order, whatever their number in three queries. */
export async function answerOptions({ db, adapters }: ChannelsParts, body: Json): Promise<Json> {
  const { workspaceId, targets, author } = asked.parse(body);
  const accounts = await accountsByIds(db, workspaceId, [...new Set(targets.map(({ accountId }) => accountId))]);
  const ids = accounts.map(({ id }) => id);
  const contacts = await contactsAmong(
    db,
    ids,
    targets.flatMap(({ addresses }) => addresses.map(recipientOf)),
  );
  const templates = Map.groupBy(await approvedTemplates(db, ids), (row) => row.account_id);
  const now = Date.now();
  return targets.map(({ accountId, addresses }) => {
    const account = accounts.find(({ id }) => id === accountId);
    if (!account) return answer(gone, []);
    const recipients = addresses.map(recipientOf);
    const person = onePerson(contacts.filter((row) => row.account_id === accountId && recipients.includes(row.recipient)));
    const option = optionOf(adapterOf(adapters, account.channel).capabilities, account, person, author, now);
    return answer(option, option.content.includes('template') ? (templates.get(accountId) ?? []) : []);
  });
}

const gone: Option = {
  open: false,
  openUntil: null,
  content: [],
  tag: null,
  reason: 'ACCOUNT_DISCONNECTED',
  message: 'The channel account is gone.',
};

function answer(option: Option, templates: Pick<TemplateRow, 'id' | 'name' | 'language'>[]): Json {
  return { ...option, templates: templates.map(({ id, name, language }) => ({ id, name, language })) };
}
