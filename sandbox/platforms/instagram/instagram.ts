import { randomBytes } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Act, ControlError, filesOf, own, sentOf, type Told, target, unread, without } from '../../deed.ts';
import type { Fact, Person, Sent } from '../../memory.ts';
import { type Bucket, take } from '../../pace.ts';
import type { Platform, World } from '../../platform.ts';
import { reportOf, type Webhook, webhookOf } from '../../webhook.ts';
import { graphApi } from '../meta/graph.ts';
import { GraphError } from '../meta/refusal.ts';
import { encode, freshSecrets, verify, webhooks } from '../meta/webhook.ts';
import { type InstagramMessage, type InstagramRequest, instagramChoice, instagramRequest, instagramText } from './checks.ts';

const demo: Person = { id: '900000000000001', name: 'Robin Vale' };
const sentence = 'Do you ship to Oslo?';
const hour = 3_600_000;
/** What Instagram calls the files of a person (instagram.md §1). */
const kinds: Record<string, string> = { voice: 'audio' };
/** Names of reactions in webhooks; any other emoji is `other`. */
const reactions: Record<string, string> = {
  '❤': 'love',
  '😆': 'smile',
  '😮': 'wow',
  '😢': 'sad',
  '😠': 'angry',
  '👍': 'like',
  '👎': 'dislike',
};

/** samples/instagram/error-rate-limited.json, error-token-expired.json. */
const tooMany = () => new GraphError({ code: 613, subcode: 2534040, message: '(#613) Calls to this api have exceeded the rate limit.' });
const expired = 'Error validating access token: Session has expired on Thursday, 01-Oct-26 00:00:00 PDT.';
const refusals = {
  rate_limit: tooMany().answer,
  token_revoked: new GraphError({ code: 190, subcode: 463, message: expired }).answer,
};

/** Instagram messaging with Instagram Login, as professional accounts and people meet it (instagram.md); its host is its own. */
export const instagram: Platform = {
  channel: 'instagram',
  needed: { settings: ['accountId'], secrets: ['appSecret', 'accessToken'] },
  open: (sandboxUrl) => ({
    name: 'Professional account',
    settings: { accountId: '17841400000000001', apiBaseUrl: `${sandboxUrl}/instagram`, apiVersion: 'v26.0' },
    secrets: freshSecrets(),
  }),
  play(world) {
    const buckets = new Map<string, Bucket>();
    return {
      deeds: {
        say: { what: 'writes, or taps a button: { from, name, text, attachment(s), payload, replyTo }', run: bind(world, say) },
        react: { what: 'reacts: { from, messageId, emoji }; no emoji takes it back', run: bind(world, react) },
        edit: { what: 'edits: { from, messageId, text }', run: bind(world, edit) },
        unsend: { what: 'takes a message back: { from, messageId }', run: bind(world, unsend) },
        read: { what: 'reads a message, or all: { from, messageId }', run: bind(world, read) },
        answer: { what: 'answers in the app on the phone, as the business: { from, text }', run: bind(world, answer) },
        verify,
      },
      webhooks,
      api: {
        ...graphApi(world, {
          channel: 'instagram',
          object: 'accountId',
          me: true,
          unauthorized: 400,
          refusals,
          send: (account, body) => send(world, account, instagramRequest(body), buckets),
          look: (account, id) => profile(world, account, id),
        }),
        paths: undefined,
      },
      // A person's app tells of each message that was read, and never of delivery (instagram.md §1).
      report: (account, messages) => messages.map((message) => seen(world, account, message)),
    };
  },
};

function profile(world: World, account: SandboxAccount, id: string): object | undefined {
  const mine = setting(account, 'accountId');
  if (id === 'me' || id === mine) return { id: mine, user_id: mine, username: 'harbour_shop' };
  const person = world.memory.person(account.id, id);
  return person && { id, name: person.name, username: (person.name ?? id).toLowerCase().replaceAll(/\W+/g, '_') };
}

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
  return {
    from,
    messageId,
    outcome: await world.publish(facts, [fromPerson(account, from, at, spoken(world, account, from, messageId, act))]),
  };
}

/** A tap on a template's button is a postback, a tap on a quick reply is a message (instagram.md §1). */
function spoken(world: World, account: SandboxAccount, from: string, mid: string, act: Act): object {
  const files = filesOf(act).map(({ type, url }) => ({ type: kinds[type] ?? type, payload: { url } }));
  const choice = act.payload === undefined ? undefined : chosen(world, account, from, act.payload);
  if (choice?.kind === 'postback') return { postback: { mid, title: act.title ?? choice.title, payload: act.payload } };
  const text = act.text ?? act.title ?? choice?.title ?? act.payload ?? (files.length > 0 ? undefined : sentence);
  return {
    message: {
      mid,
      ...(text === undefined ? {} : { text }),
      ...(act.payload === undefined ? {} : { quick_reply: { payload: act.payload } }),
      ...(files.length > 0 ? { attachments: files } : {}),
      ...(act.replyTo ? { reply_to: { mid: act.replyTo } } : {}),
    },
  };
}

function chosen(world: World, account: SandboxAccount, from: string, payload: string) {
  for (const sent of world.memory.sentTo(account.id, from).toReversed()) {
    const said = (sent.request as InstagramRequest).message;
    const choice = said && instagramChoice(said, payload);
    if (choice) return choice;
  }
  return undefined;
}

async function react(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const mid = target(world, account, from, act.messageId);
  const reaction = act.emoji
    ? { mid, action: 'react', reaction: reactions[act.emoji.replaceAll('\ufe0f', '')] ?? 'other', emoji: act.emoji }
    : { mid, action: 'unreact' };
  return { from, messageId: mid, outcome: await aside(world, account, from, act, { reaction }) };
}

async function edit(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const said = own(world, account, from, act.messageId);
  if (act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: an edit needs the new text');
  const edits = said.edits + 1;
  const facts: Fact[] = [{ kind: 'said', account: account.id, said: { ...said, edits } }];
  const event = { message_edit: { mid: said.id, text: act.text, num_edit: edits } };
  return { from, messageId: said.id, outcome: await aside(world, account, from, act, event, facts) };
}

async function unsend(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const { id } = own(world, account, from, act.messageId);
  return { from, messageId: id, outcome: await aside(world, account, from, act, { message: { mid: id, is_deleted: true } }) };
}

async function read(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const messages = unread(world, account, from, act.messageId);
  const outcome = await world.publish(
    [],
    messages.map((message) => seen(world, account, message)),
  );
  return { from, messageId: act.messageId ?? null, outcome };
}

/** What the business writes on the phone is told like what we send: without an app's id (instagram.md §1, echo). */
async function answer(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const person = act.from ?? demo.id;
  const mid = act.id ?? newMid();
  const event = { message: { mid, text: act.text ?? 'Yes, 3-5 days.', is_echo: true } };
  const webhook = webhookOf(account, person, wrapped(account, world.now(), byAccount(account, person, world.now(), event)));
  return { from: person, messageId: mid, outcome: await world.publish([], [webhook]) };
}

function aside(world: World, account: SandboxAccount, from: string, act: Act, event: object, facts: Fact[] = []) {
  return world.publish(facts, [fromPerson(account, from, act.timestamp ?? world.now(), event)]);
}

function send(world: World, account: SandboxAccount, request: InstagramRequest, buckets: Map<string, Bucket>): object {
  const to = request.recipient.id;
  checkPace(buckets, account, request.message, world.now());
  checkRecipient(world, account, to, request.tag === 'HUMAN_AGENT' ? 7 * 24 : 24);
  for (const mid of [request.reply_to?.mid, request.payload?.message_id]) if (mid !== undefined) checkMid(world, account, mid);
  if (!request.message) return { recipient_id: to };
  const { message } = request;
  const sent = sentOf(world, account, {
    to,
    type: message.attachment?.type ?? (message.attachments ? 'image' : 'text'),
    text: instagramText(message),
    messageId: newMid(),
    replyTo: request.reply_to?.mid ?? null,
    state: 'accepted',
    request,
  });
  void world.publish([{ kind: 'sent', sent }], [echo(account, sent, message)]);
  return { recipient_id: to, message_id: sent.messageId };
}

/** 100 a second, of sounds and videos 10 (instagram.md §2, Rate limits). */
function checkPace(buckets: Map<string, Bucket>, account: SandboxAccount, message: InstagramMessage | undefined, now: number) {
  const heavy = message?.attachment?.type === 'audio' || message?.attachment?.type === 'video';
  if (heavy && !take(buckets, `${account.id} heavy`, 10, 100, now)) throw tooMany();
  if (!take(buckets, account.id, 100, 10, now)) throw tooMany();
}

/** The person speaks first; then 24 hours, or 7 days for a human agent (instagram.md §3). Which status it has is not to be relied on. */
function checkRecipient(world: World, account: SandboxAccount, to: string, hours: number) {
  const spokeAt = world.memory.person(account.id, to)?.spokeAt;
  if (spokeAt === undefined) throw new GraphError({ code: 100, subcode: 2534014, message: '(#100) No matching Instagram user' });
  if (world.now() - spokeAt > hours * hour)
    throw new GraphError({ status: 403, code: 10, subcode: 2534022, message: '(#10) This message is sent outside of allowed window.' });
}

function checkMid(world: World, account: SandboxAccount, mid: string) {
  if (!world.memory.said(account.id, mid) && !world.memory.sentBy(account.id, mid))
    throw new GraphError({ code: 100, subcode: 2534015, message: `(#100) Invalid message id ${mid}` });
}

function echo(account: SandboxAccount, sent: Sent, { text, attachment, attachments }: InstagramMessage): Webhook {
  const files = attachments ?? (attachment ? [attachment] : []);
  const event = {
    message: {
      mid: sent.messageId,
      ...(text === undefined ? {} : { text }),
      ...(files.length > 0 ? { attachments: files } : {}),
      ...(sent.replyTo === null ? {} : { reply_to: { mid: sent.replyTo } }),
      is_echo: true,
    },
  };
  return reportOf(account, [sent], 'sent', wrapped(account, sent.at, byAccount(account, sent.to, sent.at, event)));
}

function seen(world: World, account: SandboxAccount, sent: Sent): Webhook {
  const now = world.now();
  return reportOf(account, [sent], 'read', wrapped(account, now, byPerson(account, sent.to, now, { read: { mid: sent.messageId } })));
}

function fromPerson(account: SandboxAccount, person: string, at: number, event: object): Webhook {
  return webhookOf(account, person, wrapped(account, at, byPerson(account, person, at, event)));
}

function byPerson(account: SandboxAccount, person: string, timestamp: number, event: object): object {
  return { sender: { id: person }, recipient: { id: setting(account, 'accountId') }, timestamp, ...event };
}

function byAccount(account: SandboxAccount, person: string, timestamp: number, event: object): object {
  return { sender: { id: setting(account, 'accountId') }, recipient: { id: person }, timestamp, ...event };
}

function wrapped(account: SandboxAccount, time: number, messaging: object): string {
  return encode({ object: 'instagram', entry: [{ id: setting(account, 'accountId'), time, messaging: [messaging] }] });
}

function bind(world: World, deed: (world: World, account: SandboxAccount, act: Act) => Promise<Told>) {
  return (account: SandboxAccount, act: Act) => deed(world, account, act);
}

function newMid(): string {
  return `aWdf${randomBytes(24).toString('base64url')}`;
}
