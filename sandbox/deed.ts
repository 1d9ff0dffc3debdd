import type { SandboxAccount } from './account.ts';
import type { Said, Sent } from './memory.ts';
import type { World } from './platform.ts';
import type { Outcome } from './webhook.ts';

/** What a person is told to do through the control API; each deed uses what it needs. */
export interface Act {
  from?: string;
  name?: string;
  text?: string;
  replyTo?: string;
  attachment?: File;
  /** An album; with `attachment`, that comes first. */
  attachments?: File[];
  /** Of a button or quick reply of the business; `title` is what stands on it. */
  payload?: string;
  title?: string;
  location?: { latitude: number; longitude: number; name?: string; address?: string };
  contact?: { name: string; phone?: string; email?: string };
  /** Milliseconds. */
  timestamp?: number;
  /** The platform's id for the new message. */
  id?: string;
  /** The message the deed is about. */
  messageId?: string;
  emoji?: string;
  /** What only this platform knows, under its own names: a subject, a channel. */
  more?: Record<string, unknown>;
}

/** A file that a person sends; the url may be a data: one. */
export interface File {
  type: 'image' | 'video' | 'audio' | 'voice' | 'file' | 'sticker';
  url: string;
  name?: string;
  mimeType?: string;
  size?: number;
}

/** The type of a file whose sender names none. */
export const mimeTypes: Record<File['type'], string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  voice: 'audio/amr',
  sticker: 'image/png',
  file: 'application/pdf',
};

/** What came of it: `more` is what only one platform has to say. */
export interface Told {
  from?: string;
  messageId: string | null;
  outcome: Outcome;
  more?: Record<string, unknown>;
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

/** Refuses what nobody can send on this platform, rather than leave it out in silence. */
export function without(act: Act, ...names: (keyof Act)[]) {
  const asked = names.find((name) => act[name] !== undefined);
  if (asked) throw new ControlError(501, 'NOT_IMPLEMENTED', `${asked}: nobody can do that here`);
}

/** All files of a deed, in their order. */
export function filesOf({ attachment, attachments = [] }: Act): File[] {
  return attachment ? [attachment, ...attachments] : attachments;
}

/** A message that a platform has just accepted from the business, ready to be published as a `sent` fact. */
export function sentOf(
  world: World,
  account: SandboxAccount,
  known: Pick<Sent, 'to' | 'type' | 'messageId' | 'request'> & Partial<Sent>,
): Sent {
  const unsaid = { text: null, replyTo: null, reference: null, state: 'sent', error: null } as const;
  return { ...unsaid, n: world.memory.sent.length + 1, account: account.id, at: world.now(), ...known };
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
export function own(world: World, account: SandboxAccount, person: string, messageId: string | undefined): Said {
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
