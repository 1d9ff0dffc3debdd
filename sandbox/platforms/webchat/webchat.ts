import { randomUUID } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Act, ControlError, type Told, target, unread, without } from '../../deed.ts';
import type { Sent, Visitor } from '../../memory.ts';
import type { Deed, Platform, World } from '../../platform.ts';
import { word } from '../../random.ts';
import type { Outcome } from '../../webhook.ts';
import { openWidgets, receipt, type Widgets } from './widget.ts';

const sentence = 'Hi! Where is my order?';

/** A client of the company's own, where the customer talks to the product itself. */
interface OwnClient extends Pick<Platform, 'channel' | 'needed' | 'open'> {
  /** What it sends to begin a session of this person. */
  begin(account: SandboxAccount, person: { alias: string; name?: string }, now: number): object;
}

/** A person in front of the company's own chat widget (webchat.md §2). */
export const webchat = ownClient({
  channel: 'webchat',
  needed: { settings: ['widgetKey'], secrets: [] },
  open: () => ({ name: 'Widget', settings: { widgetKey: `wk_${word()}`, allowedOrigins: [] }, secrets: { signingSecret: word() } }),
  begin: (account, { name }) => ({
    type: 'session.start',
    widgetKey: setting(account, 'widgetKey'),
    locale: 'en-GB',
    timezone: 'Europe/Oslo',
    page: { url: 'https://shop.example.com/' },
    ...(name === undefined ? {} : { name }),
  }),
});

/** Plays it. There is no platform between: what fails is told, not retried; only the client's own receipts are. */
export function ownClient({ begin, ...platform }: OwnClient): Platform {
  return {
    ...platform,
    play(world) {
      const widgets = openWidgets(world, world.closing, ({ account, alias }, reason) =>
        world.warn({ account, visitor: alias, reason }, 'a customer cannot follow the dialogue'),
      );
      return {
        deeds: deeds(world, widgets, begin),
        webhooks: {
          contentType: 'application/json',
          patience: 5_000,
          retries: { waits: [100, 300, 1_000, 3_000, 10_000, 30_000], repeat: 3_600_000 },
          sign: ({ account, webhook }) => ({ authorization: `Bearer ${world.memory.visitor(account.id, webhook.person)?.sessionToken}` }),
        },
        report: (account, messages, state) => [receipt(account, messages, state, world.now())],
        start() {
          for (const visitor of world.memory.visitors()) {
            if (world.memory.accounts.get(visitor.account)?.channel === platform.channel) widgets.follow(visitor);
          }
          return { stop: () => widgets.ended() };
        },
      };
    },
  };
}

function deeds(world: World, widgets: Widgets, begin: OwnClient['begin']): Record<string, Deed> {
  const starting = new Map<string, Promise<Visitor | Outcome>>();

  /** The visitor's session: the one kept, or a new one; two deeds at once share it. */
  function session(account: SandboxAccount, act: Act): Promise<Visitor | Outcome> {
    const alias = act.from ?? 'visitor';
    const kept = world.memory.visitor(account.id, alias);
    if (kept) return Promise.resolve(kept);
    const key = `${account.id} ${alias}`;
    const started =
      starting.get(key) ??
      startSession(world, account, alias, begin(account, { alias, name: act.name }, world.now())).finally(() => starting.delete(key));
    starting.set(key, started);
    return started;
  }

  async function tell(account: SandboxAccount, act: Act, messageId: string, event: object): Promise<Told> {
    const from = act.from ?? 'visitor';
    let visitor = await session(account, act);
    if (isOutcome(visitor)) return { from, messageId: null, outcome: visitor };
    let outcome = await callAs(world, account, visitor, event);
    if (outcome.status === 401) {
      visitor = await startSession(world, account, from, begin(account, { alias: from, name: act.name }, world.now()));
      if (isOutcome(visitor)) return { from, messageId: null, outcome: visitor };
      outcome = await callAs(world, account, visitor, event);
    }
    widgets.follow(visitor);
    const { visitorId, sessionToken } = visitor;
    return { from, messageId: textField(outcome.body, 'messageId') ?? messageId, outcome, more: { visitorId, sessionToken } };
  }

  async function say(account: SandboxAccount, act: Act): Promise<Told> {
    without(act, 'attachment', 'attachments', 'location', 'contact');
    const clientMsgId = act.id ?? `cm_${randomUUID()}`;
    const told = await tell(account, act, clientMsgId, spoken(world, act, clientMsgId));
    return { ...told, more: { ...told.more, clientMsgId } };
  }

  async function react(account: SandboxAccount, act: Act): Promise<Told> {
    const messageId = act.messageId ?? target(world, account, act.from ?? 'visitor', undefined);
    const reaction = act.emoji ? { emoji: act.emoji, action: 'add' } : { action: 'remove' };
    return tell(account, act, messageId, { type: 'reaction', messageId, ...reaction });
  }

  async function edit(account: SandboxAccount, act: Act): Promise<Told> {
    const messageId = needed(act);
    return tell(account, act, messageId, {
      type: 'message.edit',
      messageId,
      text: act.text ?? sentence,
      clientMsgId: `cm_${randomUUID()}`,
    });
  }

  async function typing(account: SandboxAccount, act: Act): Promise<Told> {
    return { ...(await tell(account, act, '', { type: 'typing', state: act.more?.state ?? 'start' })), messageId: null };
  }

  async function unsend(account: SandboxAccount, act: Act): Promise<Told> {
    const messageId = needed(act);
    return tell(account, act, messageId, { type: 'message.delete', messageId });
  }

  async function read(account: SandboxAccount, act: Act): Promise<Told> {
    const from = act.from ?? 'visitor';
    const { messageId: upToMessageId } = act;
    // What the widget has not shown yet is not the sandbox's to remember as read, but may be told.
    if (upToMessageId !== undefined && !world.memory.sentBy(account.id, upToMessageId)) {
      return tell(account, act, upToMessageId, { type: 'read', upToMessageId, at: sentAt(world, act) });
    }
    const messages = readUpTo(world, account, from, upToMessageId);
    const outcome = await world.publish([], [receipt(account, messages, 'read', act.timestamp ?? world.now())]);
    return { from, messageId: messages.at(-1)?.messageId ?? null, outcome };
  }

  return {
    say: { what: 'writes, or taps a quick reply: { from, name, text, payload, replyTo }; answers with the session', run: say },
    react: { what: 'reacts: { from, messageId, emoji }; no emoji takes it back', run: react },
    edit: { what: 'changes a message of their own: { from, messageId, text }', run: edit },
    typing: { what: 'types, or stops: { from, more: { state: start | stop } }', run: typing },
    unsend: { what: 'takes a message back: { from, messageId }', run: unsend },
    read: { what: 'reads up to a message, or all: { from, messageId }', run: read },
  };
}

function spoken(world: World, act: Act, clientMsgId: string): object {
  const { payload, replyTo } = act;
  const reply = payload === undefined ? undefined : { kind: 'quick_reply', payload, ...(replyTo ? { inReplyTo: replyTo } : {}) };
  return {
    type: 'message.send',
    clientMsgId,
    sentAt: sentAt(world, act),
    text: act.text ?? payload ?? sentence,
    ...(reply ? { reply } : replyTo ? { inReplyTo: replyTo } : {}),
  };
}

async function startSession(world: World, account: SandboxAccount, alias: string, start: object): Promise<Visitor | Outcome> {
  const outcome = await world.call(account.webhookUrl, start, {});
  if (!outcome.ok) return outcome;
  const visitorId = textField(outcome.body, 'visitorId');
  const sessionToken = textField(outcome.body, 'sessionToken');
  if (!visitorId || !sessionToken)
    return { ...outcome, ok: false, reason: 'session.start was not answered with visitorId and sessionToken' };
  const visitor = { account: account.id, alias, visitorId, sessionToken };
  world.memory.remember([{ kind: 'visitor', visitor }]);
  return visitor;
}

function callAs(world: World, account: SandboxAccount, visitor: Visitor, event: object): Promise<Outcome> {
  return world.call(account.webhookUrl, event, { authorization: `Bearer ${visitor.sessionToken}` });
}

function isOutcome(value: Visitor | Outcome): value is Outcome {
  return 'ok' in value;
}

/** Who reads a message in a widget reads all before it. */
function readUpTo(world: World, account: SandboxAccount, visitor: string, messageId: string | undefined): Sent[] {
  const last = messageId === undefined ? undefined : world.memory.sentBy(account.id, messageId);
  if (!last) return unread(world, account, visitor, messageId);
  return world.memory.sentTo(account.id, visitor).filter(({ n }) => n <= last.n);
}

function needed(act: Act): string {
  if (act.messageId === undefined) throw new ControlError(400, 'BAD_INPUT', 'messageId: which message it is about');
  return act.messageId;
}

function sentAt(world: World, act: Act): string {
  return new Date(act.timestamp ?? world.now()).toISOString();
}

function textField(body: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body)?.[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
