import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Answer, type ApiRequest, json, jsonBody } from '../../api.ts';
import { type Act, ControlError, filesOf, own, sentOf, type Told, target, unread } from '../../deed.ts';
import type { Fact } from '../../memory.ts';
import type { Deed, Platform, World } from '../../platform.ts';
import { hex, word } from '../../random.ts';
import { reportOf, type Webhook, webhookOf } from '../../webhook.ts';
import { type Asked, asked, titleOf, wordsOf } from './request.ts';

/** A company's own server, as the product's docs/custom-channel.md wants it: everything can be said there, once for each key. */
export const custom: Platform = {
  channel: 'custom',
  needed: { settings: ['systemId', 'outboundUrl'], secrets: ['signingSecret'] },
  open: (sandboxUrl) => {
    const systemId = `kiosk-${hex(6)}`;
    return {
      name: 'Kiosks',
      settings: { systemId, outboundUrl: `${sandboxUrl}/custom/in/${systemId}` },
      secrets: { signingSecret: word() },
    };
  },
  play(world) {
    const deed = (what: string, run: (world: World, account: SandboxAccount, act: Act) => Promise<Told>): Deed => ({
      what,
      run: (account, act) => run(world, account, act),
    });
    const alone = (what: string, make: (account: SandboxAccount, act: Act, from: string) => object): Deed =>
      deed(what, async (_world, account, act) => {
        const from = act.from ?? 'u-1';
        const event = { id: randomUUID(), at: act.timestamp ?? world.now(), from: { id: from }, ...make(account, act, from) };
        return { from, messageId: act.messageId ?? null, outcome: await world.publish([], [told(account, from, event)]) };
      });
    return {
      deeds: {
        say: deed('writes, or presses: { from, name, text, attachment(s), location, contact, payload, replyTo, more: { thread } }', say),
        react: alone('reacts: { from, messageId, emoji }; no emoji takes it back', (account, act, from) => ({
          type: 'reaction',
          messageId: target(world, account, from, act.messageId),
          emoji: act.emoji ?? null,
        })),
        edit: alone('edits: { from, messageId, text }', (account, act, from) => {
          if (act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: an edit needs the new text');
          return { type: 'edit', messageId: own(world, account, from, act.messageId).id, text: act.text };
        }),
        unsend: alone('takes back: { from, messageId }', (account, act, from) => {
          return { type: 'unsend', messageId: own(world, account, from, act.messageId).id };
        }),
        typing: alone('types: { from }', () => ({ type: 'typing', on: true })),
        block: alone('wants no messages: { from }', () => ({ type: 'standing', standing: 'blocked' })),
        unblock: alone('wants them again: { from }', () => ({ type: 'standing', standing: 'open' })),
        stop: alone('opts out: { from }', () => ({ type: 'standing', standing: 'opted_out' })),
        read: deed('reads: { from, messageId }; all that was not read without one', async (_world, account, act) => {
          const from = act.from ?? 'u-1';
          const messages = unread(world, account, from, act.messageId);
          return { from, messageId: act.messageId ?? null, outcome: await world.publish([], [report(world, account, messages, 'read')]) };
        }),
      },
      webhooks: {
        contentType: 'application/json',
        patience: 10_000,
        retries: { waits: [100, 300, 1_000, 3_000, 10_000, 30_000], repeat: 3_600_000 },
        sign: ({ account, body, now }) => {
          const seconds = String(Math.floor(now / 1000));
          return {
            'x-parlor-timestamp': seconds,
            'x-parlor-signature': `v1=${mac(secret(account, 'signingSecret'), seconds, body).toString('hex')}`,
          };
        },
      },
      api: {
        whose: ({ path }) => world.memory.accountsOn('custom').find((account) => path === `/in/${setting(account, 'systemId')}`),
        stranger: () => refusal(404, 'recipient_invalid', 'There is no such system.'),
        answer: (request, account) => answer(world, account, request),
        failing: {
          rate_limit: json(429, { error: { class: 'rate_limited', code: 'slow', message: 'Not so fast', retryAfter: 1 } }),
          server_error: refusal(503, 'transient', 'Closed for a moment'),
          token_revoked: refusal(401, 'auth_invalid', 'Who are you?'),
          wrap: (error) => ('error' in error ? error : { error }),
        },
      },
      report: (account, messages, state) => [report(world, account, messages, state)],
    };
  },
};

function answer(world: World, account: SandboxAccount, request: ApiRequest): Answer {
  if (!isSigned(world, account, request)) return refusal(401, 'auth_invalid', 'The signature or its time is wrong.');
  const parsed = asked.safeParse(jsonBody(request));
  const issue = parsed.error?.issues[0];
  if (!parsed.success) return refusal(422, 'content_invalid', `${issue?.path.join('.')}: ${issue?.message}`);
  const wish = parsed.data;
  const key = request.headers['idempotency-key'];
  if (wish.type === 'ping') return json(200, {});
  if (key !== wish.id) return refusal(422, 'content_invalid', 'idempotency-key: must be the id of what is said');
  const before = world.memory.kept(account.id, `key ${key}`);
  if (typeof before === 'string') return json(200, { id: before });
  if (wish.type !== 'message') return change(world, account, wish);
  const sent = sentOf(world, account, {
    to: wish.to.id,
    type: wish.content[0]?.type ?? 'text',
    text: wordsOf(wish.content),
    messageId: `k-${hex(8)}`,
    replyTo: wish.replyTo?.messageId ?? null,
    reference: wish.id,
    state: 'accepted',
    request: wish,
  });
  const facts: Fact[] = [
    { kind: 'sent', sent },
    { kind: 'kept', account: account.id, name: `key ${key}`, value: sent.messageId },
  ];
  void world.publish(facts, [report(world, account, [sent], 'sent')]);
  return json(200, { id: sent.messageId });
}

function change(world: World, account: SandboxAccount, wish: Exclude<Asked, { type: 'message' | 'ping' }>): Answer {
  const named = 'target' in wish ? wish.target : [];
  const strange = named.find(({ messageId }) => !world.memory.sentBy(account.id, messageId) && !world.memory.said(account.id, messageId));
  return strange ? refusal(404, 'recipient_invalid', `There is no message ${strange.messageId}.`) : json(200, {});
}

function isSigned(world: World, account: SandboxAccount, { headers, body }: ApiRequest): boolean {
  const seconds = headers['x-parlor-timestamp'] ?? '';
  if (!/^\d+$/.test(seconds) || Math.abs(world.now() / 1000 - Number(seconds)) > 300) return false;
  const expected = mac(secret(account, 'signingSecret'), seconds, body);
  const given = Buffer.from(headers['x-parlor-signature']?.replace(/^v1=/, '') ?? '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function mac(key: string, seconds: string, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`v1:${seconds}:`).update(body).digest();
}

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? 'u-1';
  const at = act.timestamp ?? world.now();
  const id = act.id ?? `m-${hex(8)}`;
  const content = [
    ...(act.payload === undefined
      ? []
      : [{ type: 'choice', text: act.title ?? offered(world, account, from, act.payload), payload: act.payload }]),
    ...(act.text === undefined ? [] : [{ type: 'text', text: act.text }]),
    ...filesOf(act).map(({ type, ...file }) => ({ type: type === 'voice' ? 'audio' : type, ...file })),
    ...(act.location ? [{ type: 'location', ...act.location }] : []),
    ...(act.contact ? [{ type: 'contact', name: act.contact.name, phones: act.contact.phone ? [act.contact.phone] : [] }] : []),
  ];
  if (content.length === 0) throw new ControlError(400, 'BAD_INPUT', 'say something: text, attachment, payload, location or contact');
  const replyTo = act.replyTo === undefined ? {} : { replyTo: target(world, account, from, act.replyTo) };
  const thread = typeof act.more?.thread === 'string' ? { thread: act.more.thread } : {};
  const person = { id: from, ...(act.name === undefined ? {} : { name: act.name }) };
  const event = { type: 'message', id: randomUUID(), at, messageId: id, from: person, content, ...replyTo, ...thread };
  const facts: Fact[] = [
    { kind: 'person', account: account.id, person: { ...person, spokeAt: at } },
    { kind: 'said', account: account.id, said: { id, person: from, at, edits: 0, text: act.text } },
  ];
  return { from, messageId: id, outcome: await world.publish(facts, [told(account, from, event)]) };
}

/** What was pressed, by what stands on it. */
function offered(world: World, account: SandboxAccount, from: string, payload: string): string {
  for (const { request } of world.memory.sentTo(account.id, from).toReversed()) {
    const wish = request as Asked;
    const title = wish.type === 'message' ? titleOf(wish.content, payload) : undefined;
    if (title !== undefined) return title;
  }
  throw new ControlError(404, 'NOT_FOUND', `nothing with the payload ${payload} was sent to ${from}`);
}

function report(
  world: World,
  account: SandboxAccount,
  messages: Parameters<typeof reportOf>[1],
  state: Parameters<typeof reportOf>[2],
): Webhook {
  const to = { id: messages[0]?.to ?? '' };
  const event = {
    type: state,
    id: randomUUID(),
    at: world.now(),
    to,
    messageIds: messages.map(({ messageId, reference }) => reference ?? messageId),
  };
  return reportOf(account, messages, state, JSON.stringify(event));
}

function told(account: SandboxAccount, person: string, event: object): Webhook {
  return webhookOf(account, person, JSON.stringify(event));
}

function refusal(status: number, kind: string, message: string): Answer {
  return json(status, { error: { class: kind, code: String(status), message } });
}
