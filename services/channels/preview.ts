import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import { content } from '../../schema/content.ts';
import { CodedError } from '../../schema/errors.ts';
import { address } from '../../schema/events.ts';
import { adapterOf, openAccount } from './accounts/account.ts';
import type { Account, Adapter } from './adapter.ts';
import { optionOf } from './option.ts';
import type { ChannelsParts } from './parts.ts';
import { kept } from './plan.ts';
import { recipientOf } from './recipient.ts';
import { outboundOf, refusal, type Said } from './sending/prepare.ts';
import { shownCall } from './shown.ts';
import { accountsByIds } from './store/accounts.ts';
import { contactsOf, onePerson } from './store/contacts.ts';
import type { AccountRow } from './tables.ts';

const asked = z.object({
  workspaceId: z.string(),
  messageId: z.string(),
  content: z.array(content),
  author: z.enum(['person', 'automation']),
  replyTo: z.string().nullable(),
  quote: z.string().nullable(),
  targets: z.array(z.object({ accountId: z.string(), to: z.tuple([address], address) })),
});
type Asked = z.infer<typeof asked>;
type Target = Asked['targets'][number];

/**
 * `channels.preview`: for each target what would be said and called there, what was lost on the way, and why nothing may leave, by the
 * very steps that sending takes. Nothing is written and no platform is called.
 */
export async function previewMessages(parts: ChannelsParts, body: Json): Promise<Json> {
  const wish = asked.parse(body);
  const accounts = await accountsByIds(parts.db, wish.workspaceId, [...new Set(wish.targets.map(({ accountId }) => accountId))]);
  const previews = wish.targets.map((target) => {
    const account = accounts.find(({ id }) => id === target.accountId);
    return account ? previewOn(parts, wish, target, account) : nothing('The channel account is not there.');
  });
  return Promise.all(previews);
}

async function previewOn(parts: ChannelsParts, wish: Asked, { accountId, to }: Target, row: AccountRow): Promise<Json> {
  const adapter = adapterOf(parts.adapters, row.channel);
  const person = onePerson(await contactsOf(parts.db, accountId, to.map(recipientOf)));
  const option = optionOf(adapter.capabilities, row, person, wish.author, Date.now());
  const refused = refusal(option, wish.content);
  const reason = refused ? option.reason : null;
  try {
    const { message, degradations } = await outboundOf(parts, adapter, { row: saidOf(wish, accountId, to), person }, option.tag);
    const shown = { content: 'content' in message ? message.content : [], degradations, reason, message: refused?.message ?? null };
    const account = withoutToken(adapter, openAccount(row, parts));
    const calls = refused ? [] : adapter.render(message, account).map((call) => shownCall(call, account.secrets));
    return { ...shown, calls } as unknown as Json;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { ...nothing(refused?.message ?? error.message), reason };
  }
}

function nothing(message: string) {
  return { content: [], calls: [], degradations: [], reason: null, message };
}

function saidOf({ messageId, content: said, author, replyTo, quote }: Asked, accountId: string, addresses: Target['to']): Said {
  const change = { seq: 0, kind: 'message', target_id: null, emoji: null } as const;
  return { ...change, message_id: messageId, account_id: accountId, addresses, content: said, reply_to: replyTo, quote, author };
}

/** A preview fetches no token: where one would stand, its name does. */
function withoutToken({ token }: Adapter, account: Account): Account {
  return token ? { ...account, token: kept('token') } : account;
}
