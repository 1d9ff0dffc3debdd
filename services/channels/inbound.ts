import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import type { Address } from '../../schema/events.ts';
import type { ApiCall, Failed } from './plan.ts';

/** A person as the platform names them: one or more addresses of the same person, the first the one to reply to. */
export interface Contact {
  addresses: [Address, ...Address[]];
  name?: string;
  /** Where they wrote, when the address alone does not say where to answer: a thread, a mail's references, a service URL. Comes back in Outbound. */
  place?: Json;
  /** What this person's device can, by the platform's words; capabilities with `needs` ask for them. */
  abilities?: string[];
}

/** One event of a platform in our words. `key` is unique for the account: the same event always has the same key. */
export type Inbound = {
  key: string;
  /** The platform's id of the account it is for, as `externalId` gives it. */
  externalId: string;
  /** The platform's own time, milliseconds since the epoch. */
  at: number;
  /** The part of the body it came from. */
  raw: Json;
} & InboundBody;

export type InboundBody =
  /** `burst`: the platform's id of the album it is of. `windowHours`: the window it opens, where it is not the usual one (an ad's). */
  | ({ kind: 'message'; burst?: string; windowHours?: number } & Said)
  /**
   * Somebody wrote as the business: we (`reference` is our message id), another app, or a person in the platform's own inbox. `unsure`: we, if
   * we know its platform id or are just sending the same to this person; else a person.
   */
  | ({ kind: 'echo'; origin: 'own' | 'app' | 'person' | 'unsure'; reference?: string } & Said)
  /**
   * About messages of ours to this contact: by platform id, by our own id (`reference`; with `earlier`, every one before it
   * too), or all sent until a time (ms).
   */
  | {
      kind: 'delivery';
      state: 'sent' | 'delivered' | 'read' | 'failed';
      contact: Contact;
      platformIds?: string[];
      reference?: string;
      earlier?: true;
      until?: number;
      failure?: Failed;
    }
  /**
   * `emoji` null: taken back. `target`, like `replyTo`, is a platform message id; in web chat it is ours (`msg_...`), and as
   * the visitor chose it, it must be checked to be in their own thread.
   */
  | { kind: 'reaction'; contact: Contact; target: string; emoji: string | null }
  | { kind: 'edit'; contact: Contact; target: string; content: Content[] }
  | { kind: 'unsend'; contact: Contact; target: string }
  /** Worth nothing a moment later: told live, never stored. */
  | { kind: 'typing'; contact: Contact; on: boolean }
  /**
   * Whether we may write to them: `open` again, `blocked` us, `opted_out`, or `closed` the chat (until they write). The words of
   * `capabilities.optOut` need no event: they are noticed in any message.
   */
  | { kind: 'standing'; contact: Contact; standing: Standing; data: Json }
  /**
   * Something that happened and belongs in the dialogue: `referral`, `optin`, `account_linked`, `thread_control`, `standby`. `windowHours`: it
   * counts as if they had written, for so long (a call, a link they followed).
   */
  | { kind: 'event'; name: string; contact: Contact; data: Json; windowHours?: number }
  /** The same person under a new address. */
  | { kind: 'identity_changed'; from: Contact; to: Contact }
  /** Something about the account itself: a policy warning, a quality change. `failure`: it works no longer. */
  | { kind: 'account'; name: string; data: Json; failure?: Failed }
  /** A courtesy the platform wants at once and that loses nothing when it fails: an answered button press, a confirmed subscription. */
  | { kind: 'call'; call: ApiCall }
  /** Kept, and nothing more. */
  | { kind: 'unknown' };

interface Said {
  platformId: string;
  /** Other ids the platform has given the same message: known by one of them, it is that message (Slack names a file before its message). */
  also?: string[];
  contact: Contact;
  content: Content[];
  replyTo?: string;
}

export type Standing = 'open' | 'blocked' | 'opted_out' | 'closed';
