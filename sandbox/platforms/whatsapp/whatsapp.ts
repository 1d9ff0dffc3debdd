import { createHash, randomBytes } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Act, ControlError, filesOf, own, sentOf, type Told, target, unread } from '../../deed.ts';
import type { Fact, Media, Person, Said, Sent } from '../../memory.ts';
import { type Bucket, take } from '../../pace.ts';
import type { Platform, World } from '../../platform.ts';
import { graphApi } from '../meta/graph.ts';
import { GraphError } from '../meta/refusal.ts';
import { freshSecrets, verify, webhooks } from '../meta/webhook.ts';
import { invalid, type WhatsappMessage, type WhatsappReading, whatsappChoice, whatsappRequest, whatsappText } from './checks.ts';
import { businessNumber, digits, fromPerson, newWamid, statuses, userId } from './shapes.ts';
import { templates } from './templates.ts';

const demo = { id: '15550002222', name: 'Ana Berg' };
const sentence = 'Does it come in another colour?';
/** The customer service window (whatsapp.md §3). */
const window = 24 * 3_600_000;
const mimeTypes: Record<string, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg; codecs=opus',
  sticker: 'image/webp',
};

const busy = () =>
  new GraphError({ code: 130429, message: '(#130429) Rate limit hit', details: 'Cloud API message throughput has been reached.' });
/** samples/whatsapp/error-invalid-token.json. */
const expired = { status: 401, code: 190, message: '(#190) Error validating access token', details: 'Session has expired' };
const refusals = { rate_limit: busy().answer, token_revoked: new GraphError(expired).answer };

/** WhatsApp Cloud API, as numbers and their customers meet it (whatsapp.md). */
export const whatsapp: Platform = {
  channel: 'whatsapp',
  needed: { settings: ['phoneNumberId'], secrets: ['appSecret', 'accessToken'] },
  open: (sandboxUrl) => ({
    name: 'Number',
    settings: {
      phoneNumberId: '100000000000001',
      businessAccountId: '200000000000002',
      displayPhoneNumber: '15550001111',
      apiBaseUrl: sandboxUrl,
      apiVersion: 'v26.0',
    },
    secrets: freshSecrets(),
  }),
  play(world) {
    const buckets = new Map<string, Bucket>();
    return {
      deeds: {
        say: {
          what: 'writes, or taps a button: { from, name, text, attachment, location, contact, payload, replyTo }',
          run: (account, act) => say(world, account, act),
        },
        react: { what: 'reacts: { from, messageId, emoji }; no emoji takes it back', run: (account, act) => react(world, account, act) },
        edit: { what: 'edits: { from, messageId, text }', run: (account, act) => change(world, account, act, 'edit') },
        unsend: { what: 'takes a message back: { from, messageId }', run: (account, act) => change(world, account, act, 'revoke') },
        read: { what: 'reads a message, or all: { from, messageId }', run: (account, act) => read(world, account, act) },
        verify,
      },
      webhooks,
      api: graphApi(world, {
        channel: 'whatsapp',
        object: 'phoneNumberId',
        unauthorized: 401,
        refusals,
        send(account, body) {
          const request = whatsappRequest(body);
          return 'status' in request ? markRead(world, account, request) : send(world, account, request, buckets);
        },
        look(account, id) {
          const number = setting(account, 'displayPhoneNumber');
          if (id === setting(account, 'phoneNumberId')) return { id, display_phone_number: number, verified_name: 'Shop' };
          if (id === setting(account, 'businessAccountId')) return { id, name: 'Shop' };
          if (id === `${setting(account, 'businessAccountId')}/message_templates`) return { data: templates };
          const media = world.memory.media(account.id, id);
          return media && { messaging_product: 'whatsapp', id, url: media.url, mime_type: media.mimeType, sha256: digest(media.url) };
        },
      }),
      report: (account, messages, state) => [report(world, account, messages, state)],
    };
  },
};

/** An album is a message a file; the words go with the first (whatsapp.md §1). */
async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const at = act.timestamp ?? world.now();
  const person: Person = { ...personOf(account, act), spokeAt: at };
  const facts: Fact[] = [{ kind: 'person', account: account.id, person }];
  const files = filesOf(act).map(mediaOf);
  const messages = (files.length > 0 ? files : [undefined]).map((file, index) => {
    const said: Said = { id: (index === 0 && act.id) || newWamid(person.id), person: person.id, at, edits: 0, files: file && [file.media] };
    facts.push({ kind: 'said', account: account.id, said });
    const words = index === 0 ? act : { ...act, text: undefined };
    const message = { ...spoken(world, account, person, words, file), ...quoted(world, account, act) };
    return fromPerson(account, known(world, account, person), said.id, at, message);
  });
  const messageId = facts.flatMap((fact) => (fact.kind === 'said' ? fact.said.id : []))[0] ?? null;
  return { from: person.id, messageId, outcome: await world.publish(facts, messages), more: { userId: person.userId } };
}

type MediaFile = { kind: string; media: Media };

function spoken(world: World, account: SandboxAccount, person: Person, act: Act, file: MediaFile | undefined): object {
  if (file) {
    const { id, url, mimeType, name } = file.media;
    const caption = { ...(act.text === undefined ? {} : { caption: act.text }), ...(name === undefined ? {} : { filename: name }) };
    return { type: file.kind, [file.kind]: { ...caption, mime_type: mimeType, sha256: digest(url), id, url } };
  }
  if (act.payload !== undefined) return choice(world, account, person, act.payload, act.title ?? act.text);
  if (act.location) return { type: 'location', location: act.location };
  if (act.contact) return { type: 'contacts', contacts: [cardOf(act.contact)] };
  return { type: 'text', text: { body: act.text ?? sentence } };
}

/** samples/whatsapp/contacts.json. */
function cardOf({ name, phone, email }: NonNullable<Act['contact']>): object {
  const phones = phone === undefined ? {} : { phones: [{ phone, type: 'CELL' }] };
  return { name: { formatted_name: name }, ...phones, ...(email === undefined ? {} : { emails: [{ email }] }) };
}

/** A tap on a button or list row of ours, with the message it was on; on a template's button when we know none (whatsapp.md §1). */
function choice(world: World, account: SandboxAccount, person: Person, payload: string, text: string | undefined): object {
  for (const sent of world.memory.sentTo(account.id, person.id).toReversed()) {
    const interactive = whatsappChoice(sent.request as WhatsappMessage, payload);
    if (interactive) return { type: 'interactive', context: { from: businessNumber(account), id: sent.messageId }, interactive };
  }
  return { type: 'button', button: { payload, text: text ?? payload } };
}

function quoted(world: World, account: SandboxAccount, act: Act): object {
  if (!act.replyTo) return {};
  return { context: { from: world.memory.said(account.id, act.replyTo)?.person ?? businessNumber(account), id: act.replyTo } };
}

async function react(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const person = personOf(account, act);
  const messageId = target(world, account, person.id, act.messageId);
  const reaction = { message_id: messageId, ...(act.emoji ? { emoji: act.emoji } : {}) };
  return { from: person.id, messageId, outcome: await aside(world, account, person, act, { type: 'reaction', reaction }) };
}

/** Only numbers shared with the Business app hear of these (whatsapp.md §1): the sandbox's are. */
async function change(world: World, account: SandboxAccount, act: Act, type: 'edit' | 'revoke'): Promise<Told> {
  const person = personOf(account, act);
  const { id } = own(world, account, person.id, act.messageId);
  if (type === 'edit' && act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: an edit needs the new text');
  const message = type === 'edit' ? { message: { type: 'text', text: { body: act.text } } } : {};
  const event = { type, [type]: { original_message_id: id, ...message } };
  return { from: person.id, messageId: id, outcome: await aside(world, account, person, act, event) };
}

/** Something a person does that is not a message: it has an id of its own. */
function aside(world: World, account: SandboxAccount, person: Person, act: Act, event: object) {
  const webhook = fromPerson(account, known(world, account, person), act.id ?? newWamid(person.id), act.timestamp ?? world.now(), event);
  return world.publish([], [webhook]);
}

async function read(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const person = personOf(account, act);
  const messages = unread(world, account, person.id, act.messageId);
  const outcome = await world.publish([], [report(world, account, messages, 'read')]);
  return { from: person.id, messageId: act.messageId ?? null, outcome };
}

function markRead(world: World, account: SandboxAccount, request: WhatsappReading): object {
  if (!world.memory.said(account.id, request.message_id)) throw invalid(`Param message_id: no message ${request.message_id}`);
  return { success: true };
}

function send(world: World, account: SandboxAccount, request: WhatsappMessage, buckets: Map<string, Bucket>): object {
  const input = request.to ?? request.recipient ?? '';
  const address = request.to === undefined ? input : digits(request.to);
  const person = world.memory.person(account.id, address);
  const to = person?.id ?? address;
  checkPace(buckets, account, to, world.now());
  if (request.type === 'reaction') checkReaction(world, account, request.reaction.message_id);
  const sent = sentOf(world, account, {
    to,
    type: request.type,
    text: whatsappText(request),
    messageId: newWamid(to),
    replyTo: request.context?.message_id ?? null,
    reference: request.biz_opaque_callback_data ?? null,
    state: 'accepted',
    error: failure(request, person, world.now()),
    request,
  });
  void world.publish([{ kind: 'sent', sent }], [report(world, account, [sent], sent.error ? 'failed' : 'sent')]);
  const contact = request.to === undefined ? { input, user_id: input } : { input, wa_id: address };
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: sent.messageId }] };
}

/** 80 messages a second, and to one person one every 6 s after a burst of 45 (whatsapp.md §2, Limits). */
function checkPace(buckets: Map<string, Bucket>, account: SandboxAccount, to: string, now: number) {
  if (!take(buckets, `${account.id} ${to}`, 45, 6_000, now)) {
    const details = 'Too many messages sent from this phone number to the same recipient in a short period of time';
    throw new GraphError({ code: 131056, message: '(#131056) (Business Account, Consumer Account) pair rate limit hit', details });
  }
  if (!take(buckets, account.id, 80, 12.5, now)) throw busy();
}

function checkReaction(world: World, account: SandboxAccount, id: string) {
  if (!world.memory.said(account.id, id) && !world.memory.sentBy(account.id, id))
    throw invalid(`Param reaction[message_id]: no message ${id}`);
}

/** Why an accepted message will not arrive. A number that never wrote is taken to have no WhatsApp, unless a template opens the talk. */
function failure(request: WhatsappMessage, person: Person | undefined, now: number): Sent['error'] {
  if (request.type === 'template') return null;
  if (person?.spokeAt === undefined) return { code: 131026, title: 'Message undeliverable', details: 'Message Undeliverable.' };
  if (now - person.spokeAt <= window) return null;
  const details = 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.';
  return { code: 131047, title: 'Re-engagement message', details };
}

function report(world: World, account: SandboxAccount, messages: Sent[], state: Sent['state']) {
  return statuses(account, messages, state, world.memory.person(account.id, messages[0]?.to ?? ''), world.now());
}

/** Who acts: a phone number in any spelling, or a business-scoped id for someone who hides theirs. */
function personOf(account: SandboxAccount, act: Act): Person {
  const from = act.from ?? demo.id;
  if (/^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/.test(from)) return { id: from, userId: from, ...(act.name ? { name: act.name } : {}) };
  const id = digits(from);
  if (!/^\d{5,15}$/.test(id))
    throw new ControlError(400, 'BAD_INPUT', 'from: a phone number such as 15550002222, or a user id such as US.1349120865');
  const name = act.name ?? (id === demo.id ? demo.name : undefined);
  return { id, userId: userId(account, id), ...(name ? { name } : {}) };
}

function known(world: World, account: SandboxAccount, person: Person): Person {
  return { ...world.memory.person(account.id, person.id), ...person };
}

function mediaOf({ type, url, name, mimeType }: ReturnType<typeof filesOf>[number]): MediaFile {
  const kind = type === 'file' ? 'document' : type === 'voice' ? 'audio' : type;
  const id = BigInt(`0x${randomBytes(6).toString('hex')}`).toString();
  return { kind, media: { id, url, mimeType: mimeType ?? mimeTypes[kind] ?? 'application/pdf', ...(name ? { name } : {}) } };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
