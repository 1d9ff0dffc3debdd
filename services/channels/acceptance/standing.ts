import { newId } from '../../../kit/id.ts';
import { type Emission, emission } from '../../../kit/outbox/emit.ts';
import type { Content } from '../../../schema/content.ts';
import type { Account } from '../adapter.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Contact, Standing } from '../inbound.ts';
import { recipientOf } from '../recipient.ts';

/** A change of what a person lets us do. */
export interface StandingChange {
  from: Standing;
  to: Standing;
}

/** What a message that is one of the channel's words alone asks for, whatever its case and punctuation. */
export function wordIn(content: Content[], optOut: Capabilities['optOut']): 'stop' | 'start' | undefined {
  const [only] = content;
  if (!optOut || content.length !== 1 || only?.type !== 'text') return undefined;
  const word = only.text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  if (optOut.stop.includes(word)) return 'stop';
  return optOut.start.includes(word) ? 'start' : undefined;
}

const names: { [standing in Exclude<Standing, 'open'>]: { begun: string; over?: string } } = {
  opted_out: { begun: 'opted_out', over: 'opted_in' },
  blocked: { begun: 'blocked', over: 'unblocked' },
  // That a closed chat goes on, its next message shows.
  closed: { begun: 'chat_closed' },
};

/** Tells the dialogue that a person stopped or began to let us write; nothing where that is plain to see. `at` in milliseconds. */
export function standingTold(account: Account, contact: Contact, { from, to }: StandingChange, at: number, data: object): Emission[] {
  const name = to === 'open' ? from !== 'open' && names[from].over : names[to].begun;
  if (from === to || !name) return [];
  const { id: accountId, channel, workspaceId } = account;
  const { addresses, name: called } = contact;
  const payload = { accountId, channel, contact: { addresses, name: called }, at, eventId: newId('event'), name, data: { ...data } };
  return [emission({ name: 'channels.contact.noticed', key: `${accountId}:${recipientOf(addresses[0])}`, workspaceId, payload })];
}
