import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Act, ControlError, type File, filesOf, type Told, target, without } from '../../deed.ts';
import type { Fact } from '../../memory.ts';
import type { Deed, World } from '../../platform.ts';
import { type Webhook, webhookOf } from '../../webhook.ts';
import { type AppleMessage, answerTo, bid, fileMark } from './checks.ts';
import { stored } from './files.ts';

const demo = 'urn:mbid:AQAAYyUbut6E4B3T9FLv5EbGexampleOpaqueIdBase64==';
const sentence = 'Hello business!';
/** What a phone of today can show (apple-messages.md §1). */
export const everything = ['QUICK', 'LIST', 'TIME', 'AUTH', 'AUTH2', 'FORM'];

/** What people can do in Messages. */
export function deedsOf(world: World): Record<string, Deed> {
  const bind = (deed: (world: World, account: SandboxAccount, act: Act) => Promise<Told>): Deed['run'] => {
    return (account, act) => deed(world, account, act);
  };
  return {
    say: {
      what: 'writes, or chooses: { from, text, attachment(s), payload, more: { intent, group, capabilities, large } }; large: the answer by reference',
      run: bind(say),
    },
    react: { what: 'reacts, which comes as a text: { from, messageId, emoji }', run: bind(react) },
    typing: { what: 'is writing: { from, more: { on } }', run: bind(typing) },
    close: { what: 'deletes the conversation: { from, more: { referenceIds } }', run: bind(close) },
  };
}

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'location', 'contact', 'replyTo');
  const from = act.from ?? demo;
  const id = act.id ?? randomUUID();
  const at = act.timestamp ?? world.now();
  const { intent, group, locale = 'en_US', capabilities, large } = (act.more ?? {}) as Record<string, unknown>;
  const facts: Fact[] = [
    { kind: 'person', account: account.id, person: { id: from, spokeAt: at, more: { capabilities: capabilities ?? everything } } },
    { kind: 'said', account: account.id, said: { id, person: from, at, edits: 0, text: act.text } },
    { kind: 'kept', account: account.id, name: `closed ${from}`, value: false },
  ];
  const said =
    act.payload === undefined
      ? await written(account, act, facts)
      : chosen(world, account, from, act.payload, act.title, large === true, facts);
  const webhook = pushed(world, account, from, id, { locale, ...known({ intent, group }), ...said }, capabilities);
  return { from, messageId: id, outcome: await world.publish(facts, [webhook]) };
}

/** A text, with a mark in it for each file (apple-messages.md §1). */
async function written(account: SandboxAccount, act: Act, facts: Fact[]): Promise<object> {
  const files = filesOf(act);
  if (files.length === 0) return { type: 'text', body: act.text ?? sentence };
  const attachments = [];
  for (const file of files) {
    const { fact, reference } = stored(account, await bytesOf(file));
    facts.push(fact);
    attachments.push({ name: file.name ?? 'IMG_0001.JPG', mimeType: file.mimeType ?? 'image/jpeg', ...reference });
  }
  const body = [act.text, ...files.map(() => fileMark)].filter((part) => part !== undefined).join(' ');
  return { type: 'text', body, attachments };
}

async function bytesOf({ url }: File): Promise<Uint8Array> {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) throw new ControlError(400, 'BAD_INPUT', `attachment.url: nothing to be had from ${url.slice(0, 100)}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** What was chosen comes inside the message, or by reference when it is large (apple-messages.md §1). */
function chosen(
  world: World,
  account: SandboxAccount,
  from: string,
  payload: string,
  title: string | undefined,
  large: boolean,
  facts: Fact[],
): object {
  const asked = world.memory.sentTo(account.id, from).toReversed();
  const found = asked.map(({ request }) => answerTo(request as AppleMessage, payload)).find((answer) => answer !== undefined);
  const item = { identifier: payload, title: title ?? payload };
  const alone = {
    version: '1.0',
    requestIdentifier: randomUUID(),
    'quick-reply': { items: [item], selectedIndex: 0 },
    replyMessage: { title: item.title },
  };
  const interactiveData = { bid, sessionIdentifier: randomUUID(), data: found ?? alone };
  if (!large) return { type: 'interactive', interactiveData };
  const { fact, reference } = stored(account, closedPayload(interactiveData));
  facts.push(fact);
  return { type: 'interactive', interactiveDataRef: { bid, title: 'Select', ...reference } };
}

const magic = 'IDR1';

/** Only Apple can read such a payload: POST /v1/decodePayload. */
function closedPayload(interactiveData: object): Buffer {
  return Buffer.concat([Buffer.from(magic), gzipSync(JSON.stringify({ interactiveData }))]);
}

/** Its JSON, zipped; undefined when it is no payload of Apple's. */
export function payloadIn(bytes: Uint8Array): Uint8Array | undefined {
  const isOne = Buffer.from(bytes.subarray(0, magic.length)).toString() === magic;
  return isOne ? bytes.subarray(magic.length) : undefined;
}

/** There is no event for it: a text in the language of the phone (apple-messages.md §1, Tapbacks). */
async function react(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo;
  const messageId = target(world, account, from, act.messageId);
  const words = world.memory.sentBy(account.id, messageId)?.text ?? world.memory.said(account.id, messageId)?.text ?? '';
  const emoji = act.emoji ?? '';
  const verbs: Record<string, string> = {
    '👍': 'Liked',
    '❤️': 'Loved',
    '👎': 'Disliked',
    '😂': 'Laughed at',
    '‼️': 'Emphasized',
    '❓': 'Questioned',
  };
  const body =
    emoji === '' ? `Removed a like from “${words}”` : verbs[emoji] ? `${verbs[emoji]} “${words}”` : `Reacted ${emoji} to “${words}”`;
  return say(world, account, { from, text: body, timestamp: act.timestamp, id: act.id });
}

async function typing(world: World, account: SandboxAccount, { from = demo, more }: Act): Promise<Told> {
  const type = more?.on === false ? 'typing_end' : 'typing_start';
  const webhook = pushed(world, account, from, randomUUID(), { locale: 'en_US', type });
  return { from, messageId: null, outcome: await world.publish([], [webhook]) };
}

/** From then on the business may not write, until the person does (apple-messages.md §1, close). */
async function close(world: World, account: SandboxAccount, { from = demo, more }: Act): Promise<Told> {
  const declined = more?.referenceIds === undefined ? {} : { referenceIds: more.referenceIds };
  const webhook = pushed(world, account, from, randomUUID(), { type: 'close', ...declined });
  const facts: Fact[] = [{ kind: 'kept', account: account.id, name: `closed ${from}`, value: true }];
  return { from, messageId: null, outcome: await world.publish(facts, [webhook]) };
}

/** Zipped, with its addresses in the headers, to `/message` below the endpoint: samples/apple/text.json. */
function pushed(world: World, account: SandboxAccount, from: string, id: string, said: object, capabilities?: unknown): Webhook {
  const business = setting(account, 'businessId');
  const person = world.memory.person(account.id, from);
  const able = (capabilities ?? person?.more?.capabilities ?? everything) as string[];
  const body = { v: 1, id, sourceId: from, destinationId: business, ...said };
  const headers = {
    'content-encoding': 'gzip',
    id,
    'source-id': from,
    'destination-id': business,
    'capability-list': able.join(','),
    'device-agent': 'iPhone OS',
  };
  const bytes = gzipSync(JSON.stringify(body)).toString('base64');
  return webhookOf(account, from, bytes, { base64: true, headers, url: `${account.webhookUrl}/message` });
}

function known(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
