import type { ContentType } from '../../schema/content.ts';
import type { Capabilities } from './capabilities.ts';
import { onDevice } from './fit/draft.ts';
import type { AccountRow, ContactRow } from './tables.ts';

/** Why an identity may not be written to. */
export type Refusal =
  | 'WINDOW_CLOSED'
  | 'BLOCKED'
  | 'OPTED_OUT'
  | 'CHAT_CLOSED'
  | 'ACCOUNT_PAUSED'
  | 'ACCOUNT_DISCONNECTED'
  | 'CUSTOMER_STARTS';

/** Whether a person may be written to now, and with what. */
export interface Option {
  /** Whether more than a template may be said. */
  open: boolean;
  /** Milliseconds since the epoch; the last one in which it is open. `null`: no end, or not open. */
  openUntil: number | null;
  /** What may be said in the channel's own form; the rest is rendered down to it. Only `template` outside the window. */
  content: ContentType[];
  /** The platform's tag that what a person writes leaves under after the window. */
  tag: string | null;
  reason: Refusal | null;
  /** The reason in words. */
  message: string | null;
}

const hour = 3_600_000;

/** What the channel, the account and the person allow at `now` (ms) to somebody who is a person or automation. */
export function optionOf(
  capabilities: Capabilities,
  account: Pick<AccountRow, 'status' | 'status_reason'>,
  contact: ContactRow | undefined,
  author: 'person' | 'automation',
  now: number,
): Option {
  const because = account.status_reason ? `: ${account.status_reason}` : '';
  if (account.status === 'disconnected') return shut('ACCOUNT_DISCONNECTED', `The channel account is disconnected${because}.`);
  if (account.status === 'paused')
    return shut('ACCOUNT_PAUSED', `The channel account is paused${because}: messages wait until it resumes.`);
  switch (contact?.standing) {
    case 'blocked':
      return shut('BLOCKED', 'The customer blocked us on this channel or cannot be reached there.');
    case 'opted_out':
      return shut('OPTED_OUT', 'The customer does not want messages on this channel.');
    case 'closed':
      return shut('CHAT_CLOSED', 'The customer closed the chat: it opens again when they write.');
  }
  const content = contentOf(onDevice(capabilities, contact?.abilities ?? null));
  if (capabilities.starts === 'customer' && !hasStarted(capabilities, contact)) {
    if (!capabilities.template) return shut('CUSTOMER_STARTS', 'On this channel the customer writes first.');
    return shut('CUSTOMER_STARTS', 'On this channel the customer writes first, or is invited by a template.', ['template']);
  }
  return withinWindow(capabilities, content, contact, author, now);
}

const free: Option = { open: true, openUntil: null, content: [], tag: null, reason: null, message: null };

function shut(reason: Refusal, message: string, content: ContentType[] = []): Option {
  return { open: false, openUntil: null, content, tag: null, reason, message };
}

/** Where there is no window, being known is enough: they subscribed, or somebody of the business talks to them already. */
function hasStarted({ window }: Capabilities, contact: ContactRow | undefined): boolean {
  return contact !== undefined && (window === null || contact.last_inbound_at !== null);
}

function withinWindow(
  { window, template }: Capabilities,
  content: ContentType[],
  contact: ContactRow | undefined,
  author: 'person' | 'automation',
  now: number,
): Option {
  if (!window) return { ...free, content };
  const last = contact?.last_inbound_at?.getTime();
  const until = contact?.window_until?.getTime() ?? (last === undefined ? undefined : last + window.hours * hour);
  if (until !== undefined && now <= until) return { ...free, content, openUntil: until };
  const { person } = window;
  if (author === 'person' && person && last !== undefined && now <= last + person.hours * hour)
    return { ...free, content, openUntil: last + person.hours * hour, tag: person.tag };
  const wrote = last === undefined ? 'never wrote' : `last wrote at ${new Date(last).toISOString()}`;
  const instead = template ? 'a template may be sent instead' : 'nothing may be sent until they write again';
  const message = `The customer ${wrote}; the channel allows free messages within ${window.hours} hours of that: ${instead}.`;
  return shut('WINDOW_CLOSED', message, template ? ['template'] : []);
}

/** What the channel has a form of its own for. */
function contentOf({ media, location, contact, buttons, quickReplies, list, carousel, template }: Capabilities): ContentType[] {
  const has: { [type in ContentType]?: boolean } = {
    text: true,
    image: media.image !== null,
    video: media.video !== null,
    audio: media.audio !== null,
    file: media.file !== null,
    sticker: media.sticker !== null,
    location,
    contact,
    buttons: buttons !== null,
    quick_replies: quickReplies !== null,
    list: list !== null,
    carousel: carousel !== null,
    template,
  };
  return (Object.keys(has) as ContentType[]).filter((type) => has[type]);
}
