import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import type { Address } from '../../schema/events.ts';

/**
 * What is to be said, or done to what was said. `content` fits the channel already (fit/): texts and captions are written in its dialect;
 * titles, descriptions and all else on choices and cards are plain words.
 */
export type Outbound = OutboundHead &
  (
    | { kind: 'message'; content: Content[]; replyTo?: Named }
    | { kind: 'edit'; target: [Named, ...Named[]]; content: Content[] }
    | { kind: 'unsend'; target: [Named, ...Named[]] }
    /** `emoji` null: taken back; `was` is the one that stood there. */
    | { kind: 'reaction'; target: Named; emoji: string | null; was?: string }
    | { kind: 'typing'; on: boolean }
    /** `target`: the last message of the customer that was read. */
    | { kind: 'read'; target: Named }
  );

interface OutboundHead {
  /** Our id: goes into the platform's metadata, so that echoes and statuses can be matched; the same at every try. */
  id: string;
  /** Every address of the person, the one to write to first. */
  to: [Address, ...Address[]];
  /** Where the person last wrote, as `parse` told it (Contact.place); `null` when they never did. */
  place: Json;
  /** A person wrote it, or automation: platforms want to know. */
  author: 'person' | 'automation';
  /** The capabilities' tag for what leaves after the window; absent within it. */
  tag?: string;
  /** The platform's id of the customer's last message, where there is one. */
  lastInbound?: string;
}

/** A message by the platform's own name for it, and where it stands (Contact.place) when that was told. */
export interface Named {
  platformId: string;
  place: Json;
}

/** One call to the platform, as data. Values that an earlier call of the same plan kept stand where `kept(name)` stands. */
export interface ApiCall {
  protocol: 'http' | 'smtp';
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** What follows the account's `apiBaseUrl`, or a whole URL. */
  path: string;
  headers: { [name: string]: string };
  body: Body;
  /** Signed with this key at the moment it is sent, for a server of the company's own (signature.ts). */
  signed?: { key: string };
  /** Values of the JSON answer to keep for later calls: name to dotted path. */
  keep?: { [name: string]: string };
  /** What success gives: `message`, a platform id of something now said; `nothing` more than that it is done. */
  gives: 'message' | 'nothing';
  /**
   * When no answer comes: `repeat`, the platform knows the call again by our id and does it once; `report`, an echo or a status tells later;
   * `lookup`, the platform can be asked; `lost`, nothing will tell.
   */
  unanswered: 'repeat' | 'report' | 'lookup' | 'lost';
  /** With `lookup`: asks what was taken since the try began. */
  lookup?: Lookup;
  /** The capabilities' lane it counts in, beside those of account and recipient. */
  lane?: string;
  /** Failing, it does not fail the message: typing, a push. */
  optional?: true;
}

/** `items` of the answer at a dotted path, of which one with these fields (dotted path to value) and a time not before the try is ours. */
export interface Lookup {
  path: string;
  items: string;
  match: { [path: string]: string };
  /** Dotted paths of the platform's id and time within an item. */
  id: string;
  at: string;
}

export type Body =
  | null
  | { json: Json }
  /** application/x-www-form-urlencoded; a name may come again. */
  | { form: [string, string][] }
  | { parts: FormPart[] }
  /** The file's bytes, enciphered first where `cipher` says so (AES-256-CTR, zero IV; key in hex). */
  | { file: FileRef; cipher?: { key: string } }
  /** A mail for nodemailer (its message options); files as `{ filename, contentType, file: FileRef }` in `attachments`. */
  | { mail: { [name: string]: Json } };
export type FormPart = { name: string; value: string } | { name: string; file: FileRef };
/** A file by its link; our own links are read from the store. */
export interface FileRef {
  url: string;
  name?: string;
  mimeType?: string;
}

/** Stands in a path, header or body for a value that an earlier call kept. NUL never occurs in what people write. */
export function kept(name: string): string {
  return `\u0000${name}\u0000`;
}

export interface ApiReply {
  /** HTTP's status; SMTP's code for mail. */
  status: number;
  headers: { [name: string]: string };
  /** Parsed JSON, or the text when it was none. */
  body: Json;
}

/** `platformId` absent where the platform names nothing. */
export type Sent = { ok: true; platformId?: string };
export type Failed = {
  ok: false;
  class: ErrorClass;
  /** The platform's code, as `code` or `code/subcode`. */
  code: string;
  message: string;
  /** Milliseconds to wait, where the platform says so. */
  retryAfter?: number;
  /** What this says of the person, where it says more than its class: 21610 is an opt-out, not a block. */
  standing?: 'opted_out' | 'closed';
  /** With `already_done`: the id it has from the first time, where the platform tells. */
  platformId?: string;
};

/** A media item of a message, with what it takes to fetch it. */
export type MediaItem = Extract<Content, { mimeType?: string }>;

/** A template a platform has approved. */
export interface Template {
  name: string;
  /** As the platform writes it: `en_US`. */
  language: string;
  category: string;
  /** `approved` ones can be sent. */
  status: 'approved' | 'pending' | 'rejected' | 'paused';
  /** Its text with `{{1}}` or `{{name}}` where values go; empty when the platform keeps it to itself. */
  body: string;
  /** Names of its values, in order. */
  parameters: string[];
}

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
