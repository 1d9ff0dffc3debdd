import type { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content, ContentType } from '../../schema/content.ts';
import type { Address } from '../../schema/events.ts';

/** One channel, spoken in its platform's own protocol. Everything here is pure: data in, data out, no I/O, no clock but the one given. */
export interface Adapter {
  /** The channel's id in the graph, in URLs and in the sandbox: `messenger`. */
  channel: string;
  name: string;
  capabilities: Capabilities;
  /** The account's public settings under the platform's own names in camel case. */
  settings: z.ZodObject;
  /** The account's secrets, likewise; sealed at rest, never shown again. */
  secrets: z.ZodObject;
  /** What the platform calls the account in its webhooks (page id, phone number id): events are routed by it. */
  externalId(settings: Account['settings']): string;
  /** Answers requests that carry no events: a verification challenge, a session start. `undefined`: not such a request. Throws BAD_HANDSHAKE. */
  handshake(request: WebhookRequest, account: Account, context: AdapterContext): Promise<WebhookReply | undefined>;
  /**
   * Resolves when the request is authentic over its raw bytes; throws BAD_SIGNATURE or UNAUTHENTICATED. Where the sender is
   * our own widget and can put it right, throws BAD_INPUT too.
   */
  verify(request: WebhookRequest, account: Account, context: AdapterContext): Promise<void>;
  /** Every event in the body, in its order. Never throws on a shape it does not know: that is an `unknown` event. */
  parse(body: Json, request: WebhookRequest, account: Account): Inbound[];
  /** What the platform must be told when all is stored. */
  accepted: WebhookReply;
  /** The calls that say this message to this recipient, in order; empty where storing it is the delivery (web chat). */
  render(message: Outbound, account: Account): ApiCall[];
  /** Reads the platform's answer to one call. */
  read(reply: ApiReply): Sent | Failed;
}

export interface Account {
  id: string;
  workspaceId: string;
  channel: string;
  settings: { [name: string]: Json };
  secrets: { [name: string]: string };
}

export interface AdapterContext {
  /** Signs and verifies customer session tokens (HS256). */
  sessionKey: Uint8Array;
  /** Milliseconds since the epoch. */
  now: number;
}

export interface WebhookRequest {
  method: 'GET' | 'POST';
  query: { [name: string]: string };
  /** Names in lower case. */
  headers: { [name: string]: string };
  /** The raw bytes, as they came. */
  body: Uint8Array;
  /** Milliseconds since the epoch. */
  receivedAt: number;
}

export interface WebhookReply {
  status: number;
  contentType: string;
  body: string;
}

/** What a channel can do, as data. Limits in the platform's own unit. */
export interface Capabilities {
  /** What can be sent. */
  content: ContentType[];
  text: { limit: number; unit: 'characters' | 'utf16' | 'bytes' };
  /** Longest caption on a media item; 0: no caption, it is sent as a text of its own. */
  captionLimit: number;
  /** Hours after the customer's last message in which anything may be said; `null`: no window. */
  windowHours: number | null;
  /** Which of these the platform reports. */
  receipts: { delivered: boolean; read: boolean };
  replyTo: boolean;
  /** Sends allowed: `burst` at once, then one every `interval` milliseconds. `null`: no limit. */
  pace: { account: Pace | null; recipient: Pace | null };
}
export interface Pace {
  interval: number;
  burst: number;
}

/** A person as the platform names them: one or more addresses of the same person, the first the one to reply to. */
export interface Contact {
  addresses: [Address, ...Address[]];
  name?: string;
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
  | { kind: 'message'; platformId: string; contact: Contact; content: Content[]; replyTo?: string }
  /** Somebody wrote as the business: we (`reference` is our message id), another app, or a person in the platform's own inbox. */
  | {
      kind: 'echo';
      platformId: string;
      contact: Contact;
      content: Content[];
      origin: 'own' | 'app' | 'person';
      reference?: string;
      replyTo?: string;
    }
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
  /** Something that happened and belongs in the dialogue: `referral`, `optin`, `account_linked`, `thread_control`, `standby`. */
  | { kind: 'event'; name: string; contact: Contact; data: Json }
  /** The same person under a new address. */
  | { kind: 'identity_changed'; from: Contact; to: Contact }
  /** Something about the account itself: a policy warning, a quality change. */
  | { kind: 'account'; name: string; data: Json }
  /** Kept, and nothing more. */
  | { kind: 'unknown' };

export interface Outbound {
  /** Our message id: goes into the platform's metadata, so that echoes and statuses can be matched. */
  id: string;
  to: [Address, ...Address[]];
  content: Content[];
  /** Platform id of the message it answers. */
  replyTo?: string;
}

/** One HTTP call to the platform. `path` follows the account's `apiBaseUrl`. */
export interface ApiCall {
  method: 'POST';
  path: string;
  headers: { [name: string]: string };
  body: Json;
}

export interface ApiReply {
  status: number;
  headers: { [name: string]: string };
  /** Parsed JSON, or the text when it was none. */
  body: Json;
}

export type Sent = { ok: true; platformId: string };
export type Failed = {
  ok: false;
  class: ErrorClass;
  /** The platform's code, as `code` or `code/subcode`. */
  code: string;
  message: string;
  /** Milliseconds to wait, where the platform says so. */
  retryAfter?: number;
};

/** Why a platform refused; the class alone decides what happens next (delivery.ts). */
export const errorClasses = [
  'rate_limited',
  'transient',
  'window_closed',
  'recipient_blocked',
  'recipient_invalid',
  'auth_invalid',
  'permission',
  'account_restricted',
  'content_invalid',
  'not_owner',
  'suppressed_by_platform',
  'already_done',
  'unknown',
] as const;
export type ErrorClass = (typeof errorClasses)[number];
