import type { Channel, SandboxAccount } from './account.ts';
import type { Conduct } from './conduct.ts';
import type { Fact, Memory, Sent, SentState } from './memory.ts';
import type { Outcome, Webhook } from './webhook.ts';

/** What every platform stands in: what is remembered, the clock, the way out to the product. */
export interface World {
  memory: Memory;
  now(): number;
  conduct(account: SandboxAccount): Conduct;
  /** Keeps the facts and the webhooks in one write, then sends the webhooks; resolves with the first outcome of the last one's lane. */
  publish(facts: Fact[], webhooks: Webhook[]): Promise<Outcome>;
  /** One call of a web-chat visitor, who has no platform to retry for them. */
  call(url: string, body: unknown, headers: Record<string, string>): Promise<Outcome>;
}

/** What a person is told to do through the control API; each deed uses what it needs. */
export interface Act {
  from?: string;
  name?: string;
  text?: string;
  replyTo?: string;
  attachment?: { type: string; url: string };
  /** Of a button or quick reply of the business. */
  payload?: string;
  /** Milliseconds. */
  timestamp?: number;
  /** The platform's id for the new message. */
  id?: string;
  /** The message the deed is about. */
  messageId?: string;
  emoji?: string;
}

/** What came of it: `more` is what only one platform has to say. */
export interface Told {
  from: string;
  messageId: string | null;
  outcome: Outcome;
  more?: Record<string, unknown>;
}

/** Their names, as in the control API. */
export const deeds = ['say', 'react', 'edit', 'unsend', 'read'] as const;
/** What a person can do. */
export type Deed = (typeof deeds)[number];

/** A platform as its users see it. */
export interface Platform {
  channel: Channel;
  /** The deeds this platform has. */
  people: Partial<Record<Deed, (account: SandboxAccount, act: Act) => Promise<Told>>>;
  /** The webhook that tells the business how far messages to one person came. */
  report(account: SandboxAccount, messages: Sent[], state: SentState): Webhook;
}

/** A platform of Meta's as a business sees it: the Graph API. */
export interface GraphPlatform extends Platform {
  /** The setting that names the account in API paths. */
  object: 'pageId' | 'phoneNumberId';
  /** The status of an answer to a wrong token. */
  unauthorized: number;
  /** Answers `POST .../messages`, or throws a GraphError. */
  send(account: SandboxAccount, body: unknown): object;
  /** Answers `GET .../<id>`: a profile, a media file; undefined when the account sees no such thing. */
  look(account: SandboxAccount, id: string): object | undefined;
}

/** A request to the control API that cannot be met; the message is for the one who asked. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: 'BAD_INPUT' | 'NOT_FOUND' | 'NOT_IMPLEMENTED', message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The message a deed is about: the one named, or else the last one the business sent to this person. */
export function target(world: World, account: SandboxAccount, person: string, messageId: string | undefined): string {
  if (messageId === undefined) {
    const last = world.memory.sentTo(account.id, person).at(-1);
    if (!last) throw new ControlError(404, 'NOT_FOUND', `nothing was sent to ${person} yet: give a messageId`);
    return last.messageId;
  }
  if (!world.memory.said(account.id, messageId) && !world.memory.sentBy(account.id, messageId))
    throw new ControlError(404, 'NOT_FOUND', `no message ${messageId} on account ${account.id}`);
  return messageId;
}

/** The message of this person that a deed is about: the one named; there is no default. */
export function own(world: World, account: SandboxAccount, person: string, messageId: string | undefined) {
  const said = messageId === undefined ? undefined : world.memory.said(account.id, messageId);
  if (!said || said.person !== person)
    throw new ControlError(404, 'NOT_FOUND', `${person} wrote no message ${messageId ?? '(give its messageId)'}`);
  return said;
}

/** The messages a person has now read: the one named, or else all that were not read. */
export function unread(world: World, account: SandboxAccount, person: string, messageId: string | undefined): Sent[] {
  const messages = world.memory
    .sentTo(account.id, person)
    .filter((sent) => (messageId === undefined ? !['read', 'failed'].includes(sent.state) : sent.messageId === messageId));
  if (messages.length === 0) throw new ControlError(404, 'NOT_FOUND', `${person} has no such message to read`);
  return messages;
}
