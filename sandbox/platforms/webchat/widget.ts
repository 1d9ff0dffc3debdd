import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxAccount } from '../../account.ts';
import type { Fact, Sent, SentState, Visitor } from '../../memory.ts';
import type { World } from '../../platform.ts';
import { reportOf, type Webhook } from '../../webhook.ts';
import type { SeenMessage } from './checks.ts';
import { allMessages, openChanges, ownDialogue, Refusal } from './dialogue.ts';

/** Milliseconds before a widget comes back to the product; the last one repeats. */
const waits = [100, 300, 1_000, 3_000, 5_000];
/** A connection that lived this long was a good one, in milliseconds. */
const settled = 10_000;
/** Changes that do not say what is new: the dialogue is read again. */
const vague = ['LAGGED', 'MERGED', 'UNMERGED'];

/** The open chat widgets: each follows its visitor's dialogue as long as the session is good. */
export interface Widgets {
  /** Opens the widget of a session, where it is not open yet; that of an earlier session of the same visitor is closed. */
  follow(visitor: Visitor): void;
  /** Resolves when all have ended: they do at the signal they were opened with. */
  ended(): Promise<void>;
}

interface Widget {
  sessionToken: string;
  stop: AbortController;
  end: Promise<void>;
}

/** Starts with no widget. `trouble` hears once of each that cannot reach the product, and of each whose session is refused. */
export function openWidgets(world: World, closing: AbortSignal, trouble: (visitor: Visitor, reason: string) => void): Widgets {
  const open = new Map<string, Widget>();

  async function run(visitor: Visitor, signal: AbortSignal) {
    for (let failures = 0; !signal.aborted; ) {
      const since = world.now();
      let reason = 'the product ended the stream';
      try {
        for await (const _ of changesSeen(world, visitor, signal)) failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') return trouble(visitor, error.message);
        if (error instanceof Refusal && ['BAD_INPUT', 'NOT_FOUND'].includes(error.code)) forgetPlace(world, visitor);
        reason = String(error);
      }
      failures = world.now() - since > settled ? 1 : failures + 1;
      if (failures === waits.length) trouble(visitor, reason);
      await sleep(waits[Math.min(failures, waits.length) - 1], undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  return {
    follow(visitor) {
      const key = `${visitor.account} ${visitor.alias}`;
      const before = open.get(key);
      if (closing.aborted || before?.sessionToken === visitor.sessionToken) return;
      before?.stop.abort();
      const stop = new AbortController();
      const end = run(visitor, AbortSignal.any([closing, stop.signal])).finally(() => open.get(key)?.stop === stop && open.delete(key));
      open.set(key, { sessionToken: visitor.sessionToken, stop, end });
    },
    async ended() {
      await Promise.all([...open.values()].map(({ end }) => end));
    },
  };
}

/** The webhook that tells the business how far messages to one visitor came (webchat.md §2). */
export function receipt(account: SandboxAccount, messages: Sent[], state: SentState, now: number): Webhook {
  const ids = messages.map(({ messageId }) => messageId);
  const at = new Date(now).toISOString();
  const event = state === 'read' ? { type: 'read', upToMessageId: ids.at(-1), at } : { type: 'delivered', messageIds: ids, at };
  return reportOf(account, messages, state, JSON.stringify(event));
}

/** Follows the dialogue over one connection, from where the visitor stands, and yields after each change that was kept. */
async function* changesSeen(world: World, { account: id, alias, sessionToken }: Visitor, signal: AbortSignal) {
  const account = world.memory.accounts.get(id);
  if (!account) throw new Error(`no account ${id}`);
  const leaving = new AbortController();
  const url = new URL('/graphql', account.webhookUrl).href;
  const graph = { url, token: sessionToken, signal: AbortSignal.any([signal, leaving.signal]) };
  try {
    const after = world.memory.visitor(id, alias)?.cursor;
    const changes = await openChanges(graph, await ownDialogue(graph), after);
    if (after === undefined) see(world, account, alias, await allMessages(graph), []);
    for await (const { cursor, kind, entry } of changes) {
      const messages = vague.includes(kind) ? await allMessages(graph) : entry ? [entry] : [];
      if (signal.aborted) return;
      see(world, account, alias, messages, [{ kind: 'place', account: id, alias, cursor }]);
      yield;
    }
  } finally {
    leaving.abort();
  }
}

/** Keeps what is new to the visitor and where the widget stands, in one write, and lets the product know. */
function see(world: World, account: SandboxAccount, alias: string, messages: SeenMessage[], place: Fact[]) {
  const fresh = messages.filter(({ id, direction }) => direction === 'OUTBOUND' && !world.memory.sentBy(account.id, id));
  const sent = fresh.map((message, index) => sentOf(message, account, alias, world.memory.sent.length + 1 + index, world.now()));
  const silent = world.conduct(account).receipts === 'none';
  const receipts = silent ? [] : sent.map((one) => receipt(account, [one], 'delivered', world.now()));
  void world.publish([...sent.map((one): Fact => ({ kind: 'sent', sent: one })), ...place], receipts);
}

function sentOf(message: SeenMessage, account: SandboxAccount, to: string, n: number, at: number): Sent {
  const { id, text, content, replyTo } = message;
  const type = content[0]?.type ?? 'text';
  const known = { type, text, messageId: id, at, replyTo: replyTo?.id ?? null, reference: id };
  return { n, account: account.id, to, ...known, state: 'sent', error: null, request: message };
}

function forgetPlace(world: World, { account, alias }: Visitor) {
  world.memory.remember([{ kind: 'place', account, alias, cursor: undefined }]);
}
