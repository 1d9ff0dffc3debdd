import type { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import type { Capabilities } from './capabilities.ts';
import type { Inbound } from './inbound.ts';
import type { ApiCall, ApiReply, Failed, MediaItem, Outbound, Sent, Template } from './plan.ts';

/**
 * One channel, spoken in its platform's own protocol. Everything here is data or pure: data in, data out, no I/O, no clock but the one given.
 * An ability that a platform lacks is `null` or empty. `defineAdapter` (define.ts) fills in what most platforms have in common.
 */
export interface Adapter {
  /** The channel's id in the graph, in URLs and in the sandbox: `messenger`. */
  channel: string;
  name: string;
  /** What can be said, heard and known there, with every limit: rendering down, windows, pacing and the README's table follow it. */
  capabilities: Capabilities;
  /** The account's public settings under the platform's own names in camel case. */
  settings: z.ZodObject;
  /** The account's secrets, likewise; sealed at rest, never shown again. */
  secrets: z.ZodObject;
  /** Secrets of our own making that an admin copies into the platform's console (a verify token): made when none is given. */
  copied: string[];
  /** What the platform calls the account in its webhooks (page id, phone number id): events are routed by it. */
  externalId(settings: Account['settings']): string;

  /** Answers requests that carry no events: a verification challenge, a session start. `undefined`: not such a request. Throws BAD_HANDSHAKE. */
  handshake(request: WebhookRequest, account: Account, context: AdapterContext): Promise<WebhookReply | undefined>;
  /**
   * Resolves when the request is authentic over its raw bytes; throws BAD_SIGNATURE or UNAUTHENTICATED. Where the sender is
   * our own widget and can put it right, throws BAD_INPUT too.
   */
  verify(request: WebhookRequest, account: Account, context: AdapterContext): Promise<void>;
  /** The body as JSON, whatever its encoding on the wire (decode.ts has the usual ones); throws BAD_INPUT when it is not of that encoding. */
  decode(request: WebhookRequest): Json | Promise<Json>;
  /** Every event in the body, in its order. Never throws on a shape it does not know: that is an `unknown` event. */
  parse(body: Json, request: WebhookRequest, account: Account): Inbound[];
  /** What the platform must be told when all is stored. */
  accepted(body: Json): WebhookReply;
  /** Where events are fetched rather than received: asked for again and again, or over a socket. `null`: webhooks only. */
  listen: Poll | Socket | null;
  /** The calls that fetch a file the platform holds for us; the last answer is the file. Empty: its plain link is all there is. */
  fetchMedia(item: MediaItem, account: Account): ApiCall[];

  /**
   * The calls that say this to this recipient, in order; empty where storing it is the delivery (web chat). What it is given fits the
   * capabilities already (fit/). Throws BAD_INPUT for what it cannot say.
   */
  render(message: Outbound, account: Account): ApiCall[];
  /** Reads the platform's answer to one call. */
  read(reply: ApiReply, call: ApiCall): Sent | Failed;
  /** Where calls carry a token that ends. `null`: the account's secrets are all it takes. */
  token: Token | null;
  /** Templates the platform has approved for the account. `null`: it has no such thing. */
  templates: { list(account: Account): ApiCall; read(reply: ApiReply): Template[] | Failed } | null;
  /** Harmless calls that show whether the account works, each with what it shows, as `the access token`. */
  checks(account: Account): { shows: string; call: ApiCall }[];
}

/** A channel account with its secrets opened. */
export interface Account {
  id: string;
  workspaceId: string;
  channel: string;
  settings: { [name: string]: Json };
  secrets: { [name: string]: string };
  /** What `token` gave, where the adapter has one. */
  token?: string;
  /** Where the platform calls us for this account, for platforms that are told with each message where to report on it. */
  webhookUrl?: string;
}

export interface AdapterContext {
  /** Signs and verifies customer session tokens (HS256). */
  sessionKey: Uint8Array;
  /** Milliseconds since the epoch. */
  now: number;
  /** A public document of the platform by which it proves who it is (a certificate, a key set); kept for a day. Only https, only where the adapter says. */
  document(url: string): Promise<string>;
}

export interface WebhookRequest {
  method: 'GET' | 'POST';
  /** The whole public URL as the platform called it, query included. */
  url: string;
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

/** A token that is fetched with a call of its own, or made by ourselves, and kept until shortly before it ends; `seconds` until then. */
export type Token =
  | { call(account: Account, now: number): ApiCall; read(reply: ApiReply): { token: string; seconds: number } | Failed }
  | { mint(account: Account, now: number): { token: string; seconds: number } };

/** Asks a platform that does not call us. `state` is kept between steps and restarts; `null` at the very first. */
export interface Poll {
  kind: 'poll';
  /** Milliseconds between rounds. */
  every: number;
  /** What an answer brings (`reply` null: a round begins), and what to ask next; `call` null ends the round. */
  step(state: Json, reply: ApiReply | null, account: Account, now: number): ListenStep & { call: ApiCall | null };
}

/** A connection that the platform speaks over. One process at a time holds it for an account. */
export interface Socket {
  kind: 'socket';
  url(state: Json, account: Account): string;
  /** What an input brings, and what to say; `beat`: milliseconds until the next `beat` input; `close`: connect anew. */
  step(state: Json, input: SocketInput, account: Account, now: number): ListenStep & { send: string[]; beat?: number; close?: true };
}
export type SocketInput = { kind: 'opened' } | { kind: 'frame'; text: string } | { kind: 'beat' } | { kind: 'closed'; code: number };

/** `failed`: the platform refuses to serve us; handled by its class like a refused send. */
export interface ListenStep {
  state: Json;
  events: Inbound[];
  failed?: Failed;
}
