import type { Json } from '../../../kit/bus/bus.ts';
import { isOutage } from '../../../kit/database.ts';
import type { Content } from '../../../schema/content.ts';
import { CodedError } from '../../../schema/errors.ts';
import { adapterOf, openAccount } from '../accounts/account.ts';
import type { Account, Adapter } from '../adapter.ts';
import type { Degradation } from '../fit/draft.ts';
import { fit } from '../fit/fit.ts';
import { mediaLink } from '../media/link.ts';
import { isMedia } from '../media/register.ts';
import { type Option, optionOf } from '../option.ts';
import type { ChannelsParts } from '../parts.ts';
import type { ApiCall, ErrorClass, Failed, Outbound } from '../plan.ts';
import { deliveryOf, namesOf, reactionBefore } from '../store/names.ts';
import type { Choice, ContactRow, DeliveryRow } from '../tables.ts';
import type { Job } from './claim.ts';
import { isFailed } from './outside.ts';

/** A delivery as its platform is to be called for it. */
export interface Prepared {
  adapter: Adapter;
  /** With its token, where there is one. */
  account: Account;
  plan: ApiCall[];
  /** What the message lets the person choose. */
  choices: Choice[];
  /** Where it is said (Contact.place). */
  place: Json;
}

/** The calls to make; or why none may be made. What may have been said already (its end is unknown) is not asked about again. */
export async function prepare(parts: ChannelsParts, job: Job): Promise<Prepared | Failed> {
  const { row, account: accountRow, person } = job;
  const adapter = adapterOf(parts.adapters, accountRow.channel);
  const option = optionOf(adapter.capabilities, accountRow, person, row.author, Date.now());
  const refused = row.state === 'unknown' || row.kind === 'unsend' ? undefined : refusal(option, row.content);
  if (refused) return refused;
  const account = await withToken(parts, adapter, openAccount(accountRow, parts));
  if (isFailed(account)) return account;
  try {
    const { message, choices } = await outboundOf(parts, adapter, job, option.tag);
    return { adapter, account, plan: adapter.render(message, account), choices, place: message.place };
  } catch (error) {
    if (error instanceof CodedError) return { ok: false, class: 'content_invalid', code: error.code, message: error.message };
    if (isOutage(error)) throw error;
    // One message that we cannot put into calls must not hold up those behind it for ever.
    parts.log.error({ message: row.message_id, error: String(error) }, 'a message could not be put into calls');
    return {
      ok: false,
      class: 'unknown',
      code: 'internal',
      message: 'The message could not be put into calls: a fault of ours, which is logged.',
    };
  }
}

async function withToken({ outside }: ChannelsParts, adapter: Adapter, account: Account): Promise<Account | Failed> {
  try {
    return await outside.tokens.give(adapter, account);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, class: 'transient', code: 'token', message: `The token could not be had: ${message}` };
  }
}

const classes: { [reason in NonNullable<Option['reason']>]: ErrorClass } = {
  WINDOW_CLOSED: 'window_closed',
  CUSTOMER_STARTS: 'window_closed',
  BLOCKED: 'recipient_blocked',
  OPTED_OUT: 'recipient_blocked',
  CHAT_CLOSED: 'recipient_blocked',
  ACCOUNT_DISCONNECTED: 'permission',
  // Only what was active when it was taken comes here.
  ACCOUNT_PAUSED: 'transient',
};

/** Why it may not be said. Templates may leave where nothing else may. */
export function refusal({ open, content, reason, message }: Option, said: Content[]): Failed | undefined {
  if (open || reason === null) return undefined;
  if (said.length > 0 && said.every(({ type }) => content.includes(type))) return undefined;
  return { ok: false, class: classes[reason], code: reason.toLowerCase(), message: message ?? reason };
}

/** What is asked of a delivery to say it. */
export type Said = Pick<
  DeliveryRow,
  'message_id' | 'seq' | 'account_id' | 'addresses' | 'content' | 'reply_to' | 'quote' | 'kind' | 'target_id' | 'emoji' | 'author'
>;
/** A delivery as adapters are told, and what fitting it to the channel came to. */
export interface Telling {
  message: Outbound;
  choices: Choice[];
  degradations: Degradation[];
}

/** What a delivery says or does, as adapters are told; nothing is written. Throws BAD_INPUT for what cannot be said. */
export async function outboundOf(
  parts: ChannelsParts,
  adapter: Adapter,
  { row, person }: { row: Said; person: ContactRow | undefined },
  tag: string | null,
): Promise<Telling> {
  const { db } = parts;
  const head = {
    id: row.message_id,
    to: row.addresses,
    place: (person?.place ?? null) as Json,
    author: row.author,
    ...(tag === null ? {} : { tag }),
    ...(person?.last_platform_id ? { lastInbound: person.last_platform_id } : {}),
  };
  const linked = row.content.map((item) => linkedItem(parts, item));
  const abilities = person?.abilities ?? null;
  switch (row.kind) {
    case 'message': {
      const quote = adapter.capabilities.replyTo === 'quote' && row.quote ? { quote: row.quote } : {};
      const { content, ...fitted } = fit({ id: row.message_id, content: linked, ...quote }, adapter.capabilities, abilities);
      const replyTo = row.reply_to === null ? undefined : (await namesOf(db, row.account_id, row.reply_to)).at(-1);
      return { message: { ...head, kind: 'message', content, ...(replyTo && { replyTo }) }, ...fitted };
    }
    case 'edit': {
      const { content, ...fitted } = fit({ id: row.message_id, content: linked }, adapter.capabilities, abilities);
      return { message: { ...head, kind: 'edit', target: await targetOf(parts, row), content }, ...fitted };
    }
    case 'unsend':
      return { message: { ...head, kind: 'unsend', target: await targetOf(parts, row) }, ...plain };
    case 'reaction': {
      const [[target], was] = [await targetOf(parts, row), await reactionBefore(db, row)];
      return { message: { ...head, kind: 'reaction', target, emoji: row.emoji, ...(was && { was }) }, ...plain };
    }
  }
}

const plain = { choices: [], degradations: [] };

/** A file of ours by a link that the platform can fetch it by. */
function linkedItem({ keys, settings }: ChannelsParts, item: Content): Content {
  if (!isMedia(item) || !item.mediaId) return item;
  if (item.mediaState !== 'stored') throw new CodedError('BAD_INPUT', 'A file of the message is not here: it was refused, or is gone.');
  return { ...item, url: mediaLink(keys, settings, item) };
}

/** The message that a change is of, as the platform names its parts; by our own id where it is there without any call. */
async function targetOf({ db }: ChannelsParts, row: Said): Promise<Extract<Outbound, { kind: 'unsend' }>['target']> {
  const target = row.target_id ?? '';
  const [first, ...rest] = await namesOf(db, row.account_id, target);
  if (first) return [first, ...rest];
  const delivery = await deliveryOf(db, target);
  if (!delivery || !['sent', 'delivered', 'read'].includes(delivery.state))
    throw new CodedError('BAD_INPUT', 'The message never reached the platform: there is nothing to change there.');
  return [{ platformId: target, place: null }];
}
