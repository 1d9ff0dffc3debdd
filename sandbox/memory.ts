import type { SandboxAccount } from './account.ts';
import type { Journal } from './journal.ts';
import type { Webhook } from './webhook.ts';

/** Someone on a platform, as one account sees them. */
export interface Person {
  id: string;
  name?: string;
  /** WhatsApp's business-scoped user id. */
  userId?: string;
  /** When they last wrote, milliseconds: the window counts from here. */
  spokeAt?: number;
  /** What only one platform tells of them. */
  more?: Record<string, unknown>;
}

/** A message a person wrote. */
export interface Said {
  id: string;
  person: string;
  at: number;
  edits: number;
  /** For platforms that are asked what was said. */
  text?: string;
  /** Files that came with it, under the ids the platform gave them. */
  files?: Media[];
}

/** A file as a platform holds it. */
export interface Media {
  id: string;
  url: string;
  mimeType: string;
  name?: string;
}

const states = ['accepted', 'sent', 'delivered', 'read', 'failed'] as const;
/** How far a message of the business came; each state counts once the product has acknowledged the webhook about it. */
export type SentState = (typeof states)[number];

/** A message the platform accepted from the business; in web chat, one that the visitor saw. */
export interface Sent {
  /** Counts all accepted messages from 1, whatever the platform. */
  n: number;
  account: string;
  to: string;
  type: string;
  text: string | null;
  messageId: string;
  at: number;
  replyTo: string | null;
  /** Our product's own id, given as metadata or opaque callback data; in web chat there is no other id. */
  reference: string | null;
  state: SentState;
  error: { code: number | string; title: string; details: string } | null;
  /** The body as it came; in web chat, the entry of the dialogue. */
  request: unknown;
}

/** A web-chat session the sandbox holds for a visitor. */
export interface Visitor {
  account: string;
  alias: string;
  visitorId: string;
  sessionToken: string;
  /** Where its widget stands in the dialogue: it has seen all up to here. */
  cursor?: string;
}

/** What the journal keeps; the memory is these, applied in order. */
export type Fact =
  | { kind: 'account'; account: SandboxAccount }
  | { kind: 'person'; account: string; person: Person }
  | { kind: 'said'; account: string; said: Said }
  | { kind: 'sent'; sent: Sent }
  | { kind: 'webhook'; webhook: Webhook }
  | { kind: 'done'; webhook: string; ok: boolean }
  | { kind: 'visitor'; visitor: Visitor }
  | { kind: 'place'; account: string; alias: string; cursor: string | undefined }
  | { kind: 'kept'; account: string; name: string; value: unknown };

/** Everything the platforms know. */
export interface Memory {
  accounts: Map<string, SandboxAccount>;
  sent: Sent[];
  pending: Map<string, Webhook>;
  remember(facts: Fact[]): void;
  accountsOn(channel: string): SandboxAccount[];
  person(account: string, idOrUserId: string): Person | undefined;
  said(account: string, messageId: string): Said | undefined;
  /** What one person wrote to the business, oldest first. */
  saidBy(account: string, person: string): Said[];
  media(account: string, mediaId: string): Media | undefined;
  sentBy(account: string, messageId: string): Sent | undefined;
  /** What the business sent to one person, oldest first. */
  sentTo(account: string, person: string): Sent[];
  visitor(account: string, alias: string): Visitor | undefined;
  visitors(): Visitor[];
  /** What a platform wanted to remember by a `kept` fact: who blocked the business, a channel, a retry key. */
  kept(account: string, name: string): unknown;
}

/** Replays the journal, shortens it, and keeps it from then on. The accounts given come first and override those in it. */
export function openMemory(journal: Journal<Fact>, configured: SandboxAccount[]): Memory {
  const given = configured.map((account): [string, SandboxAccount] => [account.id, account]);
  const accounts = new Map(given);
  const people = new Map<string, { account: string; person: Person }>();
  const said = new Map<string, { account: string; said: Said }>();
  const media = new Map<string, Media>();
  const visitors = new Map<string, Visitor>();
  const kept = new Map<string, { account: string; name: string; value: unknown }>();
  const pending = new Map<string, Webhook>();
  const sent: Sent[] = [];
  const byMessage = new Map<string, Sent>();
  const byPerson = new Map<string, Sent[]>();

  function apply(fact: Fact) {
    switch (fact.kind) {
      case 'account':
        accounts.set(fact.account.id, fact.account);
        break;
      case 'person': {
        const person = merged(people.get(key(fact.account, fact.person.id))?.person, fact.person);
        for (const id of [person.id, person.userId]) if (id) people.set(key(fact.account, id), { account: fact.account, person });
        break;
      }
      case 'said':
        said.set(key(fact.account, fact.said.id), { account: fact.account, said: fact.said });
        for (const file of fact.said.files ?? []) media.set(key(fact.account, file.id), file);
        break;
      case 'sent': {
        const { account, to, messageId } = fact.sent;
        sent.push(fact.sent);
        byMessage.set(key(account, messageId), fact.sent);
        const thread = byPerson.get(key(account, to));
        if (thread) thread.push(fact.sent);
        else byPerson.set(key(account, to), [fact.sent]);
        break;
      }
      case 'webhook':
        pending.set(fact.webhook.id, fact.webhook);
        break;
      case 'done': {
        const reports = pending.get(fact.webhook)?.reports;
        pending.delete(fact.webhook);
        if (fact.ok && reports) for (const n of reports.messages) advance(sent[n - 1], reports.state);
        break;
      }
      case 'visitor':
        visitors.set(key(fact.visitor.account, fact.visitor.alias), fact.visitor);
        break;
      case 'place': {
        const visitor = visitors.get(key(fact.account, fact.alias));
        if (visitor) visitors.set(key(fact.account, fact.alias), { ...visitor, cursor: fact.cursor });
        break;
      }
      case 'kept':
        if (fact.value === undefined) kept.delete(key(fact.account, fact.name));
        else kept.set(key(fact.account, fact.name), { account: fact.account, name: fact.name, value: fact.value });
    }
  }

  for (const fact of journal.lines) apply(fact);
  for (const [id, account] of given) accounts.set(id, account);
  journal.rewrite([
    ...[...accounts.values()].map((account): Fact => ({ kind: 'account', account })),
    ...[...people.values()].map((entry): Fact => ({ kind: 'person', ...entry })),
    ...[...said.values()].map((entry): Fact => ({ kind: 'said', ...entry })),
    ...sent.map((message): Fact => ({ kind: 'sent', sent: message })),
    ...[...pending.values()].map((webhook): Fact => ({ kind: 'webhook', webhook })),
    ...[...visitors.values()].map((visitor): Fact => ({ kind: 'visitor', visitor })),
    ...[...kept.values()].map((one): Fact => ({ kind: 'kept', ...one })),
  ]);

  return {
    accounts,
    sent,
    pending,
    remember(facts) {
      journal.append(facts);
      for (const fact of facts) apply(fact);
    },
    accountsOn: (channel) => [...accounts.values()].filter((account) => account.channel === channel),
    person: (account, id) => people.get(key(account, id))?.person,
    said: (account, id) => said.get(key(account, id))?.said,
    saidBy: (account, person) =>
      [...said.values()].filter((one) => one.account === account && one.said.person === person).map((one) => one.said),
    media: (account, id) => media.get(key(account, id)),
    sentBy: (account, id) => byMessage.get(key(account, id)),
    sentTo: (account, person) => byPerson.get(key(account, person)) ?? [],
    visitor: (account, alias) => visitors.get(key(account, alias)),
    visitors: () => [...visitors.values()],
    kept: (account, name) => kept.get(key(account, name))?.value,
  };
}

function key(account: string, id: string): string {
  return `${account} ${id}`;
}

function merged(before: Person | undefined, now: Person): Person {
  const spokeAt = Math.max(before?.spokeAt ?? 0, now.spokeAt ?? 0);
  return { ...before, ...now, name: now.name ?? before?.name, spokeAt: spokeAt === 0 ? undefined : spokeAt };
}

function advance(message: Sent | undefined, state: SentState) {
  if (message && states.indexOf(state) > states.indexOf(message.state)) message.state = state;
}
