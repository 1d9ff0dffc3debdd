import { randomBytes } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Act, ControlError, filesOf, own, sentOf, type Told, target, unread, without } from '../../deed.ts';
import type { Fact, Person, Sent, SentState } from '../../memory.ts';
import type { Platform, World } from '../../platform.ts';
import { reportOf, type Webhook, webhookOf } from '../../webhook.ts';
import { graphApi } from '../meta/graph.ts';
import { GraphError } from '../meta/refusal.ts';
import { encode, freshSecrets, verify, webhooks } from '../meta/webhook.ts';
import { type MessengerMessage, type MessengerRequest, messengerChoice, messengerRequest, messengerText } from './checks.ts';

const demo: Person = { id: '7000000000000001', name: 'Ana Berg' };
const sentence = 'Hi, is the blue kettle back in stock?';
const hour = 3_600_000;
/** Messenger has no voice messages and stickers apart (messenger.md §1). */
const kinds: Record<string, string> = { voice: 'audio', sticker: 'image' };
/** Names of reactions in webhooks (messenger.md §1, Events); any other emoji is `other`. */
const reactions: Record<string, string> = {
  '❤': 'love',
  '😆': 'smile',
  '😮': 'wow',
  '😢': 'sad',
  '😠': 'angry',
  '👍': 'like',
  '👎': 'dislike',
};

const revoked =
  'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.';
/** messenger.md §2, Errors; samples/messenger/error-invalid-token.json. */
const refusals = {
  rate_limit: new GraphError({ code: 613, message: '(#613) Calls to this api have exceeded the rate limit.' }).answer,
  token_revoked: new GraphError({ code: 190, subcode: 460, message: revoked }).answer,
};

/** Facebook Messenger, as pages and their visitors meet it (messenger.md). */
export const messenger: Platform = {
  channel: 'messenger',
  needed: { settings: ['pageId'], secrets: ['appSecret', 'accessToken'] },
  open: (sandboxUrl) => ({
    name: 'Page',
    settings: { pageId: '110200300400500', appId: '998877665544332', apiBaseUrl: sandboxUrl, apiVersion: 'v26.0' },
    secrets: freshSecrets(),
  }),
  play: (world) => ({
    deeds: {
      say: { what: 'writes, or taps a button: { from, name, text, attachment(s), payload, replyTo }', run: bind(world, say) },
      react: { what: 'reacts: { from, messageId, emoji }; no emoji takes it back', run: bind(world, react) },
      edit: { what: 'edits, up to five times: { from, messageId, text }', run: bind(world, edit) },
      unsend: { what: 'takes a message back: { from, messageId }', run: bind(world, unsend) },
      read: { what: 'reads a message, or all: { from, messageId }', run: bind(world, read) },
      verify,
    },
    webhooks,
    api: graphApi(world, {
      channel: 'messenger',
      object: 'pageId',
      me: true,
      unauthorized: 400,
      refusals,
      send: (account, body) => send(world, account, messengerRequest(body)),
      look(account, id) {
        const page = setting(account, 'pageId');
        if (id === 'me' || id === page) return { id: page, name: 'Page' };
        const person = world.memory.person(account.id, id);
        const [first, ...rest] = person?.name?.split(' ') ?? [];
        return person && { first_name: first, last_name: rest.join(' '), id: person.id };
      },
    }),
    report: (account, messages, state) => [report(world, account, messages, state)],
  }),
};

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'location', 'contact');
  const from = act.from ?? demo.id;
  const at = act.timestamp ?? world.now();
  const messageId = act.id ?? newMid();
  const name = act.name ?? (from === demo.id ? demo.name : undefined);
  const facts: Fact[] = [
    { kind: 'person', account: account.id, person: { id: from, name, spokeAt: at } },
    { kind: 'said', account: account.id, said: { id: messageId, person: from, at, edits: 0 } },
  ];
  const webhook = fromPerson(world, account, from, at, spoken(world, account, from, messageId, act));
  return { from, messageId, outcome: await world.publish(facts, [webhook]) };
}

/** A tap on a template's button is a postback, a tap on a quick reply is a message (messenger.md §1, Events). */
function spoken(world: World, account: SandboxAccount, from: string, mid: string, act: Act): object {
  const files = filesOf(act);
  const choice = act.payload === undefined ? undefined : chosen(world, account, from, act.payload);
  if (choice?.kind === 'postback') return { postback: { mid, title: act.title ?? act.text ?? choice.title, payload: act.payload } };
  const text = act.text ?? act.title ?? choice?.title ?? act.payload ?? (files.length > 0 ? undefined : sentence);
  const { replyTo } = act;
  return {
    message: {
      mid,
      ...(text === undefined ? {} : { text }),
      ...(act.payload === undefined ? {} : { quick_reply: { payload: act.payload } }),
      ...(files.length > 0 ? { attachments: files.map(({ type, url }) => ({ type: kinds[type] ?? type, payload: { url } })) } : {}),
      ...(replyTo ? { reply_to: { mid: replyTo, is_self_reply: world.memory.said(account.id, replyTo)?.person === from } } : {}),
    },
  };
}

function chosen(world: World, account: SandboxAccount, from: string, payload: string) {
  for (const sent of world.memory.sentTo(account.id, from).toReversed()) {
    const { message } = sent.request as MessengerRequest;
    const choice = message && messengerChoice(message, payload);
    if (choice) return choice;
  }
  return undefined;
}

async function react(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const mid = target(world, account, from, act.messageId);
  const name = act.emoji && (reactions[act.emoji.replaceAll('\ufe0f', '')] ?? 'other');
  const reaction = act.emoji ? { reaction: name, emoji: act.emoji, action: 'react', mid } : { action: 'unreact', mid };
  return { from, messageId: mid, outcome: await world.publish([], [fromPerson(world, account, from, at(world, act), { reaction })]) };
}

async function edit(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const said = own(world, account, from, act.messageId);
  const edits = said.edits + 1;
  if (act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: an edit needs the new text');
  if (edits > 5) throw new ControlError(400, 'BAD_INPUT', 'a Messenger message can be edited five times');
  const event = { message_edit: { mid: said.id, text: act.text, num_edit: edits } };
  const facts: Fact[] = [{ kind: 'said', account: account.id, said: { ...said, edits } }];
  return { from, messageId: said.id, outcome: await world.publish(facts, [fromPerson(world, account, from, at(world, act), event)]) };
}

async function unsend(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const { id } = own(world, account, from, act.messageId);
  const event = { message: { mid: id, is_deleted: true } };
  return { from, messageId: id, outcome: await world.publish([], [fromPerson(world, account, from, at(world, act), event)]) };
}

async function read(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const messages = unread(world, account, from, act.messageId);
  return { from, messageId: act.messageId ?? null, outcome: await world.publish([], [report(world, account, messages, 'read')]) };
}

function send(world: World, account: SandboxAccount, request: MessengerRequest): object {
  const to = request.recipient.id;
  checkRecipient(world, account, to, request.tag === 'HUMAN_AGENT' ? 7 * 24 : 24);
  for (const mid of [request.reply_to?.mid, request.payload?.message_id]) if (mid !== undefined) checkMid(world, account, mid);
  if (!request.message) return { recipient_id: to };
  const sent = sentOf(world, account, {
    to,
    type: request.message.attachment?.type ?? 'text',
    text: messengerText(request.message),
    messageId: newMid(),
    replyTo: request.reply_to?.mid ?? null,
    reference: request.message.metadata ?? null,
    state: 'accepted',
    request,
  });
  void world.publish([{ kind: 'sent', sent }], [echo(world, account, sent, request.message)]);
  return { recipient_id: to, message_id: sent.messageId };
}

/** The person speaks first; then 24 hours, or 7 days for a human agent (messenger.md §3). */
function checkRecipient(world: World, account: SandboxAccount, to: string, hours: number) {
  const spokeAt = world.memory.person(account.id, to)?.spokeAt;
  if (spokeAt === undefined) throw new GraphError({ code: 100, subcode: 2018001, message: '(#100) No matching user found' });
  if (world.now() - spokeAt > hours * hour)
    throw new GraphError({ code: 10, subcode: 2018278, message: '(#10) This message is sent outside of allowed window.' });
}

function checkMid(world: World, account: SandboxAccount, mid: string) {
  if (!world.memory.said(account.id, mid) && !world.memory.sentBy(account.id, mid))
    throw new GraphError({ code: 100, message: `(#100) Invalid message id ${mid}` });
}

function echo(world: World, account: SandboxAccount, sent: Sent, message: MessengerMessage): Webhook {
  const page = setting(account, 'pageId');
  const app = setting(account, 'appId');
  const event = {
    message: {
      is_echo: true,
      ...(app === '' ? {} : { app_id: app }),
      ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
      mid: sent.messageId,
      ...(message.text === undefined ? {} : { text: message.text }),
      ...(message.attachment ? { attachments: [message.attachment] } : {}),
      ...(sent.replyTo === null ? {} : { reply_to: { mid: sent.replyTo, is_self_reply: false } }),
    },
  };
  const body = { sender: { id: page }, recipient: { id: sent.to }, timestamp: sent.at, ...event };
  return reportOf(account, [sent], 'sent', wrapped(world, account, body));
}

function report(world: World, account: SandboxAccount, messages: Sent[], state: SentState): Webhook {
  const watermark = world.now();
  const mids = messages.map(({ messageId }) => messageId);
  const event = state === 'read' ? { read: { watermark } } : { delivery: { mids, watermark } };
  return reportOf(account, messages, state, wrapped(world, account, byPerson(account, messages[0]?.to ?? '', watermark, event)));
}

function fromPerson(world: World, account: SandboxAccount, person: string, timestamp: number, event: object): Webhook {
  return webhookOf(account, person, wrapped(world, account, byPerson(account, person, timestamp, event)));
}

function byPerson(account: SandboxAccount, person: string, timestamp: number, event: object): object {
  return { sender: { id: person }, recipient: { id: setting(account, 'pageId') }, timestamp, ...event };
}

function wrapped(world: World, account: SandboxAccount, messaging: object): string {
  return encode({ object: 'page', entry: [{ id: setting(account, 'pageId'), time: world.now(), messaging: [messaging] }] });
}

function bind(world: World, deed: (world: World, account: SandboxAccount, act: Act) => Promise<Told>) {
  return (account: SandboxAccount, act: Act) => deed(world, account, act);
}

function at(world: World, act: Act): number {
  return act.timestamp ?? world.now();
}

function newMid(): string {
  return `m_${randomBytes(24).toString('base64url')}`;
}
