import type { WebSocket } from 'ws';
import type { SandboxAccount } from './account.ts';
import type { Answer, ApiRequest } from './api.ts';
import type { Conduct } from './conduct.ts';
import type { Act, Told } from './deed.ts';
import type { Fact, Memory, Sent, SentState } from './memory.ts';
import type { Outcome, Webhook } from './webhook.ts';

/** A platform, as the list in platforms/all.ts has it. README.md says how to play one. */
export interface Platform {
  /** Its name in the product, in the control API and in the paths of its own API: `telegram`. */
  channel: string;
  /** What an account must have to be played. */
  needed: { settings: string[]; secrets: string[] };
  /** A fresh business account as the platform's console would hand it out, with the base address that leads to the sandbox. */
  open(sandboxUrl: string): FreshAccount | Promise<FreshAccount>;
  /** Begins to play it; what it knows beside the memory lives as long as this. */
  play(world: World): Play;
}

/** What a console hands out; `settings` and `secrets` are named as the product's adapter names them. */
export interface FreshAccount {
  name: string;
  settings: { [name: string]: string | number | boolean | string[] };
  secrets: { [name: string]: string };
}

/** A platform that is played. All but `deeds` is there only where the platform has it. */
export interface Play {
  /** What can be done to it from outside, by name: POST /sandbox/<channel>/<name>. */
  deeds: Record<string, Deed>;
  /** How it tells the product; none where it is polled or keeps a socket. */
  webhooks?: Webhooks;
  /** How the product calls it. */
  api?: Api;
  /** The webhooks that tell the business how far messages to one person came; none where it tells no such thing. */
  report?(account: SandboxAccount, messages: Sent[], state: SentState): Webhook[];
  /** The product has opened a WebSocket under /<channel>/. */
  socket?(socket: WebSocket, request: ApiRequest): void;
  /** Opens what is neither HTTP nor WebSocket (a mail server), once the sandbox is up. */
  start?(sandboxUrl: string): Running | Promise<Running>;
}

/** Something that runs until the sandbox closes. */
export interface Running {
  stop(): void | Promise<void>;
}

/** One thing a person or a platform can be told to do. */
export interface Deed {
  /** For GET /sandbox: what it does, and with what. */
  what: string;
  run(account: SandboxAccount, act: Act): Promise<Told>;
}

/** How a platform's webhooks look on the wire. */
export interface Webhooks {
  contentType: string;
  /** Milliseconds it waits for an answer. */
  patience: number;
  /** Milliseconds before each further attempt; with `repeat` the last goes on until so long after the first attempt. Empty: none. */
  retries: { waits: number[]; repeat?: number };
  /** The headers that prove where it comes from. */
  sign(delivery: Delivery): Record<string, string>;
}

/** One attempt to deliver a webhook. */
export interface Delivery {
  account: SandboxAccount;
  webhook: Webhook;
  /** The very bytes on the wire. */
  body: Uint8Array;
  /** Where it goes, to the letter: the account's webhookUrl unless the webhook has its own. */
  url: string;
  now: number;
  /** From 1. */
  attempt: number;
}

/** A platform's API, as functions without a network. What is thrown as a Refusal is its answer. */
export interface Api {
  /** Which paths are its own, where that is not all under /<channel>/. */
  paths?: RegExp;
  /** The account a call is for, by its token, path or ids. */
  whose(request: ApiRequest): SandboxAccount | undefined;
  answer(request: ApiRequest, account: SandboxAccount): Answer | Promise<Answer>;
  /** What a call hears that is for no account: 401, or what everybody may see, such as a key set. */
  stranger(request: ApiRequest): Answer | Promise<Answer>;
  failing: Failing;
}

/** The platform's own words for what can be made to go wrong. */
export interface Failing {
  rate_limit: Answer;
  server_error: Answer;
  token_revoked: Answer;
  /** Puts an error that a test gave without its envelope into it. */
  wrap?(error: Record<string, unknown>): object;
}

/** What every platform stands in: what is remembered, the clock, the ways out to the product. */
export interface World {
  memory: Memory;
  /** Where the sandbox is reached; empty until it listens. */
  url: string;
  now(): number;
  conduct(account: SandboxAccount): Conduct;
  /** Keeps the facts and the webhooks in one write, then sends the webhooks; resolves with the first outcome of the last one's lane. */
  publish(facts: Fact[], webhooks: Webhook[]): Promise<Outcome>;
  /** One attempt outside of every lane, signed like any other and never repeated: a handshake. */
  once(webhook: Webhook): Promise<Outcome>;
  /** One unsigned call of a person's own device, which has no platform to retry for it. */
  call(url: string, body: unknown, headers: Record<string, string>): Promise<Outcome>;
  warn(data: object, message: string): void;
  /** Aborted when the sandbox closes. */
  closing: AbortSignal;
}
